"""What can stand in the way where a study ends or has ended."""

from __future__ import annotations

from survey.errors import SurveyError


class EndNotPossible(SurveyError):
    """A study cannot be ended yet, or not in this way; the message says why."""


class StudyEnded(SurveyError):
    """Answers were asked for that nobody can tie to a card any more: the study has ended."""
