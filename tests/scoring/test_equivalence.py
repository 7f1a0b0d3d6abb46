from __future__ import annotations

import json
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.equivalence import equivalence

KEYS = ["bound", "t_lower", "t_upper", "p", "ci90", "equivalent"]
CHANGES = st.lists(st.integers(-30, 30), min_size=2, max_size=15).map(
    lambda points: np.array(points, dtype=float)
)
FEW = settings(max_examples=40, deadline=None)


@pytest.mark.parametrize("bound", [1.5, 4])
@pytest.mark.parametrize("name", ["few", "some", "many", "fallen", "prorated"])
def test_both_tests_the_p_and_the_interval_equal_those_of_r(
    reference: Callable[[str], dict[str, float]],
    reference_data: Callable[[str], pd.DataFrame],
    name: str,
    bound: float,
) -> None:
    rows = reference_data("equivalence")
    found = equivalence(rows.loc[rows["set"] == name, "change"].to_numpy(), bound)
    assert found.ci90 is not None
    figures = {
        "t_lower": found.t_lower,
        "t_upper": found.t_upper,
        "p": found.p,
        "ci90_low": found.ci90.low,
        "ci90_high": found.ci90.high,
    }
    expected = reference("equivalence")
    for figure, value in figures.items():
        assert value == pytest.approx(expected[f"{name}_{bound:g}_{figure}"], rel=1e-9)


def test_the_result_has_the_keys_of_the_contract_and_turns_into_json() -> None:
    found = equivalence(np.array([1.0, 0, -1, 0, 2, 0, -1]), 4).to_dict()
    assert list(found) == KEYS
    assert json.loads(json.dumps(found))["equivalent"] is True


def test_five_pairs_keep_their_p() -> None:
    assert equivalence(np.array([1.0, 0, -1, 0, 2]), 4).p is not None


def test_people_without_a_pair_are_left_out() -> None:
    change = np.array([1.0, 0, -1, 0, 2])
    assert equivalence(np.append(change, np.nan), 4) == equivalence(change, 4)


def test_a_stricter_level_may_take_the_finding_back() -> None:
    change = np.array([1.0, 3, -1, 0, 2, -2])
    assert equivalence(change, 3).equivalent
    assert not equivalence(change, 3, alpha=0.001).equivalent


@FEW
@given(CHANGES, st.floats(0.1, 20))
def test_equivalent_is_the_same_as_the_interval_lying_within_the_bounds(
    change: np.ndarray, bound: float
) -> None:
    found = equivalence(change, bound)
    if found.ci90 is None or abs(abs(found.p or 0) - 0.05) < 1e-9:
        return
    assert found.equivalent == (-bound < found.ci90.low and found.ci90.high < bound)


@FEW
@given(CHANGES, st.floats(0.1, 20))
def test_turning_every_change_around_turns_the_two_tests_around(
    change: np.ndarray, bound: float
) -> None:
    one, other = equivalence(change, bound), equivalence(-change, bound)
    assert one.p == pytest.approx(other.p)
    if one.t_lower is not None and other.t_upper is not None:
        assert one.t_lower == pytest.approx(-other.t_upper)


@pytest.mark.parametrize(
    ("change", "bound", "reason", "missing"),
    [
        ([1.0, 2, 3], None, "the plan has no equivalence bound", KEYS),
        ([1.0], 4, "at least two pairs", KEYS[1:]),
        ([], 4, "at least two pairs", KEYS[1:]),
        ([2.0] * 8, 4, "everyone changed by the same number of points", KEYS[1:]),
        ([2.0, 2 + 1e-12], 4, "everyone changed by the same number of points", KEYS[1:]),
    ],
)
def test_what_does_not_exist_is_null_with_its_reason(
    change: list[float], bound: float | None, reason: str, missing: list[str]
) -> None:
    found = equivalence(np.array(change), bound).to_dict()
    assert [key for key in KEYS if found[key] is None] == missing
    assert found["why"].startswith(", ".join(missing))
    assert reason in found["why"]


@pytest.mark.parametrize(("bound", "alpha"), [(0, 0.05), (-1, 0.05), (math.nan, 0.05), (4, 1)])
def test_a_bound_or_a_level_that_is_none_is_refused(bound: float, alpha: float) -> None:
    with pytest.raises(ValueError, match="need a bound above 0"):
        equivalence(np.array([1.0, 2]), bound, alpha=alpha)
