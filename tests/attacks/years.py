"""A study over eight quarters, with everything that people do in it, through the real program.

People join groups, answer before, answer after or never, come late, withdraw and erase. After each
quarter every button is pressed: whatever may be released is, more often than a calendar of real
people would allow. Only who is in which released set is kept here; what the sets say has to be
read from the published files.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from survey.administer.standing import Entry
from survey.models import (
    Administration,
    AfterAnswer,
    BackgroundAnswer,
    ContactPoint,
    CutOff,
    Edition,
    FrozenPair,
    Group,
    Municipality,
    Participant,
    Participation,
    Response,
    Study,
    Wave,
)
from survey.models.base import new_id
from survey.models.ledger import MUNICIPALITY, NEWEST, PART, POOL, PUBLICATION, STUDY
from survey.models.study import POST, PRE
from survey.municipalities import all_municipalities
from survey.my_answers import operations as my_answers
from survey.release import editions, making, study_people
from survey.release.names import names_of
from survey.release.open_data import NEWEST as NEWEST_ANSWERS
from survey.report.pseudonyms import pseudonym
from survey.wording import store
from tests.attacks.published import About
from tests.factories import ITEMS, POINTS, make_study, read, writing
from tests.released import add_pool, make_edition

QUARTERS = tuple(f"{year}-W{week}" for year in (2024, 2025) for week in (13, 26, 39, 52))
CLIMATE = [one.name for one in AfterAnswer.__table__.columns if one.name.startswith("climate_")]
NUMBERS = sorted(all_municipalities())

Deed = Callable[["Years", int], None]


@dataclass
class Person:
    """Somebody in the study: of which group, and in which quarter which answers come."""

    id: str
    group: str
    before: int
    after: int | None
    level: float
    said: dict[str, Any] = field(default_factory=dict)  # what is not left to chance


@dataclass
class Years:
    """A study as it grows, and who was in each set that was released."""

    app: Flask
    study: Study
    chance: random.Random
    points: dict[str, list[str]] = field(default_factory=dict)  # by municipality
    groups: dict[str, str] = field(default_factory=dict)  # each with its contact point
    people: dict[str, Person] = field(default_factory=dict)
    sets: dict[About, frozenset[str]] = field(default_factory=dict)
    kinds: tuple[str, ...] = ("led", "self_organised")
    problems: tuple[str, ...] = ("same", "mixed")
    gone: set[str] = field(default_factory=set)
    pooled: list[str] = field(default_factory=list)
    began_in: dict[str, list[str]] = field(default_factory=dict)  # groups, wherever they are now
    # What the attacker does not have: everybody's points, to tell a hit from a wrong guess.
    truth: dict[str, Mapping[str, float]] = field(default_factory=dict)

    def add_town(self, number: str, n_points: int = 2) -> None:
        """Begin in a municipality."""
        with writing(self.app) as session:
            session.merge(Municipality(number=number, name=all_municipalities()[number].name))
            session.flush()
            self.points[number] = [new_id() for _ in range(n_points)]
            session.add_all(
                ContactPoint(
                    id=one,
                    study_id=self.study.id,
                    municipality_number=number,
                    name=f"{all_municipalities()[number].name} {place}",
                )
                for place, one in enumerate(self.points[number])
            )

    def add_group(self, number: str, quarter: int, sizes: Sequence[int] = (), **said: Any) -> str:
        """Begin a group with people whose second answers come when they come, or never.

        sizes: how many have both answers in this quarter, the next and so on; else by chance.
        said: what all of them answer to questions beside the instruments; items, all items.
        """
        group, chance = new_id(), self.chance
        self.groups[group] = chance.choice(self.points[number])
        self.began_in.setdefault(number, []).append(group)
        with writing(self.app) as session:
            session.add(
                Group(
                    id=group,
                    contact_point_id=self.groups[group],
                    group_type=chance.choice(self.kinds),
                    life_problem=chance.choice(self.problems),
                    started_week=QUARTERS[quarter],
                )
            )
        if sizes:
            when = [quarter + late for late, size in enumerate(sizes) for _ in range(size)]
        else:
            when = [
                quarter + chance.randint(0, 3) if chance.random() < 0.75 else None
                for _ in range(chance.randint(4, 8))
            ]
        for after in when:
            person = Person(new_id(), group, quarter, after, chance.gauss(0, 1), dict(said))
            self.people[person.id] = person
        return group

    def answer(self, quarter: int) -> None:
        """Let everybody answer who does so in a quarter."""
        rows = _Rows(self)
        for one in self.people.values():
            if one.id in self.gone:
                continue
            if one.before == quarter:
                rows.add_person(one)
                rows.add_answers(one, PRE, QUARTERS[quarter])
            if one.after == quarter:
                rows.add_answers(one, POST, QUARTERS[quarter])
        with writing(self.app) as session:
            for table, values in rows.found.items():
                if values:
                    session.execute(insert(table), values)

    def release(self, quarter: int) -> int:
        """Release whatever the program lets out after a quarter."""
        self.come(quarter)
        edition = make_edition(self.app, self.study)
        self.keep_sets(edition)
        return quarter

    def come(self, quarter: int) -> None:
        """Let the week of a cut-off come."""
        with writing(self.app) as session:
            session.add(CutOff(study_id=self.study.id, week=QUARTERS[quarter]))

    def keep_sets(self, edition_id: str) -> None:
        """Keep who is in each set of an edition."""
        people: dict[str, list[str]] = {}
        for atom, person in read(self.app, select(FrozenPair.atom_id, FrozenPair.participant_id)):
            people.setdefault(atom, []).append(person)
        with self.app.app_context(), writing(self.app) as session:
            self._keep_truth(study_people.people(session, self.study))
            edition = session.get_one(Edition, edition_id)
            names = names_of(session, self.study)
            for line in editions.lines(edition):
                about = _about(edition.number or 0, line.kind, line.recipient, names)
                self.sets[about] = frozenset(
                    person for atom in line.atoms for person in people.get(atom, ())
                )
                if line.kind == MUNICIPALITY and line.recipient in self.pooled:
                    pool = About(about.edition, POOL, "Together")
                    name = all_municipalities()[line.recipient].name
                    self.sets[pool.part(MUNICIPALITY, name)] = self.sets[about]

    def _keep_truth(self, everybody: pd.DataFrame) -> None:
        key = self.app.config["SETTINGS"].export_key
        known = {pseudonym(one, self.study.id, key): one for one in self.people}
        for row in everybody.to_dict("records"):
            self.truth[known[row["participant"]]] = row

    def leave(self, person: str, *, is_erased: bool) -> None:
        """Withdraw or erase somebody by the program's own way."""
        deed = my_answers.erase if is_erased else my_answers.withdraw
        with self.app.test_request_context():
            assert deed(Entry(person, b""))
        self.gone.add(person)

    def move(self, group: str, number: str) -> None:
        """Move a group to a contact point of another municipality."""
        self.groups[group] = self.points[number][0]
        with writing(self.app) as session:
            session.execute(
                update(Group).filter_by(id=group).values(contact_point_id=self.groups[group])
            )

    def group_of(self, person: str) -> str:
        """Return whose group somebody is in."""
        return self.people[person].group

    def here(self, number: str) -> list[str]:
        """Return the groups of a municipality."""
        return [group for group, point in self.groups.items() if point in self.points[number]]


def _about(edition: int, kind: str, recipient: str, names: Mapping[str, str]) -> About:
    """Return how the published files call a line of a plan."""
    if kind == PART:
        kind, recipient, dimension, value = recipient.split("/")
        kind = STUDY if kind == PUBLICATION else kind
        whole = _about(edition, kind, recipient, names)
        return whole.part(dimension, names.get(value, value))
    if kind == NEWEST:
        return _about(edition, MUNICIPALITY, recipient, names).part(NEWEST_ANSWERS, "")
    if kind in {STUDY, PUBLICATION}:
        return About(edition, kind, "")
    return About(edition, kind, recipient if kind == MUNICIPALITY else names[recipient])


class _Rows:
    """The rows of what is answered in a quarter."""

    def __init__(self, years: Years) -> None:
        self.years = years
        with writing(years.app) as session:
            self.waves = dict(
                session.execute(select(Wave.key, Wave.id).filter_by(study_id=years.study.id)).all()
            )
            self.wordings = {key: store.find(session, key, "nb") for key in ITEMS}
        self.found: dict[type[Any], list[dict[str, Any]]] = {
            table: []
            for table in (
                Participant,
                Participation,
                BackgroundAnswer,
                AfterAnswer,
                Administration,
                Response,
            )
        }

    def add_person(self, one: Person) -> None:
        self.found[Participant].append(
            {
                "id": one.id,
                "study_id": self.years.study.id,
                "group_id": one.group,
                "code_hash": one.id * 2,
            }
        )

    def add_answers(self, one: Person, wave: str, week: str) -> None:
        sitting = {"participant_id": one.id, "wave_id": self.waves[wave]}
        participation, chance = new_id(), self.years.chance
        self.found[Participation].append(
            {
                "id": participation,
                **sitting,
                "meetings_before": "none" if wave == PRE else None,
                "submitted_week": week,
            }
        )
        if wave == PRE:
            way = chance.choice(("friend_or_family", "health_service", "contact_point", None))
            self.found[BackgroundAnswer].append(
                {"participation_id": participation, "found_by": way}
            )
        else:
            said = {key: chance.choice((1, 2, 3, 4, 5, 5, None)) for key in CLIMATE}
            said["overall_change"] = chance.choice((-2, -1, 0, 0, 1, 2, 3, None))
            own = {key: value for key, value in one.said.items() if key != "items"}
            self.found[AfterAnswer].append({"participation_id": participation, **said, **own})
        for key, items in ITEMS.items():
            administration, top = new_id(), POINTS[key]
            self.found[Administration].append(
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
            self.found[Response] += [
                {
                    "administration_id": administration,
                    "item_key": item,
                    "value": one.said.get("items") or self._point(one, wave, top),
                }
                for item in items
            ]

    def _point(self, one: Person, wave: str, top: int) -> int:
        lift = one.level + (0.2 if wave == POST else 0)
        point = round(self.years.chance.gauss((1 + top + lift * top / 3) / 2, top / 3.5))
        return min(max(point, 1), top)


def begin(app: Flask, seed: int, n_towns: int, n_pooled: int = 0) -> Years:
    """Begin a study in some municipalities, of which some are in one pool."""
    years = Years(app, make_study(app, f"years-{seed}"), random.Random(seed))
    numbers = years.chance.sample(NUMBERS, n_towns)
    for number in numbers:
        years.add_town(number)
    if n_pooled:
        years.pooled = sorted(numbers[:n_pooled])
        add_pool(app, years.study, years.pooled, "Together")
    return years


def without_typesetting(patch: pytest.MonkeyPatch) -> None:
    """Leave the setting of PDFs out: the same facts stand on the page."""
    patch.setattr(making, "typeset", lambda _facts, _language, _register: b"%PDF-")


def live(years: Years, n_quarters: int = len(QUARTERS), deed: Deed | None = None) -> None:
    """Let the quarters pass: groups begin, people answer and leave, editions come out."""
    chance = years.chance
    for quarter in range(n_quarters):
        for number in years.points:
            for _ in range(chance.randint(1, 2)):
                years.add_group(number, quarter)
        years.answer(quarter)
        years.release(quarter)
        if deed is not None:
            deed(years, quarter)


def people_leave_and_groups_move(years: Years, quarter: int) -> None:
    """Let some withdraw, some erase and one group move after each edition."""
    chance = years.chance
    there = [one for one in years.people.values() if one.before <= quarter]
    for place, one in enumerate(chance.sample(there, min(len(there), 6))):
        if one.id not in years.gone:
            years.leave(one.id, is_erased=place % 2 == 0)
    numbers = sorted(years.points)
    years.move(chance.choice(sorted(years.groups)), chance.choice(numbers))
