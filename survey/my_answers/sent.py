"""What was sent in at a wave, as it was shown and as it was answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from flask_babel.speaklater import LazyString
from sqlalchemy import select

from survey.after_questions import KEYS, AfterQuestion, Answer, asked_of
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.background_questions import BackgroundQuestion, chosen_questions
from survey.extensions import db
from survey.models import (
    Administration,
    AfterAnswer,
    BackgroundAnswer,
    InstrumentWording,
    Participation,
    Wave,
)
from survey.wording import store


@dataclass(frozen=True)
class SentItem:
    """An item as it was shown and answered; without a text where that is not stored here."""

    key: str
    number: int
    value: int | None  # none where it was declined or skipped
    declined: bool = False
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
class SentAnswer:
    """One of the study's own questions, and what was answered."""

    key: str
    text: LazyString
    value: Answer | None  # none where it was declined or skipped
    in_words: LazyString | Answer | None
    declined: bool = False


@dataclass(frozen=True)
class SentWave:
    """Everything sent in at one wave."""

    key: str
    week: str
    background: tuple[SentAnswer, ...]  # in a study that asks
    meetings_before: str | None
    instruments: tuple[SentInstrument, ...]
    after: tuple[SentAnswer, ...]  # what was asked after them, if anything
    open_answer: str | None


def answers(participant_id: str, wave_keys: Collection[str]) -> tuple[SentWave, ...]:
    """Return everything that was sent in at these waves."""
    rows = db.session.execute(
        select(Wave, Participation)
        .join(Participation, Participation.wave_id == Wave.id)
        .where(Participation.participant_id == participant_id, Wave.key.in_(wave_keys))
        .order_by(Wave.position)
    )
    return tuple(
        SentWave(
            key=wave.key,
            week=participation.submitted_week,
            background=tuple(_background(participation.background, wave.study.background)),
            meetings_before=participation.meetings_before,
            instruments=_instruments(participation),
            after=tuple(_after(participation.after)),
            open_answer=participation.open_answer.text if participation.open_answer else None,
        )
        for wave, participation in rows.all()
    )


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
    responses = sorted((one.item_key, one.value, one.declined) for one in given.responses)
    if shown.text is None:
        return tuple(
            SentItem(key, at, value, declined)
            for at, (key, value, declined) in enumerate(responses, 1)
        )
    read = store.parsed(shown)
    found = []
    for at, (key, value, declined) in enumerate(responses, 1):
        item = read.item(key)
        points = dict(item.points)
        found.append(
            SentItem(
                key=key,
                number=at,
                value=value,
                declined=declined,
                text=item.text,
                in_words="" if value is None else points[value],
                low=item.low,
                high=item.high,
                ends=(min(points), max(points)),
            )
        )
    return tuple(found)


def _after(kept: AfterAnswer | None) -> Iterator[SentAnswer]:
    if kept is None:
        return
    declined = (kept.declined or "").split()
    for question in asked_of(_given(kept, KEYS)):
        yield _answer(question, kept, is_declined=question.key in declined)


def _background(kept: BackgroundAnswer | None, asked: Iterable[str]) -> Iterator[SentAnswer]:
    if kept is None:
        return
    for question in chosen_questions(_given(kept, BACKGROUND_KEYS).keys() | set(asked)):
        yield _answer(question, kept)


def _given(kept: AfterAnswer | BackgroundAnswer, keys: Iterable[str]) -> dict[str, Answer]:
    return {key: value for key in keys if (value := getattr(kept, key)) is not None}


def _answer(
    question: AfterQuestion | BackgroundQuestion,
    kept: AfterAnswer | BackgroundAnswer,
    *,
    is_declined: bool = False,
) -> SentAnswer:
    value = getattr(kept, question.key)
    in_words = None if value is None else question.in_words(value)
    return SentAnswer(question.key, question.text, value, in_words, is_declined)
