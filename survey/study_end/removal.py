"""Takes out what points to people, or everything: in portions, and gone on from after any break.

From the moment a study's end is in the state ``removing`` nothing of it is decided any more: who is
still there goes. So whoever finds that state, a job or the daily run, can go on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from survey.audit.operations import PROGRAM, record
from survey.extensions import db
from survey.models import (
    AnswerImport,
    Artefact,
    CardBatch,
    CardsReturned,
    Consent,
    ContactPoint,
    DryRun,
    Export,
    ExportPiece,
    Group,
    GroupLabel,
    ImportUpload,
    Job,
    LetterText,
    PaperForm,
    Participant,
    Revocation,
    RevocationReceipt,
    Study,
    StudyEnd,
    Wave,
)
from survey.models.base import new_id
from survey.models.export import GONE, READY
from survey.models.study_end import ANONYMISED_RESULT, DONE, REMOVING
from survey.retention import compacting
from survey.retention.portions import in_portions
from survey.retention.terms import BACKUPS
from survey.study_end import protocol
from survey.study_end.ends import OBJECT

PEOPLE_AT_A_TIME = 50  # each with some sixty rows: a tenth of a second
Told = Callable[[int, int], None]


def unfinished() -> list[str]:
    """Return the ids of ends that were broken off in the middle."""
    with db.reading() as session:
        return list(session.scalars(select(StudyEnd.id).filter_by(state=REMOVING)))


def remove(end_id: str, tell: Told = lambda _done, _all: None) -> None:
    """Remove what is still there of a study whose end is under way, and write the protocol.

    tell: how many people of how many have gone. Afterwards nothing of them is in the database's
    file: deleted rows are overwritten, the log beside it is emptied, and the file is written anew
    unless that takes long.
    """
    with db.reading() as session:
        end = session.get(StudyEnd, end_id)
        if end is None or end.state != REMOVING:
            return
        study_id = end.study_id
        n_all = session.scalar(select(func.count()).where(Participant.study_id == study_id)) or 0
    n_gone = 0

    def told(n_now: int) -> None:
        nonlocal n_gone
        n_gone += n_now
        tell(n_gone, n_all)

    in_portions(lambda session, most: _some_people(session, study_id, most), told, PEOPLE_AT_A_TIME)
    with db.writing() as session:
        _finish(session, end_id)
        session.commit()
    compacting.compact_if_quick()


def _some_people(session: Session, study_id: str, most: int) -> int:
    ids = session.scalars(select(Participant.id).filter_by(study_id=study_id).limit(most)).all()
    session.execute(
        delete(Participant).where(Participant.id.in_(ids)),
        execution_options={"synchronize_session": False},
    )
    return len(ids)


def _finish(session: Session, end_id: str) -> None:
    """Remove what is left beside the people, and say what was done; all of it or nothing."""
    end = session.get_one(StudyEnd, end_id)
    if end.state != REMOVING:  # somebody else was faster
        return
    taken_out = protocol.research_files(session, end.study_id)
    _drop_dry_run(session, end.study_id)
    if end.result == ANONYMISED_RESULT:
        _strip(session, end.study_id)
        deed = "study_anonymised"
    else:
        session.execute(delete(Study).where(Study.id == end.study_id))
        agreed = select(Consent.text_sha256)
        session.execute(delete(LetterText).where(LetterText.sha256.not_in(agreed)))
        deed = "study_deleted"
    with session.no_autoflush:  # state, days and protocol are true together only
        end.state = DONE
        end.done_on = dt.datetime.now(tz=dt.UTC).date()
        end.final_on = end.done_on + BACKUPS
        protocol.write(session, end, taken_out)
    record(session, PROGRAM, deed, OBJECT)


def _drop_dry_run(session: Session, study_id: str) -> None:
    copy_id = session.scalar(select(DryRun.study_id).filter_by(of_study_id=study_id))
    session.execute(delete(Study).where(Study.id == copy_id))


def _strip(session: Session, study_id: str) -> None:
    """Take away everything of an anonymised study that is about its people in any way.

    What stays is the study, its letters and plan, where it was, and what was released.
    """
    of_study = select(Export.id).where(Export.study_id == study_id)
    session.execute(delete(ExportPiece).where(ExportPiece.export_id.in_(of_study)))
    session.execute(
        update(Export).where(Export.study_id == study_id, Export.state == READY).values(state=GONE)
    )
    waves = select(Wave.id).where(Wave.study_id == study_id)
    session.execute(delete(PaperForm).where(PaperForm.wave_id.in_(waves)))
    for table in (
        Artefact,
        AnswerImport,
        CardBatch,
        CardsReturned,
        GroupLabel,
        ImportUpload,
        Job,
        Revocation,
        RevocationReceipt,
    ):
        session.execute(delete(table).where(table.study_id == study_id))
    _new_ids_of_groups(session, study_id)


def _new_ids_of_groups(session: Session, study_id: str) -> None:
    """Give each group another random sign: those in files, backups and the ledger lead nowhere."""
    points = select(ContactPoint.id).where(ContactPoint.study_id == study_id)
    for one in session.scalars(select(Group.id).where(Group.contact_point_id.in_(points))).all():
        session.execute(update(Group).where(Group.id == one).values(id=new_id()))
