from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.change import paired_change
from scoring.conclusion import (
    HIGHER,
    LOWER,
    UNCLEAR,
    agreement,
    change_found,
    conclude,
    conclusions,
)
from scoring.record import Interval

RISES = np.array([1.0, 2, 3, 4, 5, 6])
CHANGES = st.integers(2, 12).flatmap(
    lambda n: arrays(float, n, elements=st.integers(-78, 78).map(float))
)


@pytest.mark.parametrize(
    ("low", "high", "conclusion"),
    [
        (0.1, 3, HIGHER),
        (-3, -0.1, LOWER),
        (-1, 1, UNCLEAR),
        (0, 2, UNCLEAR),
        (-2, 0, UNCLEAR),
    ],
)
def test_a_conclusion_is_the_side_of_nought_that_the_whole_interval_lies_on(
    low: float, high: float, conclusion: str
) -> None:
    assert conclude(Interval(low, high)) == conclusion


def test_no_conclusion_speaks_of_an_effect_or_of_chance() -> None:
    assert (HIGHER, LOWER, UNCLEAR) == ("higher", "lower", "no clear change")


def test_the_interval_is_that_of_the_paired_t_test() -> None:
    pre = np.array([50.0, 62, 47, 70, 58, 66])
    found = change_found(RISES)
    test = paired_change(pre, pre + RISES)
    assert (found.n_pairs, found.mean) == (6, 3.5)
    assert found.ci95 == pytest.approx(test.t_test.ci95, rel=1e-12)
    assert found.conclusion == HIGHER


def test_somebody_without_a_pair_is_left_out() -> None:
    assert change_found(np.array([np.nan, *RISES, np.nan])) == change_found(RISES)


def test_without_a_pair_there_is_no_mean_and_no_conclusion() -> None:
    assert change_found(np.array([np.nan])).to_dict() == {
        "n_pairs": 0, "mean": None, "ci95": None, "conclusion": None,
        "why": "mean: there is no pair. ci95, conclusion: an interval needs at least two pairs.",
    }  # fmt: skip


def test_one_pair_has_a_mean_and_no_conclusion() -> None:
    assert change_found(np.array([4.0])).to_dict() == {
        "n_pairs": 1, "mean": 4, "ci95": None, "conclusion": None,
        "why": "ci95, conclusion: an interval needs at least two pairs.",
    }  # fmt: skip


@pytest.mark.parametrize("noise", [0, 1e-14])
def test_where_everyone_changed_alike_there_is_no_conclusion(noise: float) -> None:
    found = change_found(4 + noise * np.array([1, -1, 1, -1]))
    assert found.mean == pytest.approx(4)
    assert (found.ci95, found.conclusion) == (None, None)
    assert found.why["conclusion"] == "everyone changed by the same number of points"


@settings(max_examples=40, deadline=None)
@given(CHANGES)
def test_turning_every_change_turns_the_conclusion(changes: Any) -> None:
    turned = {HIGHER: LOWER, LOWER: HIGHER, UNCLEAR: UNCLEAR, None: None}
    assert change_found(-changes).conclusion == turned[change_found(changes).conclusion]


@settings(max_examples=40, deadline=None)
@given(CHANGES, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter_for_what_is_found(changes: Any, random: Any) -> None:
    order = list(range(len(changes)))
    random.shuffle(order)
    one, other = change_found(changes), change_found(changes[order])
    assert math.isclose(one.mean, other.mean, abs_tol=1e-12)
    assert other.ci95 == pytest.approx(one.ci95)


def test_two_analyses_agree_if_their_conclusions_are_the_same() -> None:
    rise, fall = np.array([1.0, 2, 3]), np.array([-1.0, -2, -3])
    assert agreement(change_found(rise + 9), change_found(rise + 5)) == (True, {})
    assert agreement(change_found(rise + 9), change_found(fall - 9)) == (False, {})
    assert agreement(change_found(rise[:1]), change_found(rise))[0] is None
    assert agreement(change_found(rise), change_found(rise[:1]))[0] is None


def test_two_intervals_of_one_change_are_held_against_each_other() -> None:
    found = conclusions(Interval(0.5, 4.0), Interval(-0.2, 4.7))
    assert (found.one_by_one, found.in_groups) == ("higher", "no clear change")
    assert found.agrees is False
    assert conclusions(Interval(0.5, 4.0), Interval(0.2, 4.7)).agrees is True


def test_without_an_interval_in_groups_nothing_is_said_to_agree() -> None:
    found = conclusions(Interval(0.5, 4.0), None).to_dict()
    assert found["in_groups"] is found["agrees"] is None
    assert "in_groups: there is no such interval" in found["why"]
