"""The two kinds of a cell that are no gap."""

ANSWER, FAULTY = "answer", "faulty"
