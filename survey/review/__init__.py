"""The second person: what others propose to let out, approved or stopped."""
