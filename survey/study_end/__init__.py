"""How a study ends: what leads to people is taken out, or everything is deleted."""
