"""What a participant does, one verb each; nothing here knows of forms or pages."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from scoring.instrument import load_instrument
from survey.administer.drafts import Answers, seal
from survey.administer.question_pages import INSTRUMENTS
from survey.administer.standing import CONSENT_PURPOSE, Entry, Sitting
from survey.after_questions import asked_of
from survey.errors import AlreadyAnswered, ConsentMissing
from survey.extensions import db
from survey.models import (
    Administration,
    AfterAnswer,
    Consent,
    Draft,
    Participant,
    Participation,
    Response,
)
from survey.models.study import PRE
from survey.weeks import current_week
from survey.wording import store

CONSENT_TEXT_VERSION = "2"  # 2: tells of the questions about taking part


def check_consented(sitting: Sitting) -> None:
    """Raise ConsentMissing unless this participant has said yes to taking part."""
    if not sitting.has_consented:
        raise ConsentMissing("no consent is stored")


def give_consent(sitting: Sitting, *, shown_text: str, language: str) -> None:
    """Store the proof of consent: the hash of the text as it was shown. Twice changes nothing."""
    if sitting.has_consented:
        return
    db.session.add(
        Consent(
            participant_id=sitting.participant.id,
            purpose=CONSENT_PURPOSE,
            text_version=CONSENT_TEXT_VERSION,
            text_sha256=hashlib.sha256(shown_text.encode()).hexdigest(),
            language=language,
            week=current_week(),
        )
    )
    db.session.commit()


def save(sitting: Sitting, answers: Answers) -> None:
    """Store the answers as an encrypted draft, durably: only then may a page say 'saved'."""
    draft = sitting.draft or Draft(
        participant_id=sitting.participant.id,
        wave_id=sitting.wave.id,
        started_week=sitting.started_week,
    )
    draft.sealed = seal(answers, sitting.key, sitting.place)
    db.session.add(draft)
    db.session.commit()


def erase(entry: Entry) -> None:
    """Erase everything this participant has said, and the card with it: nothing is left to find."""
    participant = db.session.get(Participant, entry.participant_id)
    if participant is not None:
        db.session.delete(participant)
        db.session.commit()


def submit(sitting: Sitting, language: str) -> None:
    """Send the wave in, all in one transaction; raise AlreadyAnswered the second time."""
    week = current_week()
    participant_id, wave_id = sitting.participant.id, sitting.wave.id
    db.session.add(
        Participation(
            participant_id=participant_id,
            wave_id=wave_id,
            meetings_before=sitting.answers.meetings_before if sitting.wave.key == PRE else None,
            submitted_week=week,
            after=_after(sitting),
        )
    )
    db.session.add_all(
        _administration(sitting, key, _wording_id(sitting, key, language), week)
        for key in INSTRUMENTS
    )
    if sitting.draft is not None:
        db.session.delete(sitting.draft)
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


def _wording_id(sitting: Sitting, instrument_key: str, language: str) -> str:
    """Return the text that was answered, which need not be the language of the last page."""
    answered = sitting.answers.wording_ids.get(instrument_key)
    return answered or store.shown(instrument_key, language).row_id


def _after(sitting: Sitting) -> AfterAnswer | None:
    if sitting.wave.key == PRE:
        return None
    given = sitting.answers.after  # a choice in another tab may have made one question pointless
    return AfterAnswer(**{one.key: given.get(one.key) for one in asked_of(given)})


def _administration(
    sitting: Sitting, instrument_key: str, wording_id: str, week: str
) -> Administration:
    return Administration(
        participant_id=sitting.participant.id,
        wave_id=sitting.wave.id,
        instrument_key=instrument_key,
        wording_id=wording_id,
        mode="web",
        started_week=min(sitting.started_week, week),  # a clock set back must not lose the answers
        submitted_week=week,
        responses=[
            Response(item_key=key, value=sitting.answers.responses.get(key))
            for key in load_instrument(instrument_key).item_keys
        ],
    )
