"""Rows called back: somebody in a file that was taken out has withdrawn or erased."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from survey.audit.operations import record
from survey.errors import CalledBack
from survey.export.kinds import RESEARCH
from survey.models import (
    Artefact,
    Export,
    ExportPiece,
    Participant,
    Participation,
    Revocation,
    RevocationReceipt,
    Staff,
    Study,
)
from survey.models.export import GONE, READY, TAKEN_OUT
from survey.report.pseudonyms import pseudonym

CONFIRMED, ROW = "revocations_confirmed", "row"


def call_back(session: Session, participant: Participant) -> None:
    """Call back the rows of somebody who withdraws or erases, and drop every copy that waits.

    To be called before the participant goes, and in the same transaction. The sign is worked out
    here, because it comes from the id: afterwards nobody could.
    """
    study_id = participant.study_id
    _drop_what_waits(session, study_id)
    if not _may_be_in_a_file(session, participant):
        return
    row_id = pseudonym(participant.id, study_id, current_app.config["SETTINGS"].export_key)
    if session.get(Revocation, (study_id, row_id)) is None:
        session.add(Revocation(study_id=study_id, row_id=row_id))


def _may_be_in_a_file(session: Session, participant: Participant) -> bool:
    taken_out = session.scalar(
        select(Export.id)
        .filter_by(study_id=participant.study_id, kind=RESEARCH, state=TAKEN_OUT)
        .limit(1)
    )
    answered = session.scalar(
        select(Participation.id).filter_by(participant_id=participant.id).limit(1)
    )
    return taken_out is not None and answered is not None


def _drop_what_waits(session: Session, study_id: str) -> None:
    """Drop the copies of answers that are stored: a file that nobody has fetched is no file."""
    of_study = select(Export.id).where(Export.study_id == study_id)
    session.execute(delete(ExportPiece).where(ExportPiece.export_id.in_(of_study)))
    session.execute(
        delete(Artefact).where(Artefact.study_id == study_id, Artefact.name == "answers.csv")
    )
    session.execute(
        update(Export).where(Export.study_id == study_id, Export.state == READY).values(state=GONE)
    )


def rows(session: Session, study: Study) -> Sequence[str]:
    """Return the signs of the rows to delete from files of a study that were taken out."""
    return session.scalars(
        select(Revocation.row_id).filter_by(study_id=study.id).order_by(Revocation.row_id)
    ).all()


def as_csv(row_ids: Sequence[str]) -> bytes:
    """Return the list as a file."""
    return "\n".join(["participant", *row_ids, ""]).encode()


def n_to_confirm(session: Session, study: Study, staff_id: str) -> int:
    """Return how many rows are on the list that this person has not said to have deleted."""
    listed = session.scalar(select(func.count()).where(Revocation.study_id == study.id)) or 0
    receipt = session.get(RevocationReceipt, (study.id, staff_id))
    return listed - (receipt.n_rows if receipt else 0)


def check_confirmed(session: Session, study: Study, staff_id: str) -> None:
    """Raise CalledBack while rows wait to be deleted from files taken out earlier."""
    if n_to_confirm(session, study, staff_id):
        raise CalledBack(
            f"rows of {study.key} are called back: delete them from every file taken out earlier, "
            "and say so, before a new file is made"
        )


def confirm(session: Session, study: Study, staff: Staff) -> None:
    """Keep that somebody has deleted every row on the list; the caller commits."""
    waiting = n_to_confirm(session, study, staff.id)
    if waiting:
        keep_receipt(session, study, staff.id)
        record(session, staff, CONFIRMED, ROW, waiting)


def keep_receipt(session: Session, study: Study, staff_id: str) -> None:
    """Keep that the whole list as it stands has been carried out."""
    listed = session.scalar(select(func.count()).where(Revocation.study_id == study.id)) or 0
    if listed:
        session.merge(RevocationReceipt(study_id=study.id, staff_id=staff_id, n_rows=listed))
