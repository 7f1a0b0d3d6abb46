"""An import taken back: exactly what it stored goes, and nothing else. Imports no pandas."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Select, delete, exists, or_, select
from sqlalchemy.orm import Session

from survey.audit.operations import Actor, record
from survey.errors import SurveyError
from survey.imports.undo_reasons import ALREADY, ANSWERED_SINCE, FROZEN, LATER_IMPORT
from survey.models import (
    Administration,
    AnswerImport,
    Artefact,
    Consent,
    ContactPoint,
    Draft,
    FrozenPair,
    Group,
    ImportedParticipant,
    ImportedParticipation,
    InstrumentWording,
    Municipality,
    OwnWord,
    Participant,
    Participation,
    Staff,
    Withdrawal,
)
from survey.models.answer_import import STORED, UNDONE
from survey.weeks import current_week

TAKEN_BACK = "import_undone"
ENGLISH = {
    ALREADY: "this import has been undone before",
    LATER_IMPORT: "a later import belongs to the same people; undo that one first",
    ANSWERED_SINCE: "one of its people has answered, agreed or withdrawn since; what they did "
    "themselves is not taken away",
    FROZEN: "answers in it are frozen for a report, and what a report is about stays",
}


class CannotUndo(SurveyError):
    """An import stays; ``reason`` says why, as one of the words above."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Nothing was undone: {ENGLISH.get(reason, reason)}.")
        self.reason = reason


Check = Callable[[Session, AnswerImport], str]


def undo(session: Session, imported: AnswerImport, staff: Staff | Actor) -> None:
    """Remove what an import stored and commit, with the audit event; or raise CannotUndo."""
    for check in CHECKS:
        if reason := check(session, imported):
            raise CannotUndo(reason)
    n_rows = _remove_answers(session, imported)
    _remove_people(session, imported)
    _remove_places(session, imported)
    # Results made from them hold these answers too; they are made anew when asked for.
    session.execute(delete(Artefact).where(Artefact.study_id == imported.study_id))
    imported.state, imported.undone_week, imported.made = UNDONE, current_week(), {}
    record(session, staff, TAKEN_BACK, "answer_import", n_rows)
    session.commit()


def _is_undone(_session: Session, imported: AnswerImport) -> str:
    return "" if imported.state == STORED else ALREADY


def _has_later_import(session: Session, imported: AnswerImport) -> str:
    """Return the reason where another import stored answers of people that this one made."""
    found = session.scalar(
        select(ImportedParticipation.import_id)
        .join(Participation, Participation.id == ImportedParticipation.participation_id)
        .where(
            Participation.participant_id.in_(_people(imported)),
            ImportedParticipation.import_id != imported.id,
        )
        .limit(1)
    )
    return LATER_IMPORT if found else ""


def _has_answered_since(session: Session, imported: AnswerImport) -> str:
    """Return the reason where one of its people has done something themselves."""
    own = select(Participation.id).where(
        Participation.participant_id.in_(_people(imported)),
        Participation.id.not_in(select(ImportedParticipation.participation_id)),
    )
    rest = [
        exists().where(table.participant_id.in_(_people(imported)))
        for table in (Consent, Draft, OwnWord, Withdrawal)
    ]
    return ANSWERED_SINCE if session.scalar(select(or_(own.exists(), *rest))) else ""


def _is_frozen(session: Session, imported: AnswerImport) -> str:
    """Return the reason where the ledger counts on one of its people."""
    found = session.scalar(
        select(FrozenPair.participant_id)
        .join(Participation, Participation.participant_id == FrozenPair.participant_id)
        .join(ImportedParticipation, ImportedParticipation.participation_id == Participation.id)
        .where(ImportedParticipation.import_id == imported.id)
        .limit(1)
    )
    return FROZEN if found else ""


# Each returns a reason or nothing.
CHECKS: tuple[Check, ...] = (_is_undone, _has_later_import, _is_frozen, _has_answered_since)


def _people(imported: AnswerImport) -> Select[str]:
    return select(ImportedParticipant.participant_id).where(
        ImportedParticipant.import_id == imported.id
    )


def _remove_answers(session: Session, imported: AnswerImport) -> int:
    mine = select(ImportedParticipation.participation_id).where(
        ImportedParticipation.import_id == imported.id
    )
    of_mine = exists().where(
        Participation.id.in_(mine),
        Participation.participant_id == Administration.participant_id,
        Participation.wave_id == Administration.wave_id,
    )
    session.execute(delete(Administration).where(of_mine))
    removed = session.execute(delete(Participation).where(Participation.id.in_(mine)))
    return int(removed.rowcount)  # type: ignore[attr-defined]  # of a deletion it is there


def _remove_people(session: Session, imported: AnswerImport) -> None:
    session.execute(delete(Participant).where(Participant.id.in_(_people(imported))))


def _remove_places(session: Session, imported: AnswerImport) -> None:
    """Remove the groups, places and wordings that it made and that nobody else has come to use."""
    made = imported.made
    used_groups = select(Participant.group_id).where(Participant.group_id.is_not(None))
    session.execute(
        delete(Group).where(Group.id.in_(made["groups"].values()), Group.id.not_in(used_groups))
    )
    session.execute(
        delete(ContactPoint).where(
            ContactPoint.id.in_(made["contact_points"]),
            ContactPoint.id.not_in(select(Group.contact_point_id)),
        )
    )
    session.execute(
        delete(Municipality).where(
            Municipality.number.in_(made["municipalities"]),
            Municipality.number.not_in(select(ContactPoint.municipality_number)),
        )
    )
    session.execute(
        delete(InstrumentWording).where(
            InstrumentWording.id.in_(made["wordings"]),
            InstrumentWording.id.not_in(select(Administration.wording_id)),
        )
    )
