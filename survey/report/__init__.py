"""Scores, change and quality of the data, and the reports made of them."""
