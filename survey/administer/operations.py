"""What a participant does, one verb each; nothing here knows of forms or pages."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from scoring.instrument import load_instrument
from survey.administer.drafts import Answers, seal
from survey.administer.question_pages import INSTRUMENTS
from survey.administer.standing import Sitting
from survey.answer_rows import after_answer, response
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
    Wave,
)
from survey.models.study import POST, PRE
from survey.reminders import operations as reminders
from survey.weeks import current_week
from survey.wording import store

# Written once: this is most of what the server does.
NEW_DRAFT = insert(Draft)
SAVED_DRAFT = (
    update(Draft)
    .where(
        Draft.participant_id == bindparam("of_participant"), Draft.wave_id == bindparam("of_wave")
    )
    .values(sealed=bindparam("now"))
)


def check_consented(sitting: Sitting) -> None:
    """Raise ConsentMissing unless this participant has said yes to taking part."""
    if not sitting.has_consented:
        raise ConsentMissing("no consent is stored")


def give_consent(sitting: Sitting, shown: ShownLetter, purposes: Iterable[str]) -> None:
    """Store the proof of consent to each purpose: the hash of the text as it was shown.

    Nothing that is stored is changed: agreeing twice to the same letter keeps the first proof.
    """
    kept = select(Consent.purpose).filter_by(
        participant_id=sitting.participant_id, text_version=sitting.newest_letter
    )
    given = set(db.session.scalars(kept))
    letters.keep_text(db.session, shown)
    db.session.add_all(
        Consent(
            participant_id=sitting.participant_id,
            purpose=purpose,
            text_version=sitting.newest_letter,
            text_sha256=shown.sha256,
            language=shown.language,
            week=current_week(),
            method="web",
        )
        for purpose in purposes
        if purpose not in given
    )
    db.session.commit()


def current_letter(sitting: Sitting) -> Letter:
    """Return the letter that the participant meets now."""
    return letters.current(db.session, sitting.study).letter


def save(sitting: Sitting, answers: Answers) -> None:
    """Store the answers as an encrypted draft, durably: only then may a page say 'saved'."""
    sealed = seal(answers, sitting.key, sitting.place)
    participant_id, wave_id = sitting.participant_id, sitting.wave_id
    connection = db.session.connection()  # past the session's bookkeeping, in its transaction
    if not sitting.is_begun:
        row = {"participant_id": participant_id, "wave_id": wave_id, "sealed": sealed}
        connection.execute(NEW_DRAFT, row | {"started_week": sitting.started_week})
    else:
        place = {"of_participant": participant_id, "of_wave": wave_id}
        connection.execute(SAVED_DRAFT, place | {"now": sealed})
    db.session.commit()


def submit(sitting: Sitting, language: str) -> None:
    """Send the wave in, all in one transaction; raise AlreadyAnswered the second time."""
    week = current_week()
    participant_id, wave_id = sitting.participant_id, sitting.wave_id
    if sitting.wave_key == PRE:
        _check_not_past(participant_id)
    db.session.add(
        Participation(
            participant_id=participant_id,
            wave_id=wave_id,
            meetings_before=sitting.answers.meetings_before if sitting.wave_key == PRE else None,
            submitted_week=week,
            after=None if sitting.wave_key == PRE else after_answer(sitting.answers.after),
            background=_background(sitting),
            open_answer=_open_answer(sitting),
        )
    )
    db.session.add_all(
        _administration(sitting, key, _wording_id(sitting, key, language), week)
        for key in INSTRUMENTS
    )
    # Of both waves: a first wave begun on another device cannot be sent in after the second.
    db.session.execute(delete(Draft).filter_by(participant_id=participant_id))
    if sitting.wave_key == POST:
        reminders.forget(participant_id)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        # Only where another tab or device was first may anybody be told that answers stand.
        if not _is_sent_in(participant_id, wave_id):
            raise
        raise AlreadyAnswered("the wave was answered at the same moment elsewhere") from error


def _is_sent_in(participant_id: str, wave_id: str) -> bool:
    sent = select(Participation.id).filter_by(participant_id=participant_id, wave_id=wave_id)
    return db.session.scalar(sent) is not None


def _check_not_past(participant_id: str) -> None:
    """Raise EverythingAnswered where this card has answered the second wave for a lost one."""
    sent = select(Participation.id).join(Wave, Wave.id == Participation.wave_id)
    of_second = sent.where(Participation.participant_id == participant_id, Wave.key == POST)
    if db.session.scalar(of_second) is not None:
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


def _administration(
    sitting: Sitting, instrument_key: str, wording_id: str, week: str
) -> Administration:
    return Administration(
        participant_id=sitting.participant_id,
        wave_id=sitting.wave_id,
        instrument_key=instrument_key,
        wording_id=wording_id,
        mode="web",
        started_week=min(sitting.started_week, week),  # a clock set back must not lose the answers
        submitted_week=week,
        responses=[
            response(key, sitting.answers.responses.get(key))
            for key in load_instrument(instrument_key).item_keys
        ],
    )
