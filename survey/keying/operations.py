"""Keying: a paper is taken up, read twice, compared and stored; every step is an audit event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from flask import current_app
from sqlalchemy import delete, select

from survey import policies
from survey.audit.operations import n_since, record
from survey.auth.parts import has_part
from survey.check_digits import hash_card_number
from survey.errors import StudyClosed, StudyNotOpen, Withdrawn
from survey.extensions import db
from survey.keying import refusals
from survey.keying.readings import (
    SKIPPED,
    UNREADABLE,
    WEEK_KEY,
    Reading,
    differing,
    settled,
)
from survey.keying.refusals import Refused
from survey.keying.sealing import reading_key, seal, unseal
from survey.keying.storing import store, weeks_around
from survey.models import (
    KeyedReading,
    PaperForm,
    Participant,
    Participation,
    Staff,
    Study,
    Wave,
    Withdrawal,
)
from survey.paper.operations import Printed, printed

PAPER = "paper_form"
FIRST, SECOND, STORED = "keyed_first", "keyed_second", "keyed_stored"
REFUSED, PUT_ASIDE, BEGUN_ANEW = "keying_refused", "keying_put_aside", "keying_begun_anew"
UNKNOWN_CARD, UNREADABLE_MARKS = "keying_unknown_card", "keyed_unreadable"
MOST_UNKNOWN, WITHIN = 10, dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Paper:
    """One filled-in form, of one card."""

    participant_id: str
    printed: Printed


class Outcome(Enum):
    """What became of a reading."""

    FIRST_KEPT = "first"
    DIFFERS = "differs"
    STORED = "stored"


def take_up(staff: Staff, card_number: str, form_number: str) -> Paper:
    """Return the paper of these two numbers; raise Refused, and log it, where it is not keyed.

    The numbers are in printed form. A number that no card has counts; after ten of them the same
    account waits, so that nobody can look for cards by trying numbers.
    """
    if n_since(db.session, staff, UNKNOWN_CARD, WITHIN) >= MOST_UNKNOWN:
        raise Refused("card_number", refusals.TOO_MANY)
    try:
        return _checked(staff, _participant_of(card_number), _form_of(form_number))
    except Refused as refused:
        is_unknown = refused.reason is refusals.NO_SUCH_CARD
        record(db.session, staff, UNKNOWN_CARD if is_unknown else REFUSED, PAPER)
        db.session.commit()
        raise


def in_hand(staff: Staff, participant_id: str, form_id: str) -> Paper:
    """Return a paper that was taken up before; raise Refused where it can no longer be keyed."""
    participant = db.session.get(Participant, participant_id)
    form = db.session.get(PaperForm, form_id)
    return _checked(staff, participant, form)


def _participant_of(card_number: str) -> Participant | None:
    pepper = current_app.config["SETTINGS"].code_pepper
    card = hash_card_number(card_number, pepper)
    return db.session.scalar(select(Participant).filter_by(card_number_hash=card))


def _form_of(form_number: str) -> PaperForm | None:
    return db.session.scalar(select(PaperForm).filter_by(number=form_number))


def _checked(staff: Staff, participant: Participant | None, form: PaperForm | None) -> Paper:
    # The form first: whoever tries card numbers needs a real form in hand. A form or a card of a
    # study that the keyer has no part in is as unknown as one that there is not.
    if form is None or not _has_part(staff, db.session.get_one(Wave, form.wave_id).study_id):
        raise Refused("form_number", refusals.NO_SUCH_FORM)
    if participant is None or not _has_part(staff, participant.study_id):
        raise Refused("card_number", refusals.NO_SUCH_CARD)
    paper = Paper(participant.id, printed(db.session, form))
    if paper.printed.study.id != participant.study_id:
        raise Refused("form_number", refusals.OTHER_STUDY)
    try:
        policies.check_not_withdrawn(_withdrawn_week(participant))
        policies.check_takes_answers(paper.printed.study)
    except Withdrawn as withdrawn:
        raise Refused("card_number", refusals.WITHDRAWN) from withdrawn
    except (StudyClosed, StudyNotOpen) as closed:
        raise Refused("form_number", refusals.NOT_OPEN) from closed
    if db.session.scalar(select(Participation.id).filter_by(**_place(paper))) is not None:
        raise Refused("card_number", refusals.ALREADY_ANSWERED)
    return paper


def _has_part(staff: Staff, study_id: str) -> bool:
    return has_part(staff, db.session.get_one(Study, study_id))


def _withdrawn_week(participant: Participant) -> str | None:
    return db.session.scalar(select(Withdrawal.week).filter_by(participant_id=participant.id))


def n_readings(paper: Paper) -> int:
    """Return how many readings of this very form there are: none, one, or two that differ."""
    return len(_readings(paper))


def keep_reading(staff: Staff, paper: Paper, reading: Reading, page_id: str) -> Outcome:
    """Keep the first reading; compare the second, and store the answers where the two agree.

    page_id: of the page as shown. One that is sent twice is one reading, never two that agree.
    """
    _check_order(paper, reading.week)
    _begin_anew_with(staff, paper)
    kept = _readings(paper)
    if len(kept) > 1 or page_id in {one.page_id for one in kept}:
        return Outcome.DIFFERS if len(kept) > 1 else Outcome.FIRST_KEPT
    record(db.session, staff, SECOND if kept else FIRST, PAPER)
    if kept and not differing(_opened(kept[0]), reading):
        return _store(staff, paper, reading)
    _add_reading(paper, reading, page_id, number=len(kept) + 1)
    db.session.commit()
    return Outcome.DIFFERS if kept else Outcome.FIRST_KEPT


def differences(paper: Paper) -> dict[str, tuple[str, str]]:
    """Return where two readings differ, with what each says; empty unless there are two."""
    kept = _readings(paper)
    if len(kept) < 2:
        return {}
    first, second = (_opened(one) for one in kept)
    one, other = first.values(), second.values()
    return {key: (one[key], other[key]) for key in differing(first, second)}


def settle(staff: Staff, paper: Paper, chosen: Mapping[str, str]) -> Outcome:
    """Store the answers, with what the paper was found to say where the two readings differed."""
    reading = settled(_opened(_readings(paper)[0]), chosen)
    _check_order(paper, reading.week)
    return _store(staff, paper, reading)


def put_aside(staff: Staff, paper: Paper) -> None:
    """Keep nothing of a paper: it lacks consent, or was read as another."""
    _drop_readings(paper)
    record(db.session, staff, PUT_ASIDE, PAPER)
    db.session.commit()


def _store(staff: Staff, paper: Paper, reading: Reading) -> Outcome:
    store(db.session, paper.participant_id, paper.printed, reading)
    _drop_readings(paper)
    record(db.session, staff, STORED, PAPER)
    n_unreadable = list(reading.marks.values()).count(UNREADABLE)
    if n_unreadable:
        record(db.session, staff, UNREADABLE_MARKS, "mark", n_unreadable)
    db.session.commit()  # answers, consent and events together, or nothing of them
    return Outcome.STORED


def _check_order(paper: Paper, week: str) -> None:
    before, after = weeks_around(db.session, paper.participant_id, paper.printed.wave)
    if week != SKIPPED and (week < before or (after and week > after)):
        raise Refused(WEEK_KEY, refusals.WRONG_ORDER)


def _begin_anew_with(staff: Staff, paper: Paper) -> None:
    """Drop readings of another form of the same wave: the paper in hand is this one."""
    other = db.session.scalars(
        select(KeyedReading.id)
        .filter_by(**_place(paper))
        .where(KeyedReading.form_id != paper.printed.form.id)
    ).all()
    if other:
        record(db.session, staff, BEGUN_ANEW, PAPER, len(other))
        db.session.execute(delete(KeyedReading).where(KeyedReading.id.in_(other)))


def _place(paper: Paper) -> dict[str, str]:
    return {"participant_id": paper.participant_id, "wave_id": paper.printed.wave.id}


def _readings(paper: Paper) -> list[KeyedReading]:
    found = db.session.scalars(
        select(KeyedReading)
        .filter_by(**_place(paper), form_id=paper.printed.form.id)
        .order_by(KeyedReading.reading)
    )
    return list(found)


def _add_reading(paper: Paper, reading: Reading, page_id: str, *, number: int) -> None:
    row = KeyedReading(
        **_place(paper), form_id=paper.printed.form.id, reading=number, page_id=page_id
    )
    row.sealed = seal(reading, _key(), _seal_place(row))
    db.session.add(row)


def _drop_readings(paper: Paper) -> None:
    db.session.execute(delete(KeyedReading).filter_by(**_place(paper)))


def _opened(row: KeyedReading) -> Reading:
    return unseal(row.sealed, _key(), _seal_place(row))


def _seal_place(row: KeyedReading) -> str:
    return f"reading/{row.participant_id}/{row.wave_id}/{row.form_id}/{row.reading}"


def _key() -> bytes:
    return reading_key(current_app.config["SETTINGS"].code_pepper)
