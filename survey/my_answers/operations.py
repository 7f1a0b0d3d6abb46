"""Choosing a word, opening with it, withdrawing, erasing."""

from __future__ import annotations

import datetime as dt

from argon2.exceptions import VerifyMismatchError
from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey import policies, receipts
from survey.administer.standing import Entry
from survey.auth.passwords import password_hasher
from survey.errors import CardErased, SessionEnded, TooManyWords
from survey.extensions import db
from survey.journal import people, recording
from survey.journal.rows import Row, row_of
from survey.models import (
    OwnWord,
    Participant,
    Participation,
    Receipt,
    Study,
    Wave,
    Withdrawal,
    WordAttempt,
)
from survey.models.rights import ERASED, WITHDRAWN
from survey.my_answers.words import bound_word, read_word
from survey.study_end import ends
from survey.weeks import current_week

MOST_TRIES_IN_A_DAY = 10  # for one card; whoever found it gets no further in a year than 3,650


def may_choose_word(entry: Entry) -> bool:
    """Return whether a word may be chosen: once, right after the answers were sent in."""
    with db.reading() as session:
        just_sent = _wave_just_sent(session, entry) is not None
        return just_sent and session.get(OwnWord, entry.participant_id) is None


def choose_word(entry: Entry, word: str) -> None:
    """Keep a word that opens what was just sent in and what comes later; the first one stands."""
    with db.reading() as session:  # the slow hash must not hold the lock that answers need
        wave_id = _wave_just_sent(session, entry)
    if wave_id is None:
        raise SessionEnded("nothing was sent in that a word could open")
    word_hash = password_hasher().hash(_bound(entry, word))
    row = OwnWord(participant_id=entry.participant_id, from_wave_id=wave_id, word_hash=word_hash)
    db.session.add(row)
    try:
        db.session.commit()
    except IntegrityError:  # a second tab was first, or the card was erased meanwhile
        db.session.rollback()


def open_with_word(entry: Entry, word: str) -> bool:
    """Return whether this is the word; raise TooManyWords, without trying, when that was enough.

    A try is counted before the slow hash, so that many at the same moment are not one.
    """
    kept = db.session.get(OwnWord, entry.participant_id)
    if kept is None:
        return False
    word_hash = kept.word_hash
    _count_try(entry)
    try:
        password_hasher().verify(word_hash, _bound(entry, word))
    except VerifyMismatchError:
        return False
    db.session.execute(delete(WordAttempt).filter_by(participant_id=entry.participant_id))
    db.session.commit()
    return True


def withdraw(entry: Entry) -> str:
    """Set aside what was sent in, drop what was not; return the receipt's number.

    The number is empty where this was done before: a receipt is given once.
    """
    participant = db.session.get(Participant, entry.participant_id)
    if participant is None:
        raise CardErased("the card is no longer known")
    _check_has_not_ended(participant)
    if db.session.get(Withdrawal, entry.participant_id) is not None:
        return ""
    recording.ready(db.session)
    rows = people.withdraw(db.session, participant)
    return _with_receipt(WITHDRAWN, entry.participant_id, rows)


def erase(entry: Entry) -> str:
    """Erase everything this participant has said, and the card with it; return a receipt's number.

    It stands in the journal before it is done, so that no backup brings it back for good. The
    number is empty where nothing was left to erase. Raises JournalFault, with nothing erased.
    """
    participant = db.session.get(Participant, entry.participant_id)
    if participant is None:
        if ends.untied_on(db.session):  # it may be in what is kept of an ended study
            raise CardErased("the card is no longer known")
        return ""
    _check_has_not_ended(participant)
    recording.ready(db.session)
    rows = people.erase(db.session, participant)
    return _with_receipt(ERASED, entry.participant_id, rows)


def _check_has_not_ended(participant: Participant) -> None:
    policies.check_has_not_ended(db.session.get_one(Study, participant.study_id))


def outlives_backups() -> bool:
    """Return whether what is erased stays erased when a backup is put back."""
    return recording.journal() is not None


def _with_receipt(kind: str, participant_id: str, rows: list[Row]) -> str:
    """Write what was done in the journal, and commit it together with a receipt for it."""
    number = receipts.new_number()
    receipt = Receipt(
        number_hash=receipts.hash_number(number, _pepper()), kind=kind, week=current_week()
    )
    db.session.add(receipt)
    db.session.flush()
    recording.record(db.session, kind, participant_id, [*rows, row_of(receipt)])
    db.session.commit()
    return number


def _wave_just_sent(session: Session, entry: Entry) -> str | None:
    """Return the wave that this session opened before it was sent in, and that is sent in now."""
    return session.scalar(
        select(Wave.id)
        .join(Participation, Participation.wave_id == Wave.id)
        .where(Participation.participant_id == entry.participant_id, Wave.key == entry.wave_key)
    )


def _count_try(entry: Entry) -> None:
    now = dt.datetime.now(tz=dt.UTC)
    db.session.execute(delete(WordAttempt).where(WordAttempt.day != now.date()))
    tried = db.session.get(WordAttempt, entry.participant_id) or WordAttempt(
        participant_id=entry.participant_id, day=now.date(), n_tried=0
    )
    if tried.n_tried >= MOST_TRIES_IN_A_DAY:
        midnight = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(), dt.UTC)
        raise TooManyWords(1 + int((midnight - now).total_seconds()))
    tried.n_tried += 1
    db.session.add(tried)
    db.session.commit()


def _bound(entry: Entry, word: str) -> str:
    return bound_word(read_word(word), entry.participant_id, _pepper())


def _pepper() -> str:
    pepper: str = current_app.config["SETTINGS"].code_pepper
    return pepper
