"""Answers collected elsewhere: looked at first, taken in whole or not at all, and undone."""
