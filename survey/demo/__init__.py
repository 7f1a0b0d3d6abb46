"""The demonstration study: simulated people, made from a seed."""
