from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring import omega
from scoring.instrument import load_instrument
from scoring.keying import key_items
from scoring.omega import Omega, omega_total

Reference = Callable[[str], dict[str, float]]
ReferenceData = Callable[[str], pd.DataFrame]

BRUSSELS = Path(os.environ.get("SAMMENHENG_REFERENCE_DATA", "")) / "soc13_brussels_2016.csv"
SCALES = {scale.key: scale for scale in load_instrument("soc13").scales}


def omega_of(values: NDArray[np.float64]) -> Omega:
    n, k = values.shape
    keys = [f"item_{number}" for number in range(1, k + 1)]
    return omega_total(np.cov(values, rowvar=False), n, keys)


def one_factor(loadings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Make the correlations of items that have one factor in common and nothing else."""
    return np.outer(loadings, loadings) + np.diag(1 - loadings**2)


@pytest.mark.parametrize("key", SCALES)
def test_omega_of_each_scale_equals_that_of_lavaan(
    key: str, reference: Reference, reference_data: ReferenceData
) -> None:
    columns = [f"soc13_{number:02}" for number in SCALES[key].items]
    found = omega_of(reference_data("omega")[columns].to_numpy(dtype=float))
    assert found.value == pytest.approx(reference("omega")[f"simulated_{key}"], rel=2e-6)


def test_omega_of_thirteen_items_from_thirty_people_equals_that_of_lavaan(
    reference: Reference, reference_data: ReferenceData
) -> None:
    found = omega_of(reference_data("omega").iloc[:30, :13].to_numpy(dtype=float))
    assert found.value == pytest.approx(reference("omega")["thirty_total"], rel=2e-6)


def test_omega_of_five_items_of_which_one_is_weak_equals_that_of_lavaan(
    reference: Reference, reference_data: ReferenceData
) -> None:
    found = omega_of(reference_data("alpha").to_numpy(dtype=float))
    assert found.value == pytest.approx(reference("omega")["alpha_csv"], rel=2e-6)


@pytest.mark.parametrize("key", SCALES)
def test_omega_of_2077_real_answers_equals_that_of_lavaan(key: str, reference: Reference) -> None:
    if not BRUSSELS.is_file():
        pytest.skip("SAMMENHENG_REFERENCE_DATA names no folder with soc13_brussels_2016.csv")
    raw = pd.read_csv(BRUSSELS).rename(columns={f"soc{n}": f"soc13_{n:02}" for n in range(1, 14)})
    (keyed,) = key_items(raw, [load_instrument("soc13")])
    found = omega_of(keyed.values(SCALES[key]))
    assert found.value == pytest.approx(reference("omega")[f"brussels_{key}"], rel=2e-6)


def test_a_heywood_case_is_no_omega_but_a_sentence_that_names_the_item(
    reference: Reference, reference_data: ReferenceData
) -> None:
    assert reference("omega")["heywood_uniqueness"] < 0
    found = omega_of(reference_data("omega").iloc[:, 13:].to_numpy(dtype=float))
    assert found == Omega(
        None,
        "the one-factor solution is improper (Heywood case): "
        "item item_1 would have no error variance",
    )


def test_an_item_with_next_to_no_error_variance_is_a_heywood_case_too() -> None:
    keys = ["a", "b", "c", "d"]
    at_most = one_factor(np.sqrt([1 - 0.004, 0.6, 0.5, 0.4]))
    assert "item a would have no error" in omega_total(at_most, 100, keys).why
    more = one_factor(np.sqrt([1 - 0.006, 0.6, 0.5, 0.4]))
    assert omega_total(more, 100, keys).value is not None


@given(st.lists(st.floats(0.3, 0.9), min_size=3, max_size=13), st.floats(0.1, 10))
@settings(max_examples=15, deadline=None)
def test_where_one_factor_is_all_there_is_omega_is_its_share_of_the_sums_variance(
    given_loadings: list[float], unit: float
) -> None:
    loadings = np.array(given_loadings)
    covariance = one_factor(loadings) * unit**2
    found = omega_total(covariance, 1000, [f"item_{number}" for number in range(len(loadings))])
    assert found.value == pytest.approx(loadings.sum() ** 2 * unit**2 / covariance.sum(), abs=1e-5)


def test_an_item_in_other_units_counts_in_its_own_units() -> None:
    loadings, units = np.array([0.8, 0.7, 0.6, 0.5]), np.array([1.0, 2.0, 0.5, 3.0])
    covariance = one_factor(loadings) * np.outer(units, units)
    found = omega_total(covariance, 100, ["a", "b", "c", "d"])
    assert found.value == pytest.approx((loadings @ units) ** 2 / covariance.sum(), abs=1e-6)


def test_an_item_keyed_the_wrong_way_lowers_omega() -> None:
    turned = omega_total(one_factor(np.array([0.8, 0.7, 0.6, -0.5])), 100, ["a", "b", "c", "d"])
    right = omega_total(one_factor(np.array([0.8, 0.7, 0.6, 0.5])), 100, ["a", "b", "c", "d"])
    assert turned.value < right.value


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([[1, 2], [2, 1], [3, 5]], "omega needs at least three items"),
        (
            [[1, 2, 4], [2, 1, 1], [3, 5, 4]],
            "omega needs more complete rows than items, and there are 3 rows for 3 items",
        ),
        ([[1, 2, 4], [2, 1, 4], [3, 5, 4], [4, 1, 4]], "everyone answered item item_3 alike"),
        (
            [[1, 2, 4], [1, 2, 2], [1, 2, 3], [1, 2, 1]],
            "everyone answered items item_1 and item_2 alike",
        ),
        (
            [[1, 1, 4], [2, 2, 1], [3, 3, 5], [1, 1, 2], [5, 5, 3]],
            "the one-factor model cannot be fitted: an item follows exactly from the others",
        ),
    ],
)
def test_where_there_is_no_omega_it_says_why(values: list[list[int]], reason: str) -> None:
    assert omega_of(np.array(values, dtype=float)) == Omega(None, reason)


@pytest.mark.parametrize("pairs", [[], [(0, 1)], [(0, 1), (2, 3)]])
def test_items_of_which_no_three_have_anything_in_common_have_no_omega(
    pairs: list[tuple[int, int]],
) -> None:
    correlation = np.eye(5)
    for one, other in pairs:
        correlation[one, other] = correlation[other, one] = 0.4
    found = omega_total(correlation, 100, ["a", "b", "c", "d", "e"])
    assert found == Omega(None, omega.UNSETTLED)


def test_a_fit_that_does_not_come_to_an_end_is_no_omega(
    monkeypatch: pytest.MonkeyPatch, reference_data: ReferenceData
) -> None:
    monkeypatch.setattr(omega, "MOST_STEPS", 1)
    found = omega_of(reference_data("alpha").to_numpy(dtype=float))
    assert found == Omega(None, "the fit of the one-factor model did not come to an end")
