"""Whoever works at the command line, in the log of what staff do: no account, but a name."""

from __future__ import annotations

from survey.models import Staff

# Never put into a session: it only lends its id and its role to an event.
OPERATOR = Staff(id="operator", role="operator", email="", password_hash="")
