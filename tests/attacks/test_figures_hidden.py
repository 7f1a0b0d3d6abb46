"""A figure that is hidden of a set is not to be had by subtracting what is told of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.attacks.counts import orders, small_parts
from tests.attacks.published import Published, read_all
from tests.attacks.rank import Rows
from tests.attacks.values import SCALES, likeness_faults
from tests.attacks.years import CLIMATE, Years, begin


@pytest.fixture
def three_towns(app: Flask) -> Years:
    """Make three municipalities that are the whole study: 24 people in four groups in each."""
    return begin(app, 3, 3)


def release(years: Years, of: Callable[[int, int], dict[str, Any]]) -> Published:
    for town, number in enumerate(years.points):
        for group in range(4):
            years.add_group(number, 0, [6], **of(town, group))
    years.answer(0)
    years.release(0)
    return read_all(years.app)


def test_an_answer_that_few_gave_in_one_place_does_not_follow_from_the_other_places(
    three_towns: Years,
) -> None:
    """All of one place agreed, and the page says ":"; both other places and the study tell."""

    def said(town: int, group: int) -> dict[str, Any]:
        if town == 0:
            return dict.fromkeys(CLIMATE, 5)
        return dict.fromkeys(CLIMATE, 5 if group > 1 else 1)

    published = release(three_towns, said)
    assert published.shares, "something is told"
    assert not small_parts(three_towns, published)


def test_the_mean_of_people_who_answered_alike_does_not_follow_from_the_other_places(
    three_towns: Years,
) -> None:
    published = release(three_towns, lambda town, _group: {"items": 3} if town == 0 else {})
    alike = {one.id for one in three_towns.people.values() if one.said}
    assert len(alike) == 24
    assert not likeness_faults(three_towns, published)
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
