from __future__ import annotations

import json
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from scoring.noncentral import equivalence_power, smallest_change, t_test_power
from scoring.power import Power, design_effect, power_note, power_of_tests

KEYS = ["change", "t_test", "clustered", "equivalence", "smallest_change_80", "icc_assumed"]
Reference = Callable[[str], dict[str, float]]


def named(reference: Reference, figure: str) -> list[tuple[list[float], float]]:
    """Return R's values of one figure, with the numbers that stand in their names."""
    return [
        ([float(part) for part in name.removeprefix(f"{figure}_").split("_")], value)
        for name, value in reference("power").items()
        if name.startswith(f"{figure}_")
    ]


def changes(n: int, sd: float = 9) -> np.ndarray:
    """Return changes with exactly this SD."""
    points = np.linspace(-1, 1, n) + 0.3
    return points / points.std(ddof=1) * sd


def test_power_of_the_t_test_equals_that_of_r(reference: Reference) -> None:
    for (n, change, alpha), value in named(reference, "t_test"):
        found = t_test_power(change / (9 / math.sqrt(n)), n - 1, alpha=alpha)
        assert found == pytest.approx(value, rel=1e-9)


def test_the_smallest_change_that_is_found_equals_that_of_r(reference: Reference) -> None:
    for (n,), value in named(reference, "smallest_change"):
        assert smallest_change(9 / math.sqrt(n), int(n) - 1) == pytest.approx(value, rel=1e-9)


def test_power_by_groups_equals_that_of_r(reference: Reference) -> None:
    for (n, groups), value in named(reference, "clustered"):
        group = np.array([f"g{i % int(groups)}" for i in range(int(n))], dtype=object)
        found = power_of_tests(changes(int(n)), 4, group=group)
        assert found.clustered == pytest.approx(value, rel=1e-9)


def test_power_of_equivalence_equals_rs_integral_and_rs_million_draws(reference: Reference) -> None:
    drawn = dict((tuple(key), value) for key, value in named(reference, "sim"))  # noqa: C402 - lists are no keys
    for (n, bound), value in named(reference, "equivalence"):
        found = equivalence_power(bound / (9 / math.sqrt(n)), n - 1)
        assert found == pytest.approx(value, rel=1e-9)
        error = math.sqrt(found * (1 - found) / 1e6)
        assert abs(found - drawn[n, bound]) < 4 * error


@pytest.mark.parametrize("df", [1, 1.2, 3.7, 40, 999_999])
@pytest.mark.parametrize("noncentrality", [0.2, 2.8])
def test_power_equals_scipys_noncentral_t_where_that_has_a_value(
    noncentrality: float, df: float
) -> None:
    critical = special.stdtrit(df, 0.975)
    expected = special.nctdtr(df, noncentrality, -critical) + (
        1 - special.nctdtr(df, noncentrality, critical)
    )
    assert t_test_power(noncentrality, df) == pytest.approx(expected, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1e6), st.floats(1, 1e7), st.floats(1e-6, 1 - 1e-12))
def test_power_lies_between_the_level_and_one_whatever_is_asked(
    noncentrality: float, df: float, alpha: float
) -> None:
    assert alpha * (1 - 1e-6) <= t_test_power(noncentrality, df, alpha=alpha) <= 1 + 1e-9
    assert 0 <= equivalence_power(noncentrality, df, alpha=alpha) <= 1 + 1e-9


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 8), st.floats(0, 8), st.integers(1, 500))
def test_a_larger_change_is_found_more_often(one: float, other: float, df: int) -> None:
    low, high = sorted([one, other])
    assert t_test_power(low, df) <= t_test_power(high, df) + 1e-12


def test_a_level_above_the_power_sought_needs_no_change_at_all() -> None:
    assert smallest_change(2, 10, alpha=0.9) == 0


def test_the_design_effect_is_that_of_six_alike_by_a_tenth() -> None:
    assert design_effect(6) == pytest.approx(1.5)
    assert design_effect(1, 0.3) == 1


def test_the_result_has_the_keys_of_the_contract_and_turns_into_json() -> None:
    group = np.array(["a", "b"] * 6, dtype=object)
    found = power_of_tests(changes(12), 4, group=group).to_dict()
    assert list(found) == KEYS
    assert json.loads(json.dumps(found))["icc_assumed"] == pytest.approx(0.1)


def test_the_mean_change_that_was_seen_makes_no_difference() -> None:
    one, other = (power_of_tests(changes(12) + shift, 4) for shift in (0, 25))
    for key in ("t_test", "equivalence", "smallest_change_80"):
        assert getattr(one, key) == pytest.approx(getattr(other, key))


def test_people_without_a_pair_and_without_a_group_are_left_out() -> None:
    group = np.array(["a", "b"] * 6, dtype=object)
    change = np.append(changes(12), np.nan)
    found = power_of_tests(change, 4, group=np.append(group, "c"))
    assert found == power_of_tests(changes(12), 4, group=group)
    half = power_of_tests(changes(12), 4, group=np.where(np.arange(12) < 6, group, None))
    alone = power_of_tests(changes(12)[:6], 4, group=group[:6])
    assert half.clustered == alone.clustered


def test_groups_of_uneven_size_find_less_than_even_ones() -> None:
    even = power_of_tests(changes(12), 4, group=np.array(["a", "b", "c"] * 4, dtype=object))
    uneven = power_of_tests(changes(12), 4, group=np.array([*"ab", *"c" * 10], dtype=object))
    assert even.clustered is not None
    assert uneven.clustered is not None
    assert uneven.clustered < even.clustered


def test_people_in_groups_who_all_changed_alike_have_no_power_by_groups() -> None:
    change = np.array([1.0, 1, 1, 1, 5, 9, 2])
    group = np.array([*"abab", None, None, None], dtype=object)
    found = power_of_tests(change, 4, group=group)
    assert found.clustered is None
    assert "same number of points" in found.why["clustered"]


@pytest.mark.parametrize(
    ("change", "bound", "reason", "missing"),
    [
        ([], 4, "from two pairs", KEYS[1:5]),
        ([3.0], None, "from two pairs", KEYS[:5]),
        ([3.0] * 9, 4, "everyone changed by the same number of points", KEYS[1:5]),
        ([1.0, 2, 3], None, "the plan has no equivalence bound", KEYS[:4]),
        ([1.0, 2, 3], 4, "not from two groups or more", ["clustered"]),
    ],
)
def test_what_does_not_exist_is_null_with_its_reason(
    change: list[float], bound: float | None, reason: str, missing: list[str]
) -> None:
    found = power_of_tests(np.array(change), bound).to_dict()
    assert [key for key in KEYS if found[key] is None] == missing
    assert all(name in found["why"] for name in missing)
    assert reason in found["why"]


def test_one_group_gives_no_power_by_groups() -> None:
    found = power_of_tests(changes(8), 4, group=np.array(["a"] * 8, dtype=object))
    assert found.clustered is None


def test_a_dozen_pairs_are_told_what_they_could_find() -> None:
    group = np.array(["a", "b", "c"] * 4, dtype=object)
    power = power_of_tests(changes(12), 4, group=group)
    assert power_note(12, 11, 3, power) == (
        "With 12 pairs a change of 4 points would be found (p below .05) in 29 of 100 such "
        "studies, and in 13 if people in a group are alike (ICC .10). It takes a change of 8.0 "
        "points to be found in 80 of 100 if they are not."
    )


def test_pairs_without_groups_are_told_nothing_of_likeness() -> None:
    assert power_note(12, 12, None, power_of_tests(changes(12), 4)) == (
        "With 12 pairs a change of 4 points would be found (p below .05) in 29 of 100 such "
        "studies. It takes a change of 8.0 points to be found in 80 of 100."
    )


def test_without_a_bound_only_the_change_that_is_surely_found_is_told() -> None:
    assert power_note(12, 12, None, power_of_tests(changes(12), None)) == (
        "With 12 pairs a change of 8.0 points would be found (p below .05) in 80 of 100 such "
        "studies."
    )


def test_many_and_few_pairs_are_told_in_words() -> None:
    assert "in more than 99 of 100" in power_note(900, 900, None, power_of_tests(changes(900), 4))
    tiny = power_of_tests(changes(12), 0.1, alpha=0.005)
    assert "(p below .005) in fewer than 1 of 100" in power_note(12, 12, None, tiny, alpha=0.005)


def test_pairs_from_one_group_are_told_that_groups_cannot_be_compared() -> None:
    note = power_note(8, 8, 1, power_of_tests(changes(8), 4))
    assert note.endswith(
        "All of them are from one group, so how much groups differ cannot be seen."
    )


@pytest.mark.parametrize(
    ("n", "words", "p"), [(0, "None", "1"), (4, "4", ".125"), (5, "5", ".0625")]
)
def test_where_few_changed_the_rank_test_is_said_to_be_out_of_reach(
    n: int, words: str, p: str
) -> None:
    note = power_note(9, n, None, power_of_tests(changes(9), 4))
    assert f"{words} of them changed, and with so few" in note
    assert note.endswith(f"cannot reach .05: the smallest p possible is {p}.")


def test_where_six_changed_the_rank_test_is_within_reach() -> None:
    assert "rank test" not in power_note(9, 6, None, power_of_tests(changes(9), 4))


def test_where_everyone_changed_alike_it_cannot_be_said_what_is_found() -> None:
    note = power_note(9, 9, None, power_of_tests(np.full(9, 2.0), 4))
    assert note == (
        "With 9 pairs it cannot be said what a test could find: everyone changed by the same "
        "number of points."
    )


@pytest.mark.parametrize(
    ("n", "start"), [(0, "There is no pair"), (1, "With 1 pair "), (5, "With 5 pairs ")]
)
def test_five_pairs_or_fewer_are_told_that_nothing_can_be_known(n: int, start: str) -> None:
    nothing = Power(4, None, None, None, None, 0.1)
    note = power_note(n, n, None, nothing)
    assert note.startswith(start)
    assert "nothing can be known about change" in note
