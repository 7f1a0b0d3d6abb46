"""A study with complete pairs in several municipalities, and its editions; made cheaply.

Rows go in many at a time, with the weeks of their answers in the past, so that cut-offs can have
come. Editions then go through the real parts: frozen, planned, entered, typeset, released.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from survey.audit.operations import Actor
from survey.check_digits import CARD_NUMBER_LENGTH, hash_card_number, new_number
from survey.codes import hash_code, new_code
from survey.extensions import db
from survey.models import (
    Administration,
    AfterAnswer,
    ContactPoint,
    CutOff,
    Edition,
    Group,
    Municipality,
    Participant,
    Participation,
    Pool,
    PoolMunicipality,
    Response,
    Staff,
    Study,
    Wave,
)
from survey.models.base import Base, new_id
from survey.models.edition import ACCEPTED, MADE, PROPOSED, RELEASED
from survey.models.study import POST, PRE
from survey.municipalities import all_municipalities
from survey.release import editions, making
from survey.wording import store
from tests.factories import ITEMS, Card, after_answers, make_study, random_responses, writing

NARVIK, BODO, VEFSN, RANA, ALSTAHAUG = "1806", "1804", "1824", "1833", "1820"
# Narvik and Bodø get reports of their own. The others have too few each, and a report with one
# another. Without a pool they wait; with a smaller one it waits too, for the sake of who is left.
TOWNS: Mapping[str, Sequence[int]] = {
    NARVIK: (4, 4, 4, 4),
    BODO: (5, 5, 5),
    VEFSN: (4, 3),
    RANA: (4, 4),
    ALSTAHAUG: (4,),
}
POOL = (VEFSN, RANA, ALSTAHAUG)
# When a round of people answered before, when after, and the week of the cut-off behind them.
ROUNDS = (
    ("2024-W10", "2024-W36", "2024-W40"),
    ("2024-W20", "2025-W10", "2025-W16"),
    ("2025-W02", "2025-W36", "2025-W44"),
    ("2025-W30", "2026-W12", "2026-W18"),
)
FIRST, SECOND = Actor("first-of-two", "coordinator"), Actor("second-of-two", "reviewer")

Rows = dict[type[Base], list[dict[str, Any]]]


def make_frozen_study(
    app: Flask,
    towns: Mapping[str, Sequence[int]] = TOWNS,
    pool: Sequence[str] = POOL,
    wordings: Mapping[str, str] | None = None,
    **details: Any,
) -> Study:
    """Make a study with so many complete pairs in each group of each municipality.

    pool: the municipalities of a pool, for a study that has one. wordings: the text that was
    answered, by instrument; the stand-ins, which no study of real people may report, unless said
    otherwise. The cut-off of the first round has come; nothing is frozen yet. details: as
    make_study.
    """
    study = make_study(app, **details)
    add_round(app, study, towns, wordings=wordings)
    if pool:
        add_pool(app, study, pool)
    return study


def add_pool(app: Flask, study: Study, numbers: Sequence[str], name: str = "Salten") -> str:
    """Pool municipalities; return the pool's id."""
    pool = new_id()
    with writing(app) as session:
        session.add(Pool(id=pool, study_id=study.id, name=name))
        session.flush()
        session.add_all(
            PoolMunicipality(pool_id=pool, study_id=study.id, municipality_number=number)
            for number in numbers
        )
    return pool


def add_round(
    app: Flask,
    study: Study,
    towns: Mapping[str, Sequence[int]],
    at: int = 0,
    wordings: Mapping[str, str] | None = None,
) -> dict[str, list[Card]]:
    """Add people with complete pairs, and the cut-off behind them; return cards by municipality.

    A municipality's first size is for its first group, and so on: who comes in a later round
    comes to the groups there are, and to new ones where there are more sizes than groups. The
    groups of a municipality share one contact point; every other one is led.
    """
    pre, post, cut_off = ROUNDS[at]
    cards: dict[str, list[Card]] = {}
    with writing(app) as session:
        if session.get(CutOff, (study.id, cut_off)) is None:
            session.add(CutOff(study_id=study.id, week=cut_off))
        frame = _Frame(app, session, study, wordings)
        for number, sizes in towns.items():
            groups = _groups(session, study, number, len(sizes), pre)
            cards[number] = [
                frame.add_person(group, pre, post)
                for group, size in zip(groups, sizes, strict=True)
                for _ in range(size)
            ]
        for table, rows in frame.rows.items():
            if rows:
                session.execute(insert(table), rows)
    return cards


def _groups(session: Session, study: Study, number: str, count: int, week: str) -> list[str]:
    session.merge(Municipality(number=number, name=all_municipalities()[number].name))
    session.flush()
    point = session.scalar(
        select(ContactPoint).filter_by(study_id=study.id, municipality_number=number)
    )
    if point is None:
        name = f"LINK {all_municipalities()[number].name} {number}"
        point = ContactPoint(id=new_id(), study_id=study.id, municipality_number=number, name=name)
        session.add(point)
        session.flush()
    found = list(
        session.scalars(
            select(Group.id).filter_by(contact_point_id=point.id).order_by(Group.started_week)
        )
    )
    for place in range(len(found), count):
        found.append(new_id())
        session.add(
            Group(
                id=found[-1],
                contact_point_id=point.id,
                group_type="led" if place % 2 else "self_organised",
                life_problem="same",
                started_week=week,
            )
        )
    session.flush()
    return found[:count]


class _Frame:
    """What every answer refers to, and the rows that are made."""

    def __init__(
        self, app: Flask, session: Session, study: Study, wordings: Mapping[str, str] | None
    ) -> None:
        self.study, self.pepper = study, app.config["SETTINGS"].code_pepper
        self.waves = dict(
            session.execute(select(Wave.key, Wave.id).filter_by(study_id=study.id)).all()
        )
        self.wordings = wordings or {key: store.find(session, key, "nb") for key in ITEMS}
        self.seed = session.query(Participant).filter_by(study_id=study.id).count()
        self.rows: Rows = {
            table: []
            for table in (Participant, Participation, AfterAnswer, Administration, Response)
        }

    def add_person(self, group: str, pre: str, post: str) -> Card:
        """Add somebody who has answered both times."""
        self.seed += 1
        code, number = new_code(), new_number(CARD_NUMBER_LENGTH)
        card = Card(code, new_id(), number)
        self.rows[Participant].append(
            {
                "id": card.participant_id,
                "study_id": self.study.id,
                "group_id": group,
                "code_hash": hash_code(code, self.pepper),
                "card_number_hash": hash_card_number(number, self.pepper),
            }
        )
        self._add_wave(card, PRE, pre, self.seed)
        self._add_wave(card, POST, post, 1000 + self.seed)
        return card

    def _add_wave(self, card: Card, wave: str, week: str, seed: int) -> None:
        sitting = {"participant_id": card.participant_id, "wave_id": self.waves[wave]}
        participation, is_pre = new_id(), wave == PRE
        self.rows[Participation].append(
            {
                "id": participation,
                **sitting,
                "meetings_before": "none" if is_pre else None,
                "submitted_week": week,
            }
        )
        if not is_pre:
            said = after_answers(seed)
            self.rows[AfterAnswer].append({"participation_id": participation, **said})
        answers = random_responses(seed)
        for key, items in ITEMS.items():
            administration = new_id()
            self.rows[Administration].append(
                {
                    "id": administration,
                    **sitting,
                    "instrument_key": key,
                    "wording_id": self.wordings[key],
                    "mode": "web",
                    "started_week": week,
                    "submitted_week": week,
                }
            )
            self.rows[Response] += [
                {"administration_id": administration, "item_key": item, "value": answers[item]}
                for item in items
            ]


def make_edition(
    app: Flask,
    study: Study,
    state: str = RELEASED,
    first: Staff | Actor = FIRST,
    second: Staff | Actor = SECOND,
) -> str:
    """Bring an edition of everything that is due to a state; return its id.

    state: proposed, accepted (its job not done), made or released.
    """
    with app.app_context():
        edition_id = making.make_plan(study.id, first)
        if state != PROPOSED:
            _move(edition_id, second, ACCEPTED)
        if state in {MADE, RELEASED}:
            making.make_documents(edition_id, lambda _done, _all: None)
        if state == RELEASED:
            _move(edition_id, second, RELEASED)
    return edition_id


def _move(edition_id: str, actor: Staff | Actor, end: str) -> None:
    with db.writing() as session:
        editions.move(session, session.get_one(Edition, edition_id), actor, end)
        session.commit()
