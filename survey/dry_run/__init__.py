"""A study filled with invented answers to look at, in a copy of its own that is deleted whole."""
