from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.normality import shapiro_wilk

SIX = np.array([3.0, -1, 4, 1, -5, 9])


@pytest.mark.parametrize("name", ["six", "rounded", "skewed", "many"])
def test_w_and_p_equal_those_of_r(
    name: str,
    reference: Callable[[str], dict[str, float]],
    reference_data: Callable[[str], pd.DataFrame],
) -> None:
    data, expected = reference_data("shapiro"), reference("shapiro")
    found = shapiro_wilk(data["change"][data["set"] == name].to_numpy())
    assert found.w == pytest.approx(expected[f"{name}_w"], rel=1e-6)
    assert found.p == pytest.approx(expected[f"{name}_p"], rel=1e-6)


def test_pingouin_agrees() -> None:
    theirs = pingouin.normality(SIX).iloc[0]
    found = shapiro_wilk(SIX)
    assert (found.w, found.p) == pytest.approx((theirs["W"], theirs["pval"]), rel=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=6, max_size=30, unique=True))
def test_neither_unit_nor_direction_nor_a_shift_matters(change: list[int]) -> None:
    points = np.array(change, dtype=float)
    found, other = shapiro_wilk(points), shapiro_wilk(7 - 3 * points)
    assert (other.w, other.p) == pytest.approx((found.w, found.p), rel=1e-9)
    assert 0 < found.w <= 1
    assert 0 <= found.p <= 1


def test_somebody_without_a_pair_is_left_out() -> None:
    assert shapiro_wilk(np.append(SIX, np.nan)) == shapiro_wilk(SIX)


def test_five_pairs_have_a_w_but_no_p() -> None:
    found = shapiro_wilk(SIX[:5])
    assert found.w is not None
    assert found.to_dict()["why"] == (
        "p: not shown for five pairs or fewer, where no rank test could reach .05."
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (SIX[:2], "it needs at least three pairs"),
        (np.array([np.nan]), "it needs at least three pairs"),
        (np.full(8, 4.0), "everyone changed by the same number of points"),
        (4 + np.tile([1, -1], 4) * 1e-14, "everyone changed by the same number of points"),
        (np.arange(5001.0), "its approximation is for at most 5,000 pairs"),
    ],
)
def test_where_there_is_no_test_it_says_why(change: np.ndarray, reason: str) -> None:
    assert shapiro_wilk(change).to_dict() == {"w": None, "p": None, "why": f"w, p: {reason}."}
