"""Files that are taken out: approved once, made by a job, read back, counted and called back."""
