"""What is printed beside the cards: the starter's page, and the questionnaire for paper.

Neither holds a code. A click has them made anew, so that nobody prints yesterday's letter.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, select

from survey import policies
from survey.errors import UnknownPage
from survey.extensions import db
from survey.language import NAMES
from survey.models import Artefact, Job, Study
from survey.models.job import FAILED
from survey.models.study import POST, PRE
from survey.report import artefacts, worker

HANDOUT, PAPER = "handout", "paper"  # kinds of job


@dataclass(frozen=True)
class Sheet:
    """One thing to print, in one language."""

    kind: str
    language: str
    wave: str = ""

    @property
    def area(self) -> str:
        """Return what the job is told beside its kind."""
        return f"{self.wave}-{self.language}" if self.wave else self.language

    @property
    def name(self) -> str:
        """Return the name of the stored file, which is also its name in the address."""
        return f"{self.kind}-{self.area}.pdf"


SHEETS = {
    one.name: one
    for language in NAMES
    for one in (
        Sheet(HANDOUT, language),
        Sheet(PAPER, language, PRE),
        Sheet(PAPER, language, POST),
    )
}


@dataclass(frozen=True)
class Made:
    """A file, or why there is none yet."""

    content: bytes | None
    has_failed: bool = False


def sheet_named(name: str) -> Sheet:
    """Return what is meant by a name; raise UnknownPage for any other."""
    if name not in SHEETS:
        raise UnknownPage(f"there is no {name} to print")
    return SHEETS[name]


def sheet_of_job(kind: str, area: str) -> Sheet:
    """Return what a job is to make."""
    return next(one for one in SHEETS.values() if (one.kind, one.area) == (kind, area))


def ask(study: Study, sheet: Sheet) -> None:
    """Have a sheet made anew."""
    if sheet.kind == PAPER:
        policies.check_may_get_cards(study)
    db.session.execute(delete(Artefact).filter_by(study_id=study.id, name=sheet.name))
    artefacts.ask_for(db.session, study, sheet.kind, sheet.area)  # commits
    worker.start(current_app.config["SETTINGS"])


def find(study: Study, sheet: Sheet) -> Made:
    """Return a sheet that was asked for; raise UnknownPage where nobody has asked."""
    row = db.session.scalar(select(Artefact).filter_by(study_id=study.id, name=sheet.name))
    if row is not None:
        return Made(row.content)
    job = db.session.scalar(
        select(Job).filter_by(study_id=study.id, kind=sheet.kind, area=sheet.area)
    )
    if job is None:
        raise UnknownPage("nobody has asked for this")
    return Made(None, has_failed=job.state == FAILED)
