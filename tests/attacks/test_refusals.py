"""What is refused tells nothing: neither what anybody answered, nor why."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from flask import Flask
from sqlalchemy import select, update

from survey.audit.operations import Actor
from survey.extensions import db
from survey.models import Administration, Edition, Response, Wave
from survey.models.edition import TAKEN_BACK
from survey.municipalities import all_municipalities
from survey.release import editions, making
from survey.release.planning import Line
from tests.attacks.published import read_all
from tests.attacks.years import Years, begin, live
from tests.factories import read, writing

FIRST = Actor("first", "x")


def shuffle_answers(years: Years) -> None:
    """Give everybody's answers of a wave to somebody else who answered as much."""
    of_wave = defaultdict[tuple[str, str], list[str]](list)
    for one, wave, instrument in read(
        years.app,
        select(Administration.id, Wave.key, Administration.instrument_key)
        .join(Wave, Wave.id == Administration.wave_id)
        .order_by(Administration.id),
    ):
        of_wave[wave, instrument].append(one)
    said = defaultdict[str, dict[str, int]](dict)
    for one, item, value in read(
        years.app, select(Response.administration_id, Response.item_key, Response.value)
    ):
        said[one][item] = value
    with writing(years.app) as session:
        for people in of_wave.values():
            others = years.chance.sample(people, len(people))
            for one, other in zip(people, others, strict=True):
                for item, value in said[other].items():
                    session.execute(
                        update(Response)
                        .filter_by(administration_id=one, item_key=item)
                        .values(value=value)
                    )


def proposed(years: Years) -> list[Line]:
    """Propose an edition, take it back, and return its plan."""
    with years.app.app_context():
        edition_id = making.make_plan(years.study.id, FIRST)
        with db.writing() as session:
            edition = session.get_one(Edition, edition_id)
            lines = list(editions.lines(edition))
            editions.move(session, edition, FIRST, TAKEN_BACK)
            session.commit()
    return lines


def test_the_same_people_with_each_others_answers_get_the_same_plan(app: Flask) -> None:
    years = begin(app, 4, 4, n_pooled=2)
    live(years, 2)
    for number in years.points:
        years.add_group(number, 2)
    years.answer(2)
    years.come(2)
    plan = proposed(years)
    assert {line.is_shown for line in plan} == {True, False}
    shuffle_answers(years)
    assert proposed(years) == plan


@pytest.fixture
def refused(app: Flask) -> Years:
    """Make municipalities that get no report, each for a reason of its own, beside two that do."""
    years = begin(app, 6, 7)
    years.kinds, years.problems = ("led",), ("same",)
    sizes = ((6, 6, 6), (5, 5, 5), (), (3, 3, 3), (8, 8), (9, 2, 1), (4, 4, 4))
    for number, people in zip(years.points, sizes, strict=True):
        for size in people:
            years.add_group(number, 0, [size])
        for _ in range(4 - len(people)):
            years.add_group(number, 0, [0, 1])
    years.answer(0)
    years.release(0)
    return years


def test_the_page_of_a_place_without_a_report_is_the_same_whatever_the_reason(
    refused: Years,
) -> None:
    pages = read_all(refused.app).without_report
    told = set()
    for number in refused.points:
        found = [page for address, page in pages.items() if address.endswith(f"/{number}")]
        for page in found:
            text = page.replace(all_municipalities()[number].name, "NAME").replace(number, "NUMBER")
            told.add(re.sub(r'nonce="[^"]+"', "", text))
    assert len([one for one in refused.points if any(a.endswith(f"/{one}") for a in pages)]) >= 4
    assert len(told) == 1
