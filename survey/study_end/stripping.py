"""Takes away what is left of an ended study beside its people: all of it, or what leads to them.

Also once more, when an older database is put back in which they all are.
"""

from __future__ import annotations

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

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
from survey.models.study import ANONYMISED
from survey.models.study_end import ANONYMISED_RESULT


def strip(session: Session, end: StudyEnd) -> None:
    """Take away what an end has decided on, the people having gone; the caller commits."""
    copy_id = session.scalar(select(DryRun.study_id).filter_by(of_study_id=end.study_id))
    for study_id in filter(None, (copy_id,)):
        _delete(session, study_id)
    if end.result == ANONYMISED_RESULT:
        _strip(session, end.study_id)
        return
    _delete(session, end.study_id)
    agreed = select(Consent.text_sha256)
    session.execute(delete(LetterText).where(LetterText.sha256.not_in(agreed)))


def once_more(session: Session) -> int:
    """Take people and all else of every study away whose end is decided; the caller commits.

    Return how many people were there.
    """
    n_people = 0
    for end in session.scalars(select(StudyEnd).where(StudyEnd.result.is_not(None))).all():
        of_study = Participant.study_id == end.study_id
        n_people += session.scalar(select(func.count()).where(of_study)) or 0
        session.execute(delete(Participant).where(of_study))
        if end.result == ANONYMISED_RESULT:
            session.execute(update(Study).where(Study.id == end.study_id).values(state=ANONYMISED))
        strip(session, end)
    session.expire_all()
    return n_people


def _delete(session: Session, study_id: str) -> None:
    """Delete a study with its people, who go first: PostgreSQL lets no wave go before them."""
    session.execute(delete(Participant).where(Participant.study_id == study_id))
    session.execute(delete(Study).where(Study.id == study_id))


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
