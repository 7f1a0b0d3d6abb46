"""What pages of editions show. Imports no pandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.errors import NothingDue
from survey.models import CutOff, Edition, Job, ReportDocument, ReportFile, Staff, Study
from survey.models.edition import ACCEPTED, MADE, RELEASED, UNDER_WAY
from survey.models.job import FAILED
from survey.municipalities import all_municipalities
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.release import calendar, editions, states
from survey.release.names import names_of
from survey.release.planning import Line
from survey.weeks import current_week


@dataclass(frozen=True)
class Work:
    """How far the job is that somebody waits for."""

    has_failed: bool
    n_done: int = 0
    n_steps: int = 0  # 0 where it is not known how many there are


@dataclass(frozen=True)
class DocumentShown:
    """A finished report: whose it is, and its files by name with the SHA-256 of each."""

    id: str
    kind: str
    recipient: str
    check_code: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class EditionShown:
    """An edition before somebody: its plan, its documents, and what they may do with it."""

    row: Edition
    lines: Sequence[Line]
    names: Mapping[str, str]
    documents: Sequence[DocumentShown]  # none where they are not for this person
    work: Work | None
    may: frozenset[str]  # the states to which this person may bring it
    is_own: bool

    @property
    def is_waiting(self) -> bool:
        """Return whether the page is to ask again by itself."""
        return self.work is not None and not self.work.has_failed


@dataclass(frozen=True)
class StudyShown:
    """A study's calendar and editions."""

    cut_offs: Sequence[tuple[CutOff, bool]]  # and whether it has come
    editions: Sequence[Edition]
    released: Sequence[EditionShown]
    work: Work | None
    may_propose: bool
    may_release_now: bool
    is_under_way: bool
    is_dry_run: bool

    @property
    def has_date_ahead(self) -> bool:
        """Return whether there is a date to wait for."""
        return any(not has_come for _, has_come in self.cut_offs)

    @property
    def is_waiting(self) -> bool:
        """Return whether the page is to ask again by itself."""
        return self.work is not None and not self.work.has_failed


def of_study(session: Session, study: Study, staff: Staff) -> StudyShown:
    """Return what a study's page of reports shows to somebody."""
    found = editions.of_study(session, study)
    work = _work(session, study, editions.PLAN) or _work(session, study, editions.SCRIPTED)
    is_under_way = any(one.state in UNDER_WAY for one in found)
    may_begin = (
        study.kind in WITHOUT_REAL_PEOPLE
        and not is_under_way
        and not calendar.is_dry_run(session, study)
    )
    last = calendar.last_released(session, study) or ""
    return StudyShown(
        cut_offs=[
            (one, one.frozen_week is not None or calendar.has_come(study, one.week))
            for one in calendar.cut_offs(session, study)
        ],
        editions=found,
        released=[of_edition(session, study, one, staff) for one in found if one.state == RELEASED],
        work=None if is_under_way and work is not None and work.has_failed else work,
        may_propose=_is_due(session, study),
        may_release_now=may_begin and last < current_week(),
        is_under_way=is_under_way,
        is_dry_run=calendar.is_dry_run(session, study),
    )


def _is_due(session: Session, study: Study) -> bool:
    try:
        calendar.due(session, study)
    except NothingDue:
        return False
    return True


def of_edition(session: Session, study: Study, edition: Edition, staff: Staff) -> EditionShown:
    """Return an edition as somebody may see it."""
    work = None
    if edition.state == ACCEPTED:  # a job that is gone has come to nothing
        work = _work(session, study, editions.RELEASE, edition.id) or Work(has_failed=True)
    numbers = {one.number: one.name for one in all_municipalities().values()}
    return EditionShown(
        row=edition,
        lines=editions.lines(edition),
        names=names_of(session, study) | numbers,
        documents=_documents(session, edition) if may_see_documents(edition, staff) else (),
        work=work,
        may=frozenset(
            one.end
            for one in states.STEPS
            if one.start == edition.state
            and states.may(one, staff.id, edition.proposed_by, edition.decided_by)
        ),
        is_own=edition.proposed_by == staff.id,
    )


def may_see_documents(edition: Edition, staff: Staff) -> bool:
    """Return whether the documents of an edition are for this person.

    Until it is out they are for the two people who release it; what was stopped is for nobody.
    """
    is_one_of_two = staff.id in {edition.proposed_by, edition.decided_by}
    return edition.state == RELEASED or (edition.state == MADE and is_one_of_two)


def _documents(session: Session, edition: Edition) -> Sequence[DocumentShown]:
    files: dict[str, dict[str, str]] = {}
    for document, name, sha256 in session.execute(
        select(ReportFile.document_id, ReportFile.name, ReportFile.sha256)
        .join(ReportDocument, ReportDocument.id == ReportFile.document_id)
        .where(ReportDocument.edition_id == edition.id)
    ):
        files.setdefault(document, {})[name] = sha256
    return [
        DocumentShown(one.id, one.kind, one.recipient, one.check_code, files.get(one.id, {}))
        for one in editions.documents(session, edition)
    ]


def _work(session: Session, study: Study, kind: str, area: str | None = None) -> Work | None:
    asked = select(Job).filter_by(study_id=study.id, kind=kind)
    if area is not None:
        asked = asked.filter_by(area=area)
    # One that is running before one that has failed.
    found = session.scalars(asked.order_by(Job.state == FAILED)).first()
    return None if found is None else Work(found.state == FAILED, found.n_done, found.n_steps)
