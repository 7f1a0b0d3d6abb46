"""Studies whose last day has passed: the program reminds, and two people decide.

What the letter has promised of the end (erased, or untied from people) needs reports that are out
and a look at what few people would be alike in. So nothing of a study goes by a clock alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.letter import store as letters
from survey.models import Study
from survey.models.study import ANONYMISED


@dataclass(frozen=True)
class Overdue:
    """A study that should have been ended, and the last day of its project."""

    study: Study
    project_end: dt.date


def project_end(session: Session, study: Study) -> dt.date | None:
    """Return the last day that the letter in use names; None where none is named."""
    row = letters.newest(session, study)
    said = row.content.get("facts", {}).get("project_end") if row else None
    try:
        return dt.date.fromisoformat(str(said))
    except ValueError:
        return None


def of_studies(session: Session, studies: Iterable[Study], today: dt.date) -> list[Overdue]:
    """Return those of some studies whose last day has passed and that are not ended."""
    ends = ((one, project_end(session, one)) for one in studies if one.state != ANONYMISED)
    return [Overdue(one, end) for one, end in ends if end is not None and end < today]


def everywhere(session: Session, today: dt.date) -> list[Overdue]:
    """Return every such study of the installation, by key."""
    return of_studies(session, session.scalars(select(Study).order_by(Study.key)), today)
