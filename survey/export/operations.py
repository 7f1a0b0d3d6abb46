"""Files asked for, shown and fetched. Imports no pandas: a job makes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.audit.operations import record
from survey.errors import SharedAlready, UnknownPage
from survey.export import proposals, revocations
from survey.export.kinds import KINDS, LONG, SHARING, Order
from survey.extensions import db
from survey.journal import recording
from survey.journal.entries import EXPORTED
from survey.journal.rows import row_of
from survey.models import (
    Export,
    ExportPiece,
    ExportProposal,
    Job,
    Participant,
    Participation,
    Staff,
    Study,
)
from survey.models.export import GONE, READY, TAKEN_OUT, WAITING
from survey.models.job import FAILED
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.release.counts import in_fives
from survey.report import artefacts, worker
from survey.weeks import current_week

OBJECT = "export"
COMMAND = "command"  # who makes a file at the command line


@dataclass(frozen=True)
class File:
    """A line of the manifest, and whether its job has failed."""

    row: Export
    has_failed: bool

    @property
    def is_waiting(self) -> bool:
        """Return whether it is still being made."""
        return self.row.state == WAITING and not self.has_failed


def ask_for(  # noqa: PLR0913, PLR0917 - a file, and who wants it
    study: Study, staff: Staff, proposal_id: str, file_format: str, shape: str, language: str
) -> Export:
    """Have a file made; raise CalledBack, NotApproved or SharedAlready where it may not be."""
    session = db.session
    revocations.check_confirmed(session, study, staff.id)
    if proposal_id in KINDS:  # a demonstration or a trial, where nobody has proposed anything
        proposal_id = proposals.newest_valid(session, study, proposal_id).id
    proposal = session.get(ExportProposal, proposal_id)
    if proposal is None or proposal not in proposals.valid(session, study):
        raise UnknownPage("nothing of that name may be taken out")
    row = add_row(session, study, proposal, file_format, shape, language, staff.id)
    record(session, staff, "export_asked_for", OBJECT)
    session.flush()
    artefacts.ask_for(session, study, artefacts.EXPORT, row.id)  # commits
    worker.start(current_app.config["SETTINGS"])
    return row


def add_row(  # noqa: PLR0913, PLR0917 - a file, and who wants it
    session: Session,
    study: Study,
    proposal: ExportProposal,
    file_format: str,
    shape: str,
    language: str,
    made_by: str,
) -> Export:
    """Add a line to the manifest; raise SharedAlready for a second file to share."""
    is_shared = proposal.kind == SHARING
    if is_shared:
        check_not_shared(session, study)
    row = Export(
        study_id=study.id,
        proposal_id=proposal.id,
        kind=proposal.kind,
        file_format=file_format,
        shape=LONG if is_shared else shape,
        language=language,
        state=WAITING,
        made_by=made_by,
        week=current_week(),
        shared_study=study.id if is_shared else None,
    )
    session.add(row)
    session.flush()
    return row


def check_not_shared(session: Session, study: Study) -> None:
    """Raise SharedAlready where a file for sharing was made; one that came to nothing goes."""
    row = session.scalar(select(Export).filter_by(shared_study=study.id))
    if row is None:
        return
    job = _job(session, row)
    if row.state == GONE or (row.state == WAITING and (job is None or job.state == FAILED)):
        if job is not None:
            session.delete(job)
        session.delete(row)
        session.flush()
        return
    raise SharedAlready(
        f"the file for sharing of {study.key} has been made in week {row.week}; there is one only, "
        "because two could be laid over each other"
    )


def files(study: Study) -> Sequence[File]:
    """Return the files of a study, the newest first."""
    rows = db.session.scalars(
        select(Export)
        .where(Export.study_id == study.id, Export.made_by != COMMAND)
        .order_by(Export.week.desc(), Export.id)
    )
    return [File(row, _has_failed(db.session, row)) for row in rows]


def file_of(study: Study, export_id: str) -> Export:
    """Return one file of a study; raise UnknownPage where there is none that can be fetched."""
    row = db.session.get(Export, export_id)
    if row is None or row.study_id != study.id or row.state not in {READY, TAKEN_OUT}:
        raise UnknownPage("there is no such file")
    return row


def fetch(study: Study, staff: Staff, export_id: str) -> Export:
    """Keep that somebody takes a file out, and return it; its pieces come from ``pieces``."""
    revocations.check_confirmed(db.session, study, staff.id)
    row = file_of(study, export_id)
    proposal = db.session.get_one(ExportProposal, row.proposal_id)
    if proposal not in proposals.valid(db.session, study):
        raise UnknownPage("what it was approved for has ended")
    take_out(db.session, row, proposal)
    record(db.session, staff, "export_fetched", OBJECT)
    db.session.commit()
    return row


def take_out(session: Session, row: Export, proposal: ExportProposal) -> None:
    """Keep that a file has left, where no backup rolls it back; the caller commits at once."""
    recording.ready(session)
    row.state = TAKEN_OUT
    session.flush()
    recording.record(session, EXPORTED, rows=[row_of(proposal), row_of(row)])


def pieces(export_id: str) -> Iterator[bytes]:
    """Yield a file piece by piece: none but one is in memory."""
    number = 0
    while True:
        with db.reading() as session:
            piece = session.get(ExportPiece, (export_id, number))
            if piece is None:
                return
            content = piece.content
        yield content
        number += 1


def has_pieces(session: Session, row: Export) -> bool:
    """Return whether the file is still stored."""
    return session.get(ExportPiece, (row.id, 0)) is not None


def order_of(row: Export, proposal: ExportProposal) -> Order:
    """Return what is to be made."""
    return Order(row.kind, row.file_format, row.shape, tuple(proposal.variables))


def n_people_in_fives(session: Session, study: Study) -> int:
    """Return how many people have answered before this week began, in fives."""
    n_people = session.scalar(
        select(func.count(func.distinct(Participation.participant_id)))
        .join(Participant, Participant.id == Participation.participant_id)
        .where(
            Participant.study_id == study.id,
            Participation.submitted_week < current_week(),
            Participation.participant_id.not_in(WITHDRAWN_PEOPLE),
        )
    )
    return in_fives(n_people or 0)


def _has_failed(session: Session, row: Export) -> bool:
    job = _job(session, row) if row.state == WAITING else None
    return row.state == WAITING and (job is None or job.state == FAILED)


def _job(session: Session, row: Export) -> Job | None:
    return session.scalar(select(Job).filter_by(kind=artefacts.EXPORT, area=row.id))
