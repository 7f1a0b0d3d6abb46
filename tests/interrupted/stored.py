"""What is stored after sittings, held against what people did and were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from survey.after_questions import KEYS
from survey.declined import DECLINED
from survey.models import (
    Administration,
    AfterAnswer,
    Draft,
    Participant,
    Participation,
    Response,
    Wave,
)
from tests.factories import Card, read
from tests.interrupted.sitting import Person

WAVES = ("pre", "post")


@dataclass(frozen=True)
class Life:
    """A person and the card, when both waves are over."""

    card: Card
    person: Person


def faults_in(app: Flask, lives: list[Life]) -> Iterator[str]:
    """Yield whatever is stored otherwise than it was said."""
    stored = stored_answers(app)
    n_sent = Counter(
        tuple(row)
        for row in read(
            app,
            select(Participation.participant_id, Wave.key).join(
                Wave, Wave.id == Participation.wave_id
            ),
        )
    )
    known = {row.id for row in read(app, select(Participant.id))}
    if read(app, select(Draft.participant_id)):
        yield "there is a draft of something that was sent in"
    for life in lives:
        who = life.card.participant_id
        if life.person.is_erased:
            if who in known or any(key[0] == who for key in stored):
                yield "something is left of somebody who erased everything"
            continue
        for wave in WAVES:
            if n_sent[who, wave] != 1:
                yield f"{wave} was stored {n_sent[who, wave]} times"
            for key, values in stored[who, wave].items():
                if len(values) != 1:
                    yield f"{key} was stored {len(values)} times"
                if values[0] not in life.person.said[wave].may_be(key):
                    yield (
                        f"{key} at {wave} is {values[0]!r}, said was "
                        f"{life.person.said[wave].choices.get(key)}, of which were acknowledged "
                        f"{life.person.said[wave].heard.get(key, 0)}"
                    )


Stored = dict[tuple[str, str], dict[str, list[str]]]


def stored_answers(app: Flask) -> Stored:
    """Return every answer by person, wave and question, as a page would send it."""
    stored: Stored = {}
    responses = (
        select(Administration.participant_id, Wave.key, Response)
        .join(Wave, Wave.id == Administration.wave_id)
        .join(Response, Response.administration_id == Administration.id)
    )
    for who, wave, response in read(app, responses):
        said = DECLINED if response.declined else as_sent(response.value)
        stored.setdefault((who, wave), {}).setdefault(response.item_key, []).append(said)
    asked = select(Participation, Wave.key, AfterAnswer)
    asked = asked.join(Wave, Wave.id == Participation.wave_id)
    asked = asked.outerjoin(AfterAnswer, AfterAnswer.participation_id == Participation.id)
    for sent, wave, after in read(app, asked):
        answers = stored.setdefault((sent.participant_id, wave), {})
        if wave == "pre":
            answers.setdefault("meetings_before", []).append(as_sent(sent.meetings_before))
        else:
            declined = (after.declined or "").split()
            for key in KEYS:
                said = DECLINED if key in declined else as_sent(getattr(after, key))
                answers.setdefault(key, []).append(said)
    return stored


def as_sent(value: object) -> str:
    return "" if value is None else str(value)
