"""Setting up a study, one step after the other, with what is missing and why it matters."""
