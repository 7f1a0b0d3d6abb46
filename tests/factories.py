"""Makes what a test needs in the database, and commits it; asserts read it again by themselves."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scoring.instrument import load_instrument
from survey.after_questions import CLIMATE
from survey.auth import second_factor
from survey.auth.operations import add_staff
from survey.auth.parts import give_part
from survey.check_digits import CARD_NUMBER_LENGTH, hash_card_number, new_number
from survey.codes import hash_code, new_code
from survey.models import (
    Administration,
    AfterAnswer,
    ContactPoint,
    Group,
    Municipality,
    Participant,
    Participation,
    Response,
    Staff,
    Study,
    Wave,
)
from survey.models.base import Base, new_id
from survey.models.study import OPEN, POST, PRE, TRIAL
from survey.weeks import current_week
from survey.wording import store

PASSWORD = "a long enough password"
PHONE = "ORSXG5BAOBUG63TFEBZWKY3SMV2CC3DF"  # the secret of every phone in the tests
ITEMS = {key: load_instrument(key).item_keys for key in ("soc13", "gse")}
POINTS = {"soc13": 7, "gse": 4}


@dataclass(frozen=True)
class Card:
    """A printed card: the code and the number for paper, and the row that knows their hashes."""

    code: str
    participant_id: str
    number: str


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    """Open a session of its own, commit at the end."""
    with app.app_context(), Session(app.extensions["database"]) as session:
        session.expire_on_commit = False
        yield session
        session.commit()


def read(app: Flask, query: Select[Any]) -> Sequence[Any]:
    """Return what the database holds now."""
    with app.app_context(), Session(app.extensions["database"]) as session:
        return session.execute(query).all()


def make_study(
    app: Flask, key: str = "try", staff: Sequence[Staff] | None = None, **details: Any
) -> Study:
    """Make an open trial whose second wave opens at once, unless told otherwise.

    All staff there are have a part in it, unless told which.
    """
    values = {
        "name": "A try",
        "kind": TRIAL,
        "state": OPEN,
        "institution": "The university",
        "contact": "ask@example.org",
        "post_after_weeks": 0,
    }
    with writing(app) as session:
        study = Study(
            key=key,
            waves=[Wave(key=PRE, position=1), Wave(key=POST, position=2)],
            **(values | details),
        )
        session.add(study)
        session.flush()
        everybody = session.scalars(select(Staff)).all() if staff is None else staff
        for one in everybody:
            give_part(session, session.get_one(Staff, one.id), study)
    return study


def make_group(app: Flask, study: Study, number: str = "1806", place: str = "Narvik") -> Group:
    """Make a group at a contact point of its own in a municipality."""
    with writing(app) as session:
        session.merge(Municipality(number=number, name=place))
        session.flush()
        point = ContactPoint(
            id=new_id(), study_id=study.id, municipality_number=number, name=new_id()
        )
        session.add(point)
        session.flush()
        group = Group(
            contact_point_id=point.id,
            group_type="self_organised",
            life_problem="same",
            started_week=current_week(),
        )
        session.add(group)
    return group


def make_card(app: Flask, study: Study, group: Group | None = None) -> Card:
    """Make a card that nobody has used."""
    code, number = new_code(), new_number(CARD_NUMBER_LENGTH)
    pepper = app.config["SETTINGS"].code_pepper
    with writing(app) as session:
        person = Participant(
            study_id=study.id,
            group_id=group.id if group else None,
            code_hash=hash_code(code, pepper),
            card_number_hash=hash_card_number(number, pepper),
        )
        session.add(person)
    return Card(code, person.id, number)


def make_answered(
    app: Flask, card: Card, wave_key: str, responses: dict[str, int | None], **details: Any
) -> None:
    """Make a wave that was sent in; items that are not named were skipped."""
    with writing(app) as session:
        study_id = session.get_one(Participant, card.participant_id).study_id
        wave = session.scalars(select(Wave).filter_by(study_id=study_id, key=wave_key)).one()
        wordings = {key: store.find(session, key, "nb") for key in ITEMS}
        sitting = {"participant_id": card.participant_id, "wave_id": wave.id}
        session.add_all(_sent_in(sitting, wordings, responses, **details))


def _sent_in(  # noqa: PLR0913 - a sitting and everything that may be said in it
    sitting: dict[str, str],
    wordings: dict[str, str],
    responses: dict[str, int | None],
    *,
    week: str | None = None,
    meetings: str | None = None,
    after: dict[str, Any] | None = None,
) -> Iterator[Base]:
    week = week or current_week()
    yield Participation(
        **sitting,
        meetings_before=meetings,
        submitted_week=week,
        after=None if after is None else AfterAnswer(**after),
    )
    for key, items in ITEMS.items():
        yield Administration(
            **sitting,
            instrument_key=key,
            mode="web",
            wording_id=wordings[key],
            started_week=week,
            submitted_week=week,
            responses=[Response(item_key=item, value=responses.get(item)) for item in items],
        )


def random_responses(seed: int) -> dict[str, int | None]:
    """Return answers to every item."""
    chance = random.Random(seed)
    return {item: chance.randint(1, POINTS[key]) for key, items in ITEMS.items() for item in items}


def make_answered_groups(
    app: Flask, study: Study, sizes: Sequence[int], number: str = "1806", place: str = "Narvik"
) -> None:
    """Make groups of these sizes in one municipality; everybody has answered both waves."""
    groups = [make_group(app, study, number, place) for _ in sizes]
    with writing(app) as session:
        waves = dict(session.execute(select(Wave.key, Wave.id).filter_by(study_id=study.id)).all())
        wordings = {key: store.find(session, key, "nb") for key in ITEMS}
        people = [
            Participant(id=new_id(), study_id=study.id, group_id=group.id, code_hash=new_id() * 2)
            for group, size in zip(groups, sizes, strict=True)
            for _ in range(size)
        ]
        session.add_all(people)
        session.flush()
        for seed, person in enumerate(people):
            pre = {"participant_id": person.id, "wave_id": waves[PRE]}
            answers = random_responses(seed)
            session.add_all(_sent_in(pre, wordings, answers, week="2026-W10", meetings="none"))
            post = pre | {"wave_id": waves[POST]}
            answers = random_responses(100 + seed)
            said = after_answers(seed)
            session.add_all(_sent_in(post, wordings, answers, week="2026-W36", after=said))


def after_answers(seed: int) -> dict[str, Any]:
    """Return answers to every question about taking part; every fifth person has left early."""
    has_left = seed % 5 == 4
    return {
        "status": "left_early" if has_left else "still_in",
        "leaving_reason": "did_not_suit" if has_left else None,
        "meetings": seed % 30,
        **{one.key: 1 + (seed + place) % 5 for place, one in enumerate(CLIMATE)},
        "overall_change": seed % 7 - 3,
    }


def make_staff(
    app: Flask, role: str, email: str = "", studies: Sequence[Study] | None = None
) -> str:
    """Make an account with a phone set up, and return its e-mail address.

    It has a part in all studies there are, unless told in which.
    """
    email = email or f"{role}@example.org"
    with writing(app) as session:
        staff = add_staff(session, email=email, role=role, password=PASSWORD)
        session.flush()
        second_factor.add(session, staff, PHONE, is_confirmed=True)
        for study in session.scalars(select(Study)).all() if studies is None else studies:
            give_part(session, staff, study)
    return email


def staff_of(app: Flask, email: str) -> Staff:
    """Return the account of an e-mail address."""
    ((found,),) = read(app, select(Staff).filter_by(email=email))
    return found


def stored_responses(app: Flask, card: Card, wave_key: str) -> dict[str, int | None]:
    """Return what a person has sent in at one wave."""
    rows = read(
        app,
        select(Response.item_key, Response.value)
        .join(Administration, Administration.id == Response.administration_id)
        .join(Wave, Wave.id == Administration.wave_id)
        .where(Administration.participant_id == card.participant_id, Wave.key == wave_key),
    )
    return dict(map(tuple, rows))


def stored_after(app: Flask, card: Card) -> dict[str, Any] | None:
    """Return what a person has sent in about taking part; None where nothing is stored."""
    columns = [
        column
        for column in AfterAnswer.__table__.c
        if column.name not in {"participation_id", "declined"}
    ]
    rows = read(
        app,
        select(*columns)
        .join(Participation, Participation.id == AfterAnswer.participation_id)
        .where(Participation.participant_id == card.participant_id),
    )
    return dict(rows[0]._mapping) if rows else None
