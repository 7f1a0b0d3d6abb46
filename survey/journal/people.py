"""Taking a person out of the database: the one way, whoever asks for it and whenever.

A participant who erases or withdraws goes through here, and so does everybody of whom the journal
says that they did, when an older database is put back.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey.export import revocations
from survey.journal.rows import Row, row_of
from survey.models import Draft, KeyedReading, Participant, Revocation, Withdrawal
from survey.release import book
from survey.reminders import addresses
from survey.weeks import current_week


def erase(session: Session, participant: Participant) -> list[Row]:
    """Erase everything that somebody has said, and their card with it; the caller commits.

    Return the rows that stay because of it, none of which is about a person: the journal keeps
    them too.
    """
    rows = _let_go(session, participant)
    session.delete(participant)
    session.flush()
    return rows


def withdraw(session: Session, participant: Participant) -> list[Row]:
    """Set aside what somebody has sent in, and drop what they have not; the caller commits."""
    rows = _let_go(session, participant)
    if session.get(Withdrawal, participant.id) is None:
        session.add(Withdrawal(participant_id=participant.id, week=current_week()))
    session.execute(delete(Draft).filter_by(participant_id=participant.id))
    session.execute(delete(KeyedReading).filter_by(participant_id=participant.id))
    addresses.forget(session, participant.id)
    session.flush()
    return rows


def _let_go(session: Session, participant: Participant) -> list[Row]:
    """Call rows back from files, and leave the release ledger as a nameless person."""
    known = set(_called_back(session, participant.study_id))
    revocations.call_back(session, participant)
    left = book.leave(session, participant.id)
    session.flush()
    new = sorted(set(_called_back(session, participant.study_id)) - known)
    listed = [(Revocation, {"study_id": participant.study_id, "row_id": one}) for one in new]
    return [*(row_of(one) for one in left or ()), *listed]


def _called_back(session: Session, study_id: str) -> list[str]:
    return list(session.scalars(select(Revocation.row_id).filter_by(study_id=study_id)))
