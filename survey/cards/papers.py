"""What is printed beside the cards: the starter's page, and the questionnaire for paper.

Neither holds a code. A click has them made anew, so that nobody prints yesterday's letter.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey import policies
from survey.audit.operations import record
from survey.errors import UnknownPage
from survey.extensions import db
from survey.language import NAMES
from survey.models import Staff, Study
from survey.models.study import POST, PRE
from survey.report import to_order

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

    @property
    def order(self) -> to_order.Order:
        """Return what is to be made."""
        return to_order.Order(self.kind, self.area, self.name)


SHEETS = {
    one.name: one
    for language in NAMES
    for one in (
        Sheet(HANDOUT, language),
        Sheet(PAPER, language, PRE),
        Sheet(PAPER, language, POST),
    )
}


def sheet_named(name: str) -> Sheet:
    """Return what is meant by a name; raise UnknownPage for any other."""
    if name not in SHEETS:
        raise UnknownPage(f"there is no {name} to print")
    return SHEETS[name]


def sheet_of_job(kind: str, area: str) -> Sheet:
    """Return what a job is to make."""
    return next(one for one in SHEETS.values() if (one.kind, one.area) == (kind, area))


def ask(staff: Staff, study: Study, sheet: Sheet) -> None:
    """Have a sheet made anew."""
    if sheet.kind == PAPER:
        policies.check_may_get_cards(study)
    record(db.session, staff, "paper_asked_for", sheet.kind)
    db.session.commit()
    to_order.ask(study, sheet.order)
