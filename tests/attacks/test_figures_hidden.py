"""A figure that is hidden of a set is not to be had by subtracting what is told of others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.attacks.published import Published, read_all
from tests.attacks.rank import Rows
from tests.attacks.values import SCALES
from tests.attacks.years import CLIMATE, Years, begin, people_leave_and_groups_move

FEWEST = 5
TOTAL = "soc13_total"


def small_parts(years: Years, published: Published) -> list[tuple[str, frozenset[str], int]]:
    """Return each part of fewer than five that follows from the counts on all pages together.

    Of every question and every kind of answer: which sums over people are known, and how many of
    those people gave that answer.
    """
    told: dict[tuple[str, str], dict[frozenset[str], int]] = {}
    for one in published.shares:
        people = years.sets[one.about]
        assert sum(one.parts.values()) == len(people)
        for part, n in one.parts.items():
            counts = told.setdefault((one.question, part), {})
            assert counts.setdefault(people, n) == n, "one set, one count"
    found = []
    for (question, part), counts in told.items():
        if "clear change" in question:
            continue
        rows = Rows(counts)
        for people, n in worked_out_counts(rows, counts):
            if n < FEWEST:
                found.append((f"{question}/{part}", people, n))
    return found


def worked_out_counts(
    rows: Rows, counts: dict[frozenset[str], int]
) -> list[tuple[frozenset[str], int]]:
    """Return every set of people that a combination is about, and the count over it."""
    found = []
    sizes = [len(one) for one in rows.classes]
    for order in orders(len(rows.classes), sizes):
        for combination, n in rows.reduced_with(counts, order):
            if len(set(combination.values())) == 1:
                (factor,) = set(combination.values())
                found.append((rows.people(combination), int(n / factor)))
    return found


def orders(n: int, sizes: list[int]) -> list[list[int]]:
    """Return the order from the largest class, and each class put last in turn."""
    by_size = sorted(range(n), key=lambda one: (-sizes[one], one))
    last = [[*(o for o in by_size if o != one), one] for one in range(n)]
    return [by_size, by_size[::-1], *last]


@pytest.fixture
def three_towns(app: Flask) -> Years:
    """Make three municipalities that are the whole study: 24 people in four groups in each."""
    return begin(app, 3, 3)


def release(years: Years, of: Callable[[int, int], dict[str, object]]) -> Published:
    for town, number in enumerate(years.points):
        for group in range(4):
            years.add_group(number, 0, [6], **of(town, group))
    years.answer(0)
    years.release(0)
    return read_all(years.app)


def test_an_answer_that_few_gave_in_one_place_does_not_follow_from_the_other_places(
    three_towns: Years,
) -> None:
    """Three of 24 did not agree in one place; both other places and the study have plenty."""

    def said(town: int, group: int) -> dict[str, object]:
        agrees = group != 0 if town == 0 else group > 1
        return dict.fromkeys(CLIMATE, 5 if agrees else 1)

    for number in (sorted(three_towns.points)[0],):
        assert number
    published = release(three_towns, said)
    people = [one for one in three_towns.people.values()]
    assert people
    assert published.shares, "something is told"
    assert not small_parts(three_towns, published)


def test_the_mean_of_people_who_answered_alike_does_not_follow_from_the_other_places(
    three_towns: Years,
) -> None:
    published = release(three_towns, lambda town, _group: {"items": 3} if town == 0 else {})
    alike = {one.id for one in three_towns.people.values() if one.said}
    assert len(alike) == 24
    for outcome in SCALES:
        told = {
            three_towns.sets[one.about]
            for one in published.lines
            if one.outcome == outcome and one.figures
        }
        assert told, "something is told"
        rows = Rows(told)
        for order in orders(len(rows.classes), [len(one) for one in rows.classes]):
            for combination in rows.reduced(order):
                assert not rows.people(combination) <= alike
