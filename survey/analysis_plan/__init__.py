"""The analysis plan: what a study will judge itself by, said before the answers are seen."""
