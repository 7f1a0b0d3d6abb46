"""Proposing to end a study, and what a second person says; the caller commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.audit.operations import record
from survey.errors import NotYours
from survey.models import Staff, Study, StudyEnd
from survey.models.base import new_id
from survey.models.study_end import APPROVED, PROPOSED, REFUSED, TAKEN_BACK
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.release.editions import FIRST, SECOND
from survey.study_end import conditions, ends
from survey.study_end.ends import OBJECT
from survey.study_end.refusals import EndNotPossible
from survey.weeks import current_week


def propose(session: Session, study: Study, staff: Staff, kind: str, reports: str) -> StudyEnd:
    """Put the end of a study before a second person; raise EndNotPossible where it may not be."""
    _check_none(session, study)
    conditions.check(session, study, kind, reports)
    row = _row(study, kind, reports, staff.id)
    session.add(row)
    record(session, staff, "study_end_proposed", OBJECT)
    session.flush()
    return row


def take_back(session: Session, staff: Staff, row: StudyEnd) -> None:
    """Take back what one has proposed and nobody has decided."""
    if row.state != PROPOSED or row.proposed_by != staff.id:
        raise NotYours("only who proposed it takes it back, and only before it is decided")
    row.state = TAKEN_BACK
    record(session, staff, "study_end_taken_back", OBJECT)


def decide(session: Session, study: Study, staff: Staff, row: StudyEnd, reason: str | None) -> None:
    """Approve, or refuse with a reason; raise where something stands in the way by now."""
    if row.state != PROPOSED or row.proposed_by == staff.id:
        raise NotYours("nobody decides on what they proposed, and nothing is decided twice")
    if reason is None:
        conditions.check(session, study, row.kind, row.reports)
    row.state, row.reason = (APPROVED, None) if reason is None else (REFUSED, reason)
    row.decided_by, row.decided_week = staff.id, current_week()
    record(session, staff, "study_end_approved" if reason is None else "study_end_refused", OBJECT)


def scripted(session: Session, study: Study, kind: str, reports: str) -> StudyEnd:
    """Let a demonstration's or a trial's own two people agree; raise where something is in the way.

    Where they have agreed before, that stands.
    """
    if study.kind not in WITHOUT_REAL_PEOPLE:
        raise EndNotPossible(
            f"{study.key} is a study of real people: one person proposes its end on its page in "
            "the browser, and another one approves it"
        )
    row = ends.standing(session, study.id)
    if row is not None and row.state != PROPOSED:
        return row
    if row is None:
        conditions.check(session, study, kind, reports)
        row = _row(study, kind, reports, FIRST.id)
        session.add(row)
        record(session, FIRST, "study_end_proposed", OBJECT)
    row.state, row.decided_by, row.decided_week = APPROVED, SECOND.id, current_week()
    record(session, SECOND, "study_end_approved", OBJECT)
    session.flush()
    return row


def waiting(session: Session) -> Sequence[tuple[StudyEnd, Study]]:
    """Return what waits for a second person, with its study."""
    found = session.execute(
        select(StudyEnd, Study)
        .join(Study, Study.id == StudyEnd.study_id)
        .where(StudyEnd.state == PROPOSED)
        .order_by(Study.key)
    )
    return [(row, study) for row, study in found]


def _check_none(session: Session, study: Study) -> None:
    if ends.standing(session, study.id) is not None:
        raise EndNotPossible(f"the end of {study.key} is proposed or carried out already")


def _row(study: Study, kind: str, reports: str, proposed_by: str) -> StudyEnd:
    return StudyEnd(
        id=new_id(),
        study_id=study.id,
        study_key=study.key,
        study_name=study.name,
        kind=kind,
        reports=reports,
        state=PROPOSED,
        proposed_by=proposed_by,
        proposed_week=current_week(),
    )
