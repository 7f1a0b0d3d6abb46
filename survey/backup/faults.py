"""What can be wrong with backing up and restoring."""

from __future__ import annotations

from survey.errors import SurveyError


class BadBackup(SurveyError):
    """A backup cannot be read: damaged, cut off, sealed with another key, or by a newer program."""


class NotBackedUp(SurveyError):
    """A backup cannot be made; the message says what stands in the way, and what to do."""


class NotRestored(SurveyError):
    """A backup cannot be put back; nothing was written."""
