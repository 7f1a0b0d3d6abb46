"""Reminders of the second time, by e-mail, to those who have asked for them."""
