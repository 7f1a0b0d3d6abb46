"""Many at the same moment, on one database file: what is unsafe together is not entered twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from survey.audit.operations import Actor
from survey.errors import NothingDue, NotYours
from survey.extensions import db
from survey.models import Edition, Release, ReportDocument
from survey.models.edition import ACCEPTED, MADE, OUTDATED, PROPOSED, UNDER_WAY
from survey.release import editions, making
from tests.attacks.years import Years, begin
from tests.factories import read

N = 20


def at_once(app: Flask, deed: Callable[[int], Any]) -> Counter[str]:
    """Do something in twenty threads; return how often what came of it."""

    def one(number: int) -> str:
        with app.app_context():
            try:
                deed(number)
            except (NothingDue, NotYours) as error:
                return type(error).__name__
        return "done"

    with ThreadPoolExecutor(N) as pool:
        return Counter(pool.map(one, range(N)))


def with_answers(app: Flask) -> Years:
    years = begin(app, 7, 2)
    for number in years.points:
        for _ in range(4):
            years.add_group(number, 0, [5])
    years.answer(0)
    years.come(0)
    return years


def accept(edition_id: str, actor: Actor) -> None:
    with db.writing() as session:
        editions.move(session, session.get_one(Edition, edition_id), actor, ACCEPTED)
        session.commit()


def states(app: Flask) -> list[str]:
    return [state for (state,) in read(app, select(Edition.state))]


def test_of_twenty_who_propose_at_once_one_has_an_edition_under_way(app: Flask) -> None:
    years = with_answers(app)
    told = at_once(app, lambda n: making.make_plan(years.study.id, Actor(f"first-{n}", "x")))
    assert told == {"done": 1, "NothingDue": N - 1}
    assert [state for state in states(app) if state in UNDER_WAY] == [PROPOSED]


def test_of_twenty_who_accept_at_once_one_has_and_its_sets_are_entered_once(app: Flask) -> None:
    years = with_answers(app)
    with app.app_context():
        edition = making.make_plan(years.study.id, Actor("first", "x"))
    told = at_once(app, lambda n: accept(edition, Actor(f"second-{n}", "x")))
    assert told == {"done": 1, "NotYours": N - 1}
    told = at_once(app, lambda _n: making.make_documents(edition, lambda _done, _all: None))
    assert told == {"done": N}
    assert states(app) == [MADE]
    ((n_documents, n_places),) = read(
        app,
        select(func.count(), func.count(func.distinct(ReportDocument.recipient))),
    )
    assert n_documents == n_places > 0
    sets = read(app, select(Release.kind, Release.recipient))
    assert len(set(sets)) == len(sets)


def test_a_plan_that_was_judged_before_somebody_left_is_not_entered(app: Flask) -> None:
    years = with_answers(app)
    with app.app_context():
        edition = making.make_plan(years.study.id, Actor("first", "x"))
        accept(edition, Actor("second", "x"))
    years.leave(min(years.people), is_erased=True)
    with app.app_context():
        making.make_documents(edition, lambda _done, _all: None)
    assert states(app) == [OUTDATED]
    assert not read(app, select(Release.number))
