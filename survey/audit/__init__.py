"""What people who sign in have done, kept so that a later change would be seen."""
