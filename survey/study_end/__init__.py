"""How a study ends: what points to people is taken out, or everything is deleted."""
