"""What is proposed to be taken out, and what a second person says to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey import policies
from survey.audit.operations import record
from survey.errors import NotYours
from survey.export.kinds import RESEARCH, SHARED_VARIABLES, VARIABLES, in_order, list_hash
from survey.models import ExportProposal, Staff, Study
from survey.models.export import APPROVED, PROPOSED, REFUSED, TAKEN_BACK
from survey.weeks import current_week

OBJECT = "export_proposal"
FIRST_SCRIPTED, SECOND_SCRIPTED = "scripted-first", "scripted-second"
TRIAL_DAYS = 3_650
TRIAL_PURPOSE = "Trying out: no real person has answered."


@dataclass(frozen=True)
class Wanted:
    """What somebody proposes."""

    kind: str
    variables: tuple[str, ...]
    purpose: str
    valid_until: dt.date


def propose(session: Session, study: Study, staff: Staff, wanted: Wanted) -> ExportProposal:
    """Put a list of variables before a second person; the caller commits."""
    row = _row(study, wanted, staff.id)
    session.add(row)
    record(session, staff, "export_proposed", OBJECT)
    return row


def take_back(session: Session, staff: Staff, row: ExportProposal) -> None:
    """Take back what one has proposed and nobody has decided; the caller commits."""
    if row.state != PROPOSED or row.proposed_by != staff.id:
        raise NotYours("only who proposed it takes it back, and only before it is decided")
    row.state = TAKEN_BACK
    record(session, staff, "export_taken_back", OBJECT)


def approve(session: Session, staff: Staff, row: ExportProposal) -> None:
    """Let it be taken out until the day that is named; the caller commits."""
    _decide(staff, row, APPROVED, "")
    record(session, staff, "export_approved", OBJECT)


def refuse(session: Session, staff: Staff, row: ExportProposal, reason: str) -> None:
    """Let nothing of it be taken out, and say why; the caller commits."""
    _decide(staff, row, REFUSED, reason)
    record(session, staff, "export_refused", OBJECT)


def _decide(staff: Staff, row: ExportProposal, state: str, reason: str) -> None:
    if row.state != PROPOSED or row.proposed_by == staff.id:
        raise NotYours("nobody decides on what they proposed, and nothing is decided twice")
    row.state, row.reason = state, reason or None
    row.decided_by, row.decided_week = staff.id, current_week()


def waiting(session: Session) -> Sequence[tuple[ExportProposal, Study]]:
    """Return what waits for a second person, with its study."""
    found = session.execute(
        select(ExportProposal, Study)
        .join(Study, Study.id == ExportProposal.study_id)
        .where(ExportProposal.state == PROPOSED)
        .order_by(Study.key, ExportProposal.proposed_week, ExportProposal.id)
    )
    return [(row, study) for row, study in found]


def of_study(session: Session, study: Study) -> Sequence[ExportProposal]:
    """Return everything proposed for a study, the newest first; what was taken back is left out."""
    return session.scalars(
        select(ExportProposal)
        .where(ExportProposal.study_id == study.id, ExportProposal.state != TAKEN_BACK)
        .order_by(ExportProposal.proposed_week.desc(), ExportProposal.id)
    ).all()


def valid(session: Session, study: Study) -> Sequence[ExportProposal]:
    """Return what may be taken out today."""
    today = dt.datetime.now(tz=dt.UTC).date()
    return [
        row
        for row in of_study(session, study)
        if row.state == APPROVED and row.valid_until >= today
    ]


def newest_valid(session: Session, study: Study, kind: str) -> ExportProposal:
    """Return what was approved last for a kind of file, or raise NotApproved.

    In a demonstration or a trial a scripted pair proposes and approves the whole list, so that
    its files go the same way; the caller commits.
    """
    found = [row for row in valid(session, study) if row.kind == kind]
    policies.check_may_leave(study, is_approved=bool(found))
    if found:
        return max(found, key=lambda row: (row.decided_week or "", row.id))
    return _scripted(session, study, kind)


def _scripted(session: Session, study: Study, kind: str) -> ExportProposal:
    day = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=TRIAL_DAYS)
    variables = VARIABLES if kind == RESEARCH else SHARED_VARIABLES
    row = _row(study, Wanted(kind, variables, TRIAL_PURPOSE, day), FIRST_SCRIPTED)
    row.state, row.decided_by, row.decided_week = APPROVED, SECOND_SCRIPTED, current_week()
    session.add(row)
    session.flush()
    return row


def _row(study: Study, wanted: Wanted, proposed_by: str) -> ExportProposal:
    return ExportProposal(
        study_id=study.id,
        kind=wanted.kind,
        variables=list(in_order(wanted.variables)),
        variables_sha256=list_hash(wanted.kind, wanted.variables),
        purpose=wanted.purpose,
        valid_until=wanted.valid_until,
        state=PROPOSED,
        proposed_by=proposed_by,
        proposed_week=current_week(),
    )
