"""What happens to one person or one group between two editions cannot be read from the two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.attacks.published import read_all
from tests.attacks.rank import Set, differences, is_too_few, worked_out
from tests.attacks.years import Years, begin

Deed = Callable[[Years], None]


def first_group(years: Years) -> str:
    return years.began_in[next(iter(years.points))][0]


def somebody(years: Years) -> str:
    return next(one.id for one in years.people.values() if one.group == first_group(years))


def withdraws(years: Years) -> None:
    years.leave(somebody(years), is_erased=False)


def erases(years: Years) -> None:
    years.leave(somebody(years), is_erased=True)


def a_whole_group_leaves(years: Years) -> None:
    for one in list(years.people.values()):
        if one.group == first_group(years) and one.after == 0:
            years.leave(one.id, is_erased=True)


def answers_late(years: Years) -> None:
    years.add_group(next(iter(years.points)), 1, [1])


def comes_back_with_a_new_card(years: Years) -> None:
    withdraws(years)
    answers_late(years)


def a_group_moves(years: Years) -> None:
    years.move(first_group(years), list(years.points)[-1])


def a_group_moves_and_goes_on(years: Years) -> None:
    a_group_moves(years)
    group = first_group(years)
    for one in list(years.people.values()):
        if one.group == group and one.after is None:
            one.after = 1


@pytest.mark.parametrize(
    "deed",
    [
        withdraws,
        erases,
        a_whole_group_leaves,
        answers_late,
        comes_back_with_a_new_card,
        a_group_moves,
        a_group_moves_and_goes_on,
    ],
)
def test_two_editions_around_one_deed_tell_of_nobody(app: Flask, deed: Deed) -> None:
    years = begin(app, 11, 3, n_pooled=2)
    for number in years.points:
        for _ in range(4):
            years.add_group(number, 0, [5])
    years.answer(0)
    years.release(0)
    before = told(years)
    assert len(before) > 2
    deed(years)
    years.answer(1)
    years.release(1)
    bare = {*told(years), *differences(told(years)), *worked_out(told(years))}
    assert before <= told(years), "what was released stays"
    assert not [one for one in bare if is_too_few(one, years.group_of)]


def test_a_group_that_was_registered_twice_counts_as_two_which_nobody_can_see(app: Flask) -> None:
    """A limit: two pseudonyms are two groups, so three may be two. Never fewer than ten people."""
    years = begin(app, 12, 1)
    for _ in range(3):
        years.add_group(next(iter(years.points)), 0, [6])
    years.answer(0)
    years.release(0)
    one, other, *_ = years.began_in[next(iter(years.points))]

    def really(person: str) -> str:
        return one if years.group_of(person) == other else years.group_of(person)

    (people,) = told(years)
    assert len(people) == 18
    assert len({really(person) for person in people}) == 2
    assert is_too_few(people, really)


def told(years: Years) -> set[Set]:
    return {
        years.sets[line.about]
        for line in read_all(years.app).lines
        if line.outcome == "gse_total" and line.figures
    }
