"""What can be wrong between a database and its journal."""

from __future__ import annotations

from survey.errors import SurveyError


class JournalFault(SurveyError):
    """The journal and the database do not belong together, or one of them was changed."""


class JournalUnreachable(JournalFault):
    """The journal cannot be read or written now: what must stand in it is not done."""


class JournalAhead(JournalFault):
    """The journal knows of somebody erased, or of a release, that the database does not."""
