"""What is stored of one participant: its outline for the code, all of it for the own word too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from survey.administer.standing import Entry
from survey.after_questions import KEYS, AfterQuestion, Answer, asked_of
from survey.errors import CardErased
from survey.extensions import db
from survey.models import (
    Administration,
    AfterAnswer,
    Consent,
    ContactPoint,
    Draft,
    Group,
    InstrumentWording,
    Municipality,
    OwnWord,
    Participant,
    Participation,
    Study,
    Wave,
    Withdrawal,
)
from survey.wording import store


@dataclass(frozen=True)
class Place:
    """The group that a card was made for, and where it meets."""

    contact_point: str
    municipality: str
    group_type: str
    life_problem: str
    started_week: str


@dataclass(frozen=True)
class Overview:
    """What is stored with a card, without any answer; waves are in their order."""

    participant_id: str
    study: Study
    place: Place | None
    consents: Sequence[Consent]
    sent: Mapping[str, str]  # wave key -> week
    drafts: Mapping[str, str]  # wave key -> week in which it was begun
    withdrawn_week: str | None
    has_word: bool
    word_opens: frozenset[str]  # wave keys


@dataclass(frozen=True)
class SentItem:
    """An item as it was shown and answered; without a text where that is not stored here."""

    key: str
    number: int
    value: int | None  # none where it was skipped
    text: str = ""
    in_words: str = ""
    low: str = ""
    high: str = ""
    ends: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class SentInstrument:
    """One instrument as sent in."""

    key: str
    language: str
    wording_sha256: str
    is_stand_in: bool
    mode: str
    started_week: str
    items: tuple[SentItem, ...]


@dataclass(frozen=True)
class SentWave:
    """Everything sent in at one wave."""

    key: str
    week: str
    meetings_before: str | None
    instruments: tuple[SentInstrument, ...]
    after: tuple[tuple[AfterQuestion, Answer | None], ...]  # what was asked after them, if anything


def overview(entry: Entry) -> Overview:
    """Return what is stored with a card; raise CardErased where nothing is any more."""
    participant = db.session.get(Participant, entry.participant_id)
    if participant is None:
        raise CardErased("the card is no longer known")
    study = db.session.get_one(Study, participant.study_id)
    sent = _weeks(study, select(Participation.wave_id, Participation.submitted_week), entry)
    withdrawal = db.session.get(Withdrawal, participant.id)
    word = db.session.get(OwnWord, participant.id)
    return Overview(
        participant_id=participant.id,
        study=study,
        place=_place(participant.group_id),
        consents=db.session.scalars(
            select(Consent).filter_by(participant_id=participant.id).order_by(Consent.week)
        ).all(),
        sent=sent,
        drafts=_weeks(study, select(Draft.wave_id, Draft.started_week), entry),
        withdrawn_week=withdrawal.week if withdrawal else None,
        has_word=word is not None,
        word_opens=_opened_by(word, study) & sent.keys(),
    )


def answers(known: Overview, wave_keys: Collection[str]) -> tuple[SentWave, ...]:
    """Return everything that was sent in at these waves."""
    rows = db.session.execute(
        select(Wave, Participation)
        .join(Participation, Participation.wave_id == Wave.id)
        .where(Participation.participant_id == known.participant_id, Wave.key.in_(wave_keys))
        .order_by(Wave.position)
    )
    return tuple(
        SentWave(
            key=wave.key,
            week=participation.submitted_week,
            meetings_before=participation.meetings_before,
            instruments=_instruments(participation),
            after=_after(participation.after),
        )
        for wave, participation in rows.all()
    )


def _weeks(study: Study, query: Any, entry: Entry) -> dict[str, str]:
    weeks = dict(db.session.execute(query.filter_by(participant_id=entry.participant_id)).all())
    return {wave.key: weeks[wave.id] for wave in study.waves if wave.id in weeks}


def _opened_by(word: OwnWord | None, study: Study) -> frozenset[str]:
    """Return the waves from the one after which the word was chosen."""
    if word is None:
        return frozenset()
    first = next(wave.position for wave in study.waves if wave.id == word.from_wave_id)
    return frozenset(wave.key for wave in study.waves if wave.position >= first)


def _place(group_id: str | None) -> Place | None:
    row = db.session.execute(
        select(
            ContactPoint.name,
            Municipality.name,
            Group.group_type,
            Group.life_problem,
            Group.started_week,
        )
        .join(ContactPoint, ContactPoint.id == Group.contact_point_id)
        .join(Municipality, Municipality.number == ContactPoint.municipality_number)
        .where(Group.id == group_id)
    ).one_or_none()
    return None if row is None else Place(*row)


def _instruments(participation: Participation) -> tuple[SentInstrument, ...]:
    rows = db.session.execute(
        select(Administration, InstrumentWording)
        .join(InstrumentWording, InstrumentWording.id == Administration.wording_id)
        .where(
            Administration.participant_id == participation.participant_id,
            Administration.wave_id == participation.wave_id,
        )
        .order_by(Administration.instrument_key.desc())  # in the order they are asked
    )
    return tuple(
        SentInstrument(
            key=given.instrument_key,
            language=shown.language,
            wording_sha256=shown.sha256,
            is_stand_in=shown.kind == "stand_in",
            mode=given.mode,
            started_week=given.started_week,
            items=_items(given, shown),
        )
        for given, shown in rows.all()
    )


def _items(given: Administration, shown: InstrumentWording) -> tuple[SentItem, ...]:
    """Return the items in their order, each with the words it was answered to."""
    values = sorted((one.item_key, one.value) for one in given.responses)
    if shown.text is None:
        return tuple(SentItem(key, at, value) for at, (key, value) in enumerate(values, 1))
    read = store.parsed(shown)
    found = []
    for at, (key, value) in enumerate(values, 1):
        item = read.item(key)
        points = dict(item.points)
        found.append(
            SentItem(
                key=key,
                number=at,
                value=value,
                text=item.text,
                in_words="" if value is None else points[value],
                low=item.low,
                high=item.high,
                ends=(min(points), max(points)),
            )
        )
    return tuple(found)


def _after(kept: AfterAnswer | None) -> tuple[tuple[AfterQuestion, Answer | None], ...]:
    if kept is None:
        return ()
    given = {key: getattr(kept, key) for key in KEYS}
    asked = asked_of({key: value for key, value in given.items() if value is not None})
    return tuple((question, given[question.key]) for question in asked)
