"""Fills a dry run with simulated people, in one transaction. Loads numpy: jobs only."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS
from survey.demo import population
from survey.demo.rows import Frame, insert_people
from survey.demo.simulate import simulate_in
from survey.extensions import db
from survey.language import LOCALES
from survey.letter import store as letters
from survey.letter.shown import ShownLetter, show
from survey.models import ContactPoint, DryRun, Group, InstrumentWording, Participant, Study
from survey.models.base import new_id
from survey.wording import store
from survey.wording.reading import LANGUAGES

FEWEST_GROUPS = 12  # with fewer there is hardly a figure to look at


@dataclass(frozen=True)
class Slot:
    """A group of the dry run: copied from the study, or invented beside."""

    group_id: str
    contact_point_id: str
    municipality: str
    group_type: str = "self_organised"
    life_problem: str = "same"


def fill(study_id: str, _area: str) -> None:
    """Fill a dry run; nothing is done where it was removed or filled before.

    A kill on the way leaves the empty copy, which is removed as any other. The people are invented
    before the lock is taken that real answers in other studies wait for.
    """
    with db.reading() as session:
        if not _is_to_be_filled(session, study_id):
            return
        slots = _slots(session, study_id)
    simulated = simulate_in(_to_simulate(slots), secrets.randbits(32))
    with db.writing() as session:
        if not _is_to_be_filled(session, study_id):
            return
        for slot, drawn in zip(slots, simulated.groups, strict=True):
            session.merge(
                Group(
                    id=slot.group_id,
                    contact_point_id=slot.contact_point_id,
                    group_type=slot.group_type,
                    life_problem=slot.life_problem,
                    started_week=drawn.start_week,
                )
            )
        session.flush()
        frame = _frame(session, session.get_one(Study, study_id), slots)
        insert_people(session, range(len(simulated.group)), simulated, frame)
        session.commit()


def _is_to_be_filled(session: Session, study_id: str) -> bool:
    is_filled = select(Participant.id).filter_by(study_id=study_id).limit(1)
    return session.get(DryRun, study_id) is not None and session.scalar(is_filled) is None


def _slots(session: Session, study_id: str) -> list[Slot]:
    """Return the copied groups, and invented ones in turn until there are enough to look at."""
    points = session.execute(
        select(ContactPoint.id, ContactPoint.municipality_number)
        .filter_by(study_id=study_id)
        .order_by(ContactPoint.name)
    ).all()
    municipality = {one.id: one.municipality_number for one in points}
    groups = session.scalars(select(Group).where(Group.contact_point_id.in_(municipality)))
    slots = [
        Slot(
            one.id,
            one.contact_point_id,
            municipality[one.contact_point_id],
            one.group_type,
            one.life_problem,
        )
        for one in groups
    ]
    turns = itertools.cycle(points)
    while len(slots) < FEWEST_GROUPS:
        slots.append(Slot(new_id(), *next(turns)))
    return slots


def _to_simulate(slots: Sequence[Slot]) -> tuple[population.Group, ...]:
    """Return the groups as the simulation takes them, each with a size and a beginning drawn."""
    chance = np.random.default_rng()
    weeks = population.week_names(chance.integers(population.N_STARTING_WEEKS, size=len(slots)))
    smallest, largest = population.SMALLEST_GROUP, population.LARGEST_GROUP
    sizes = chance.integers(smallest, largest + 1, size=len(slots))
    return tuple(
        population.Group(
            municipality=slot.municipality,
            contact_point=slot.contact_point_id,
            group_type=slot.group_type,
            life_problem=slot.life_problem,
            start_week=week,
            n_members=int(size),
        )
        for slot, week, size in zip(slots, weeks, sizes, strict=True)
    )


def _frame(session: Session, study: Study, slots: Sequence[Slot]) -> Frame:
    current = letters.current(session, study)
    return Frame(
        study=study,
        waves={wave.key: wave for wave in study.waves},
        wordings={
            (name, language): session.get_one(
                InstrumentWording, store.find(session, name, language)
            )
            for name in INSTRUMENT_KEYS
            for language in LANGUAGES
        },
        letter_version=current.version,
        optional_purposes=current.letter.optional_purposes,
        # Shown, not kept: nobody has agreed to anything, and nothing is to stay behind.
        letters={language: _shown(current, language) for language in LANGUAGES},
        group_ids=[slot.group_id for slot in slots],
        pepper=current_app.config["SETTINGS"].code_pepper,
    )


def _shown(current: letters.CurrentLetter, language: str) -> ShownLetter:
    with force_locale(LOCALES[language]):
        return show(current.letter, language)
