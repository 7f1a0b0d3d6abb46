from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.planning import ReleaseLimits, StudyDesign, chance_of_release, groups_needed, outlook

LIMITS = ReleaseLimits(persons=10, groups=3, residual=5)
DESIGN = StudyDesign(change=4, sd=12.3, retest=0.74)
ALONE = StudyDesign(change=4, sd=12, retest=0.75, response=1, icc=0, group_size=1)
FEW = settings(max_examples=30, deadline=None)


@pytest.mark.parametrize(
    ("change", "retest", "pairs"),
    [(3, 0.75, 65), (3, 0.60, 103), (4, 0.75, 38), (4, 0.60, 59), (6, 0.75, 18), (6, 0.60, 28)],
)
def test_people_one_by_one_are_as_many_as_the_known_sample_sizes(
    change: float, retest: float, pairs: int
) -> None:
    design = replace(ALONE, change=change, retest=retest)
    assert groups_needed(design, 0.8, LIMITS).for_power == pairs


def test_the_fewest_groups_have_the_power_and_one_fewer_has_not() -> None:
    needed = groups_needed(DESIGN, 0.8, LIMITS)
    assert needed.for_power is not None
    assert needed.for_release is not None
    assert (outlook(DESIGN, needed.for_power, LIMITS).power or 0) >= 0.8
    assert (outlook(DESIGN, needed.for_power - 1, LIMITS).power or 0) < 0.8
    assert outlook(DESIGN, needed.for_release, LIMITS).chance_of_release >= 0.95
    assert outlook(DESIGN, needed.for_release - 1, LIMITS).chance_of_release < 0.95


def test_likeness_within_groups_and_a_poor_response_cost_groups() -> None:
    usual, alike, poor = (
        groups_needed(design, 0.8, LIMITS).for_power
        for design in (DESIGN, replace(DESIGN, icc=0.3), replace(DESIGN, response=0.3))
    )
    assert usual is not None
    assert alike is not None
    assert poor is not None
    assert usual < min(alike, poor)


def test_an_outlook_counts_people_pairs_and_groups() -> None:
    found = outlook(DESIGN, 10, LIMITS).to_dict()
    assert list(found) == [
        "n_groups", "n_people", "expected_pairs", "expected_groups", "power", "chance_of_release",
    ]  # fmt: skip
    assert (found["n_groups"], found["n_people"]) == (10, 60)
    assert found["expected_pairs"] == pytest.approx(36)
    assert found["expected_groups"] == pytest.approx(10 * (1 - 0.4**6))


def test_where_no_test_would_be_shown_there_is_no_power() -> None:
    for design, n_groups in [(DESIGN, 1), (DESIGN, 2), (replace(DESIGN, response=0.01), 90)]:
        found = outlook(design, n_groups, LIMITS).to_dict()
        assert found["power"] is None
        assert found["why"].startswith("power: a test needs six pairs")


def test_six_expected_pairs_are_six_whatever_the_last_digit() -> None:
    design = replace(DESIGN, response=0.2, group_size=3)
    assert outlook(design, 10, LIMITS).power is not None


def test_what_ten_thousand_groups_cannot_give_is_null_with_its_reason() -> None:
    hopeless = StudyDesign(change=0.001, sd=12, retest=0.5, response=1e-6)
    needed = groups_needed(hopeless, 0.8, LIMITS).to_dict()
    assert needed["for_power"] is None
    assert needed["for_release"] is None
    assert needed["why"] == "for_power, for_release: 10,000 groups are not enough."
    assert json.dumps(needed)


def test_the_chance_of_a_report_equals_the_sum_over_every_outcome() -> None:
    limits = ReleaseLimits(persons=4, groups=2, residual=1)
    share, size = 0.35, 3
    chance = [math.comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(size + 1)]
    passing = sum(
        math.prod(chance[k] for k in sizes)
        for sizes in product(range(size + 1), repeat=4)
        if sum(sizes) >= 4 and sum(k > 0 for k in sizes) >= 2 and sum(sizes) - max(sizes) >= 1
    )
    assert chance_of_release(4, size, share, limits) == pytest.approx(passing, rel=1e-12)


@pytest.mark.parametrize(
    ("n_groups", "size", "share"), [(3, 6, 0.6), (8, 3, 0.3), (4, 8, 0.45), (30, 4, 0.1)]
)
def test_the_chance_of_a_report_equals_a_simulation(n_groups: int, size: int, share: float) -> None:
    pairs = np.random.default_rng(3).binomial(size, share, (100_000, n_groups))
    total = pairs.sum(axis=1)
    passes = (total >= 10) & ((pairs > 0).sum(axis=1) >= 3) & (total - pairs.max(axis=1) >= 5)
    found = chance_of_release(n_groups, size, share, LIMITS)
    assert abs(found - passes.mean()) < 4 * math.sqrt(found * (1 - found) / len(pairs))


def test_when_everybody_answers_it_is_certain_whether_the_limits_are_met() -> None:
    assert chance_of_release(3, 4, 1, LIMITS) == pytest.approx(1)
    assert chance_of_release(2, 8, 1, LIMITS) == 0
    assert chance_of_release(3, 3, 1, LIMITS) == pytest.approx(0, abs=1e-12)


def test_more_groups_than_people_may_be_asked_for() -> None:
    limits = ReleaseLimits(persons=1, groups=6, residual=1)
    assert chance_of_release(5, 2, 0.5, limits) == pytest.approx(0, abs=1e-12)
    assert chance_of_release(6, 2, 0.5, limits) == pytest.approx(0.75**6)


@FEW
@given(st.integers(1, 40), st.integers(1, 9), st.floats(1e-6, 1))
def test_one_more_group_never_makes_a_report_less_likely(n: int, size: int, share: float) -> None:
    fewer, more = (chance_of_release(count, size, share, LIMITS) for count in (n, n + 1))
    assert 0 <= fewer <= more + 1e-12
    assert more <= 1


@FEW
@given(
    st.floats(0.1, 20), st.floats(0, 0.99), st.floats(0.01, 1), st.floats(0, 0.9), st.integers(1, 9)
)
def test_one_more_group_never_takes_power_away(
    change: float, retest: float, response: float, icc: float, size: int
) -> None:
    design = StudyDesign(change, 12.3, retest, response, icc, size)
    powers = [outlook(design, n, LIMITS).power or 0 for n in (3, 4, 9, 50)]
    assert powers == sorted(powers) or np.diff(powers).min() > -1e-9
