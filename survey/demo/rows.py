"""The simulated people as rows of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.codes import hash_code, new_code
from survey.demo.simulate import Simulated
from survey.letter.purposes import EVALUATION
from survey.letter.shown import ShownLetter
from survey.models import (
    Administration,
    AfterAnswer,
    Consent,
    InstrumentWording,
    Participant,
    Participation,
    Response,
    Study,
    Wave,
)
from survey.models.base import Base, new_id
from survey.models.study import POST, PRE

ITEM_KEYS = {name: load_instrument(name).item_keys for name in INSTRUMENT_KEYS}

Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True)
class Frame:
    """What every simulated answer refers to."""

    study: Study
    waves: dict[str, Wave]
    wordings: dict[tuple[str, str], InstrumentWording]
    letter_version: str
    optional_purposes: tuple[str, ...]  # what the letter asks beside: later research, or nothing
    letters: dict[str, ShownLetter]  # by language
    group_ids: list[str]
    pepper: str


def insert_people(session: Session, chunk: range, simulated: Simulated, frame: Frame) -> None:
    """Store some of the people with all they have answered."""
    rows: Rows = {
        table: []
        for table in (Participant, Consent, Participation, AfterAnswer, Administration, Response)
    }
    for place in chunk:
        _add_person(rows, place, simulated, frame)
    for table, values in rows.items():
        if values:
            session.execute(insert(table), values)


def _add_person(rows: Rows, place: int, simulated: Simulated, frame: Frame) -> None:
    person = new_id()
    rows[Participant].append(
        {
            "id": person,
            "study_id": frame.study.id,
            "group_id": frame.group_ids[simulated.group[place]],
            "code_hash": hash_code(new_code(), frame.pepper),
        }
    )
    letter = frame.letters[str(simulated.language[place])]
    optional = frame.optional_purposes if simulated.lets_reuse[place] else ()
    rows[Consent] += [
        {
            "id": new_id(),
            "participant_id": person,
            "purpose": purpose,
            "text_version": frame.letter_version,
            "text_sha256": letter.sha256,
            "language": letter.language,
            "week": simulated.pre_week[place],
            "method": "web",
        }
        for purpose in (EVALUATION, *optional)
    ]
    week = simulated.pre_week[place]
    _add_wave(rows, person, place, simulated, frame, PRE, week)
    post_week = simulated.post_week[place]
    if post_week is not None:
        _add_wave(rows, person, place, simulated, frame, POST, post_week)


def _add_wave(  # noqa: PLR0913, PLR0917 - one person's answers at one wave, and where they go
    rows: Rows,
    person: str,
    place: int,
    simulated: Simulated,
    frame: Frame,
    wave_key: str,
    week: str,
) -> None:
    is_pre = wave_key == PRE
    answers = simulated.pre if is_pre else simulated.post
    declined = simulated.declined_pre if is_pre else simulated.declined_post
    wave, participation = frame.waves[wave_key], new_id()
    rows[Participation].append(
        {
            "id": participation,
            "participant_id": person,
            "wave_id": wave.id,
            "meetings_before": str(simulated.meetings[place]) if wave_key == PRE else None,
            "submitted_week": week,
        }
    )
    after = simulated.after[place]
    if wave_key == POST and after is not None:
        rows[AfterAnswer].append({"participation_id": participation, **after})
    for name in INSTRUMENT_KEYS:
        administration = new_id()
        rows[Administration].append(
            {
                "id": administration,
                "participant_id": person,
                "wave_id": wave.id,
                "instrument_key": name,
                "wording_id": frame.wordings[name, str(simulated.language[place])].id,
                "mode": "web",
                "started_week": week,
                "submitted_week": week,
            }
        )
        given = getattr(answers, name)[place].tolist()
        said_no = getattr(declined, name)[place].tolist()
        rows[Response] += [
            {
                "administration_id": administration,
                "item_key": key,
                "value": value or None,
                "declined": is_declined,
            }
            for key, value, is_declined in zip(ITEM_KEYS[name], given, said_no, strict=True)
        ]
