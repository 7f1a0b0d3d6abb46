"""The administrator: who may sign in, and what staff have done."""
