"""Puts a simulated study into an empty database, through the same tables as real answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS
from survey.check_digits import CARD_NUMBER_LENGTH, hash_card_number, new_number
from survey.codes import hash_code, new_code
from survey.demo.population import POOL, POOL_NAME
from survey.demo.rows import Frame, insert_people
from survey.demo.simulate import Simulated
from survey.evaluation.speech import speaking
from survey.letter import store as letters
from survey.letter.shown import ShownLetter, show
from survey.models import (
    ContactPoint,
    CutOff,
    Group,
    InstrumentWording,
    Municipality,
    Participant,
    Pool,
    PoolMunicipality,
    Study,
    Wave,
)
from survey.models.base import new_id
from survey.models.study import DEMONSTRATION, OPEN, POST, PRE
from survey.release.calendar_rules import BETWEEN_EDITIONS_WEEKS
from survey.weeks import current_week, weeks_later
from survey.wording import store
from survey.wording.reading import LANGUAGES

KEY = "demo"
N_UNUSED_CARDS = 3
PEOPLE_AT_A_TIME = 500


@dataclass(frozen=True)
class Built:
    """What there is to tell of a demonstration."""

    study_key: str
    unused_cards: tuple[str, ...]
    unused_card_numbers: tuple[str, ...]  # of the same cards
    municipalities: tuple[tuple[str, str], ...]


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
        insert_people(session, chunk, simulated, frame)
        progress(len(chunk))
    cards, numbers = _add_unused_cards(session, frame)
    session.commit()
    places = tuple((one.number, one.name) for one in simulated.municipalities)
    return Built(frame.study.key, cards, numbers, places)


def _add_frame(
    session: Session, simulated: Simulated, pepper: str, texts: list[dict[str, Any]]
) -> Frame:
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
    _add_calendar(session, simulated, study)
    current = letters.current(session, study)
    return Frame(
        study=study,
        waves={wave.key: wave for wave in study.waves},
        wordings=_add_wordings(session, texts),
        letter_version=current.version,
        optional_purposes=current.letter.optional_purposes,
        letters=_add_letters(session, study),
        group_ids=_add_groups(session, simulated, study),
        pepper=pepper,
    )


def _add_calendar(session: Session, simulated: Simulated, study: Study) -> None:
    """Add the pool, if all of it is there, and the date of the edition after the first."""
    if set(POOL) <= {one.number for one in simulated.municipalities}:
        pool = Pool(id=new_id(), study_id=study.id, name=POOL_NAME)
        session.add(pool)
        session.flush()
        session.add_all(
            PoolMunicipality(study_id=study.id, municipality_number=number, pool_id=pool.id)
            for number in POOL
        )
    next_week = weeks_later(current_week(), BETWEEN_EDITIONS_WEEKS)
    session.add(CutOff(study_id=study.id, week=next_week))
    session.flush()


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


def _add_letters(session: Session, study: Study) -> dict[str, ShownLetter]:
    shown = {}
    for language in LANGUAGES:
        with speaking(language):
            shown[language] = show(letters.current(session, study).letter, language)
        letters.keep_text(session.connection(), shown[language])
    return shown


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


def _add_unused_cards(session: Session, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes = tuple(new_code() for _ in range(N_UNUSED_CARDS))
    numbers = tuple(new_number(CARD_NUMBER_LENGTH) for _ in range(N_UNUSED_CARDS))
    session.add_all(
        Participant(
            study_id=frame.study.id,
            group_id=frame.group_ids[0],
            code_hash=hash_code(code, frame.pepper),
            card_number_hash=hash_card_number(number, frame.pepper),
        )
        for code, number in zip(codes, numbers, strict=True)
    )
    return codes, numbers
