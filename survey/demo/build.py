"""Puts a simulated study into an empty database, through the same tables as real answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.codes import hash_code, new_code
from survey.demo.answers import Answers
from survey.demo.simulate import Simulated
from survey.models import (
    Administration,
    Consent,
    ContactPoint,
    Group,
    InstrumentWording,
    Municipality,
    Participant,
    Participation,
    Response,
    Study,
    Wave,
)
from survey.models.base import Base, new_id
from survey.models.study import DEMONSTRATION, OPEN, POST, PRE
from survey.wording import store
from survey.wording.reading import LANGUAGES

KEY = "demo"
N_UNUSED_CARDS = 3
PEOPLE_AT_A_TIME = 500
ITEM_KEYS = {name: load_instrument(name).item_keys for name in INSTRUMENT_KEYS}

Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True)
class Built:
    """What there is to tell of a demonstration."""

    study_key: str
    unused_cards: tuple[str, ...]
    municipalities: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Frame:
    """What every simulated answer refers to."""

    study: Study
    waves: dict[str, Wave]
    wordings: dict[tuple[str, str], InstrumentWording]
    group_ids: list[str]
    pepper: str


def build(
    session: Session,
    simulated: Simulated,
    *,
    pepper: str,
    texts: list[dict[str, Any]],
    progress: Callable[[int], None] = lambda _count: None,
) -> Built:
    """Store the study and commit.

    texts: wordings to show instead of the stand-ins of their instrument and language.
    progress: told how many people more are done.
    """
    frame = _add_frame(session, simulated, pepper, texts)
    people = range(len(simulated.group))
    for start in range(0, len(people), PEOPLE_AT_A_TIME):
        chunk = people[start : start + PEOPLE_AT_A_TIME]
        _insert(session, chunk, simulated, frame)
        progress(len(chunk))
    cards = _add_unused_cards(session, frame)
    session.commit()
    places = tuple((one.number, one.name) for one in simulated.municipalities)
    return Built(frame.study.key, cards, places)


def _add_frame(
    session: Session, simulated: Simulated, pepper: str, texts: list[dict[str, Any]]
) -> _Frame:
    study = Study(
        key=KEY,
        name="Demonstrasjon",
        kind=DEMONSTRATION,
        state=OPEN,
        institution="Sammenheng",
        contact="demo@example.org",
        post_after_weeks=0,  # so that one person can try both times at once
        waves=[Wave(key=PRE, position=1), Wave(key=POST, position=2)],
    )
    session.add(study)
    session.add_all(
        Municipality(number=one.number, name=one.name) for one in simulated.municipalities
    )
    session.flush()
    wordings = _add_wordings(session, texts)
    return _Frame(
        study=study,
        waves={wave.key: wave for wave in study.waves},
        wordings=wordings,
        group_ids=_add_groups(session, simulated, study),
        pepper=pepper,
    )


def _add_wordings(
    session: Session, texts: list[dict[str, Any]]
) -> dict[tuple[str, str], InstrumentWording]:
    store.keep_stand_ins(session)
    for text in texts:
        store.keep(session, text)
    session.flush()
    return {
        (name, language): session.get_one(InstrumentWording, store.find(session, name, language))
        for name in INSTRUMENT_KEYS
        for language in LANGUAGES
    }


def _add_groups(session: Session, simulated: Simulated, study: Study) -> list[str]:
    points = {
        name: ContactPoint(
            id=new_id(), study_id=study.id, municipality_number=one.number, name=name
        )
        for one in simulated.municipalities
        for name in one.contact_points
    }
    session.add_all(points.values())
    session.flush()
    groups = [
        Group(
            id=new_id(),
            contact_point_id=points[one.contact_point].id,
            group_type=one.group_type,
            life_problem=one.life_problem,
            started_week=one.start_week,
        )
        for one in simulated.groups
    ]
    session.add_all(groups)
    session.flush()
    return [group.id for group in groups]


def _insert(session: Session, chunk: range, simulated: Simulated, frame: _Frame) -> None:
    rows: Rows = {
        table: [] for table in (Participant, Consent, Participation, Administration, Response)
    }
    for place in chunk:
        _add_person(rows, place, simulated, frame)
    for table, values in rows.items():
        if values:
            session.execute(insert(table), values)


def _add_person(rows: Rows, place: int, simulated: Simulated, frame: _Frame) -> None:
    person = new_id()
    rows[Participant].append(
        {
            "id": person,
            "study_id": frame.study.id,
            "group_id": frame.group_ids[simulated.group[place]],
            "code_hash": hash_code(new_code(), frame.pepper),
        }
    )
    rows[Consent].append(
        {
            "id": new_id(),
            "participant_id": person,
            "purpose": "evaluation",
            "text_version": "simulated",
            "text_sha256": hashlib.sha256(b"simulated").hexdigest(),
            "language": str(simulated.language[place]),
            "week": simulated.pre_week[place],
        }
    )
    _add_wave(rows, person, place, simulated, frame, PRE, simulated.pre_week[place], simulated.pre)
    post_week = simulated.post_week[place]
    if post_week is not None:
        _add_wave(rows, person, place, simulated, frame, POST, post_week, simulated.post)


def _add_wave(  # noqa: PLR0913, PLR0917 - one person's answers at one wave, and where they go
    rows: Rows,
    person: str,
    place: int,
    simulated: Simulated,
    frame: _Frame,
    wave_key: str,
    week: str,
    answers: Answers,
) -> None:
    wave = frame.waves[wave_key]
    rows[Participation].append(
        {
            "id": new_id(),
            "participant_id": person,
            "wave_id": wave.id,
            "meetings_before": str(simulated.meetings[place]) if wave_key == PRE else None,
            "submitted_week": week,
        }
    )
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
        rows[Response] += [
            {"administration_id": administration, "item_key": key, "value": value or None}
            for key, value in zip(ITEM_KEYS[name], given, strict=True)
        ]


def _add_unused_cards(session: Session, frame: _Frame) -> tuple[str, ...]:
    codes = tuple(new_code() for _ in range(N_UNUSED_CARDS))
    session.add_all(
        Participant(
            study_id=frame.study.id,
            group_id=frame.group_ids[0],
            code_hash=hash_code(code, frame.pepper),
        )
        for code in codes
    )
    return codes
