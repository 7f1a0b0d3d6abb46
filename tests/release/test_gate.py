from __future__ import annotations

import math
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.release.gate import (
    THRESHOLDS_FILE,
    BadThresholdsError,
    check,
    is_homogeneous,
    load_thresholds,
    thresholds_from,
)

SIZES = st.lists(st.integers(0, 12), max_size=8)


def test_the_thresholds_in_force_are_ten_people_three_groups_five_left() -> None:
    limits = load_thresholds()
    assert (limits.persons, limits.groups, limits.residual) == (10, 3, 5)
    assert limits.homogeneity_share == 0.25


@pytest.mark.parametrize(
    ("sizes", "is_allowed"),
    [
        ([4, 3, 3], True),  # exactly ten
        ([3, 3, 3], False),  # nine
        ([5, 5], False),  # two groups
        ([5, 5, 0, 0], False),  # a group without a pair is no group
        ([5, 4, 1], True),  # exactly five left
        ([6, 3, 1], False),  # four left
        ([8, 4, 4], True),
        ([8, 2, 1], False),
        ([], False),
    ],
)
def test_a_set_is_shown_from_the_threshold_and_not_below(
    sizes: list[int], *, is_allowed: bool
) -> None:
    assert check(sizes).is_allowed is is_allowed


@given(SIZES, st.integers(1, 12))
def test_one_more_group_never_closes_what_was_open(sizes: list[int], more: int) -> None:
    if check(sizes).is_allowed and more <= max(sizes):
        assert check([*sizes, more]).is_allowed


@given(SIZES)
def test_what_is_left_of_a_shown_set_without_any_one_group_is_at_least_five(
    sizes: list[int],
) -> None:
    if check(sizes).is_allowed:
        assert all(sum(sizes) - size >= 5 for size in sizes)


@given(st.lists(st.integers(0, 12), max_size=8))
def test_the_order_of_the_groups_does_not_matter(sizes: list[int]) -> None:
    assert check(sizes) == check(sorted(sizes))


def test_a_negative_group_size_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than 0"):
        check([12, -1, 4])


@pytest.mark.parametrize(("n", "sd"), [(10, 6.9), (12, 6.2), (20, 4.6), (30, 3.7)])
def test_answers_that_lie_apart_enough_on_soc_are_not_homogeneous(n: int, sd: float) -> None:
    assert not is_homogeneous(n, sd, 13, 91)


@pytest.mark.parametrize(("n", "sd"), [(10, 6.8), (12, 6.1), (20, 4.5), (30, 3.6)])
def test_answers_a_little_closer_together_are_homogeneous(n: int, sd: float) -> None:
    assert is_homogeneous(n, sd, 13, 91)


def test_people_who_all_answered_alike_are_homogeneous() -> None:
    assert is_homogeneous(500, 0.0, 10, 40)


@given(st.lists(st.floats(13, 91), min_size=2, max_size=30))
def test_nobody_is_further_from_the_mean_than_samuelson_says(points: list[float]) -> None:
    n, mean = len(points), sum(points) / len(points)
    sd = math.sqrt(sum((point - mean) ** 2 for point in points) / (n - 1))
    furthest = max(abs(point - mean) for point in points)
    assert furthest <= sd * (n - 1) / math.sqrt(n) + 1e-6


@pytest.mark.parametrize("sd", [-1.0, math.nan])
def test_a_spread_that_is_no_spread_is_refused(sd: float) -> None:
    with pytest.raises(ValueError, match="sd >= 0"):
        is_homogeneous(10, sd, 13, 91)


@pytest.mark.parametrize(
    ("name", "value"),
    [("persons", 0), ("groups", 2.5), ("residual", "five"), ("homogeneity_share", 0.0)],
)
def test_a_threshold_that_protects_nobody_is_refused(name: str, value: object) -> None:
    values = tomllib.loads(THRESHOLDS_FILE.read_text(encoding="utf-8"))
    with pytest.raises(BadThresholdsError):
        thresholds_from(values | {name: value})


def test_a_missing_or_unknown_threshold_is_refused() -> None:
    values = tomllib.loads(THRESHOLDS_FILE.read_text(encoding="utf-8"))
    with pytest.raises(BadThresholdsError, match="known settings"):
        thresholds_from({key: values[key] for key in values if key != "residual"})
    with pytest.raises(BadThresholdsError, match="known settings"):
        thresholds_from(values | {"people": 3})
