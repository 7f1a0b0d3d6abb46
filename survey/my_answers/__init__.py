"""What participants do with what they have said: read it, withdraw, erase."""
