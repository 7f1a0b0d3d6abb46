"""What a participant does, one verb each; nothing here knows of forms or pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from scoring.instrument import load_instrument
from survey.administer.drafts import Answers, seal
from survey.administer.question_pages import INSTRUMENTS
from survey.administer.standing import Sitting
from survey.answer_rows import after_answer, response_columns
from survey.errors import AlreadyAnswered, ConsentMissing, EverythingAnswered
from survey.extensions import db
from survey.letter import store as letters
from survey.letter.reading import Letter
from survey.letter.shown import ShownLetter
from survey.models import (
    Administration,
    BackgroundAnswer,
    Consent,
    Draft,
    OpenAnswer,
    Participation,
    Response,
    Wave,
)
from survey.models.base import new_id
from survey.models.study import POST, PRE
from survey.prepared import Prepared
from survey.reminders import operations as reminders
from survey.weeks import current_week
from survey.wording import store

# This is most of what the server does.
NEW_DRAFT = Prepared(
    insert(Draft).values(
        participant_id=bindparam("of_participant"),
        wave_id=bindparam("of_wave"),
        sealed=bindparam("now"),
        started_week=bindparam("week"),
        saved_week=bindparam("this_week"),
    )
)
SAVED_DRAFT = Prepared(
    update(Draft)
    .where(
        Draft.participant_id == bindparam("of_participant"), Draft.wave_id == bindparam("of_wave")
    )
    .values(sealed=bindparam("now"), saved_week=bindparam("this_week"))
)
NO_DRAFTS = Prepared(delete(Draft).where(Draft.participant_id == bindparam("of_participant")))
CONSENTS, SENT = insert(Consent), insert(Participation)
ADMINISTRATIONS, RESPONSES = insert(Administration), insert(Response)
AGREED = Prepared(
    select(Consent.purpose).where(
        Consent.participant_id == bindparam("participant_id"),
        Consent.text_version == bindparam("text_version"),
    )
)
ALL_SENT = Prepared(
    select(Participation.id)
    .join(Wave, Wave.id == Participation.wave_id)
    .where(Participation.participant_id == bindparam("participant_id"), Wave.key == POST)
)


def check_consented(sitting: Sitting) -> None:
    """Raise ConsentMissing unless this participant has said yes to taking part."""
    if not sitting.has_consented:
        raise ConsentMissing("no consent is stored")


def give_consent(sitting: Sitting, shown: ShownLetter, purposes: Iterable[str]) -> None:
    """Store the proof of consent to each purpose: the hash of the text as it was shown.

    Nothing that is stored is changed: agreeing twice to the same letter keeps the first proof.
    """
    proof = {"participant_id": sitting.participant_id, "text_version": sitting.newest_letter}
    given = {purpose for (purpose,) in AGREED.rows(db.connection, **proof)}
    letters.keep_text(db.connection, shown)  # the proof refers to it
    proof |= {
        "text_sha256": shown.sha256,
        "language": shown.language,
        "week": current_week(),
        "method": "web",
    }
    rows = [proof | {"purpose": purpose} for purpose in purposes if purpose not in given]
    if rows:
        db.connection.execute(CONSENTS, rows)
    db.commit()


def current_letter(sitting: Sitting) -> Letter:
    """Return the letter that the participant meets now."""
    return letters.current_on(db.connection, sitting.study).letter


def save(sitting: Sitting, answers: Answers) -> None:
    """Store the answers as an encrypted draft, durably: only then may a page say 'saved'."""
    sealed = seal(answers, sitting.key, sitting.place)
    saved = {
        "of_participant": sitting.participant_id,
        "of_wave": sitting.wave_id,
        "now": sealed,
        "this_week": current_week(),
    }
    if sitting.is_begun:
        SAVED_DRAFT.write(db.connection, **saved)
    else:
        NEW_DRAFT.write(db.connection, week=sitting.started_week, **saved)
    db.commit()


def submit(sitting: Sitting, language: str) -> None:
    """Send the wave in, all in one transaction; raise AlreadyAnswered the second time."""
    participant_id, wave_id = sitting.participant_id, sitting.wave_id
    if sitting.wave_key == PRE:
        _check_not_past(participant_id)
    try:
        _store(sitting, language, current_week())
        # Of both waves: a first wave begun on another device cannot be sent in after the second.
        NO_DRAFTS.write(db.connection, of_participant=participant_id)
        if sitting.wave_key == POST:
            reminders.forget(participant_id)
        db.commit()
    except IntegrityError as error:
        db.rollback()
        # Only where another tab or device was first may anybody be told that answers stand.
        if not _is_sent_in(participant_id, wave_id):
            raise
        raise AlreadyAnswered("the wave was answered at the same moment elsewhere") from error


def _store(sitting: Sitting, language: str, week: str) -> None:
    """Write what was answered, as plain rows: objects would cost as much as all the pages."""
    write, is_pre = db.connection.execute, sitting.wave_key == PRE
    of_wave = {"participant_id": sitting.participant_id, "wave_id": sitting.wave_id}
    participation_id = new_id()
    sent = of_wave | {
        "id": participation_id,
        "meetings_before": sitting.answers.meetings_before if is_pre else None,
        "submitted_week": week,
    }
    write(SENT, sent)
    beside = None if is_pre else after_answer(sitting.answers.after)
    for row in (beside, _background(sitting), _open_answer(sitting)):
        if row is not None:
            row.participation_id = participation_id
            db.session.add(row)
    rows = [_administration(sitting, key, language, week) | of_wave for key in INSTRUMENTS]
    write(ADMINISTRATIONS, rows)
    write(RESPONSES, [one for row in rows for one in _responses(sitting, row)])


def _is_sent_in(participant_id: str, wave_id: str) -> bool:
    sent = select(Participation.id).filter_by(participant_id=participant_id, wave_id=wave_id)
    return db.session.scalar(sent) is not None


def _check_not_past(participant_id: str) -> None:
    """Raise EverythingAnswered where this card has answered the second wave for a lost one."""
    if ALL_SENT.row(db.connection, participant_id=participant_id):
        raise EverythingAnswered("the card answered the second wave in the meantime")


def _wording_id(sitting: Sitting, instrument_key: str, language: str) -> str:
    """Return the text that was answered, which need not be the language of the last page."""
    answered = sitting.answers.wording_ids.get(instrument_key)
    return answered or store.shown(instrument_key, language).row_id


def _background(sitting: Sitting) -> BackgroundAnswer | None:
    keys = sitting.study.background
    if sitting.wave_key != PRE or not keys:
        return None
    return BackgroundAnswer(**{key: sitting.answers.background.get(key) for key in keys})


def _open_answer(sitting: Sitting) -> OpenAnswer | None:
    text = sitting.answers.open_answer
    if sitting.wave_key == PRE or not sitting.study.open_field or not text:
        return None
    return OpenAnswer(text=text)


def _administration(sitting: Sitting, key: str, language: str, week: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "instrument_key": key,
        "wording_id": _wording_id(sitting, key, language),
        "mode": "web",
        # A clock set back must not lose the answers.
        "started_week": min(sitting.started_week, week),
        "submitted_week": week,
    }


def _responses(sitting: Sitting, administration: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in load_instrument(administration["instrument_key"]).item_keys:
        columns = response_columns(key, sitting.answers.responses.get(key))
        yield columns | {"administration_id": administration["id"]}
