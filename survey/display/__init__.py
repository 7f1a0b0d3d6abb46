"""How a participant wants the pages shown: how much at a time, how large, with how much space."""
