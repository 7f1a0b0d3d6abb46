"""Keying: forms on paper, typed in twice by people of the role keyer."""
