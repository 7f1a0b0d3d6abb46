from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.instrument import load_instrument
from scoring.keying import key_items
from scoring.record import as_json
from scoring.reliability import scale_reliability

ReferenceData = Callable[[str], pd.DataFrame]

BRUSSELS = Path(os.environ.get("SAMMENHENG_REFERENCE_DATA", "")) / "soc13_brussels_2016.csv"


def test_alpha_its_interval_and_each_items_share_equal_those_of_psych(
    reference: Callable[[str], dict[str, float]], reference_data: ReferenceData
) -> None:
    expected = reference("alpha")
    found = scale_reliability(reference_data("alpha").to_numpy(dtype=float))
    figures = {
        "n": found.n, "k": found.k, "alpha": found.alpha,
        "ci95_low": found.alpha_ci95.low, "ci95_high": found.alpha_ci95.high,
        **{f"item_rest_{key}": value for key, value in found.item_rest.by_item.items()},
        **{f"alpha_if_dropped_{key}": v for key, v in found.alpha_if_dropped.by_item.items()},
    }  # fmt: skip
    assert figures == pytest.approx(expected, rel=1e-10)


def test_pingouin_agrees_on_alpha(reference_data: ReferenceData) -> None:
    items = reference_data("alpha")
    found = scale_reliability(items.to_numpy(dtype=float))
    alpha, interval = pingouin.cronbach_alpha(items)
    assert found.alpha == pytest.approx(alpha, rel=1e-12)
    assert found.alpha_ci95 == pytest.approx(tuple(interval), abs=6e-4)  # theirs is rounded


def test_rows_with_an_open_item_are_left_out_also_of_n(
    reference_data: ReferenceData,
) -> None:
    values = reference_data("alpha").to_numpy(dtype=float)
    gap = np.array([[1, 7, np.nan, 1, 7]])
    assert scale_reliability(np.vstack([values, gap])) == scale_reliability(values)


def test_the_figures_of_the_items_carry_the_items_keys(
    reference_data: ReferenceData,
) -> None:
    keys = ["a", "b", "c", "d", "e"]
    found = scale_reliability(reference_data("alpha").to_numpy(dtype=float), keys).to_dict()
    assert list(found["item_rest"]) == keys
    assert list(found["alpha_if_dropped"]) == keys


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([[1, 2], [2, 1]], "alpha needs at least three complete rows, and there are 2"),
        (
            [[1, 2], [2, np.nan], [1, 1]],
            "alpha needs at least three complete rows, and there are 2",
        ),
        ([[1], [2], [3]], "alpha needs at least two items"),
        ([[1, 2], [1, 2], [1, 2]], "everyone has the same score"),
        ([[1, 2], [2, 1], [1, 2]], "everyone has the same score"),
    ],
)
def test_where_there_is_no_alpha_every_figure_says_why(values: Any, reason: str) -> None:
    found = scale_reliability(np.array(values, dtype=float)).to_dict()
    assert (found["alpha"], found["alpha_ci95"]) == (None, None)
    assert found["standard_error_of_measurement"] is None
    assert found["smallest_detectable_change"] is None
    names = "alpha, alpha_ci95, standard_error_of_measurement, smallest_detectable_change"
    assert f"{names}: {reason}." in found["why"]
    assert reason in found["item_rest"]["why"]
    assert reason in found["alpha_if_dropped"]["why"]


def test_items_that_pull_apart_have_a_negative_alpha() -> None:
    values = np.array([[1, 5], [2, 3], [3, 4], [4, 1], [5, 1]], dtype=float)
    assert scale_reliability(values).alpha < 0


def test_an_item_answered_alike_by_all_has_no_item_rest_but_alpha_stays() -> None:
    values = np.array([[1, 2, 3], [2, 3, 3], [3, 5, 3], [5, 4, 3]], dtype=float)
    found = scale_reliability(values)
    assert found.alpha is not None
    assert found.item_rest.by_item["3"] is None
    assert list(found.item_rest.why) == ["3"]
    assert found.alpha_if_dropped.by_item["3"] > found.alpha


def test_of_two_items_none_can_be_dropped() -> None:
    values = np.array([[1, 2], [2, 3], [3, 5], [5, 4]], dtype=float)
    found = scale_reliability(values)
    assert found.alpha is not None
    assert set(found.alpha_if_dropped.by_item.values()) == {None}


def test_where_the_other_items_do_not_vary_there_is_no_alpha_without_that_item() -> None:
    values = np.array([[1, 3, 3], [2, 3, 3], [3, 3, 3], [5, 3, 3]], dtype=float)
    found = scale_reliability(values)
    assert found.alpha_if_dropped.by_item["1"] is None
    assert found.item_rest.by_item["1"] is None


def test_the_measurement_error_is_in_points_of_the_sum(reference_data: ReferenceData) -> None:
    values = reference_data("alpha").to_numpy(dtype=float)
    found = scale_reliability(values)
    assert found.sd == pytest.approx(np.std(values.sum(axis=1), ddof=1), rel=1e-12)
    error = found.sd * (1 - found.alpha) ** 0.5
    assert found.standard_error_of_measurement == pytest.approx(error, rel=1e-12)
    detectable = 1.96 * 2**0.5 * error
    assert found.smallest_detectable_change == pytest.approx(detectable, rel=1e-12)


def test_where_alpha_is_not_above_nought_there_is_no_measurement_error() -> None:
    values = np.array([[1, 5], [2, 3], [3, 4], [4, 1], [5, 1]], dtype=float)
    found = scale_reliability(values)
    assert found.sd is not None
    assert found.standard_error_of_measurement is None
    assert found.why["smallest_detectable_change"] == (
        "alpha is not above 0, so all of a score is error"
    )


def test_items_that_repeat_each_other_do_not_make_a_score_without_error() -> None:
    found = scale_reliability(np.array([[1, 1, 1], [2, 2, 2], [4, 4, 4], [6, 6, 6]], dtype=float))
    assert found.alpha == pytest.approx(1)
    assert found.standard_error_of_measurement is None
    assert found.why["standard_error_of_measurement"] == (
        "alpha is 1, as if a score had no error at all"
    )


@pytest.mark.parametrize("n_rows", [0, 1])
def test_one_complete_row_or_none_has_no_figures_but_reasons(n_rows: int) -> None:
    found = scale_reliability(np.ones((n_rows, 4))).to_dict()
    assert (found["n"], found["k"], found["sd"], found["omega"]) == (n_rows, 4, None, None)
    assert f"sd: it needs at least two complete rows, and there are {n_rows}." in found["why"]


@given(
    arrays(np.float64, st.tuples(st.integers(0, 12), st.integers(1, 5)), elements=st.integers(1, 4))
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_answered_a_figure_is_a_number_or_has_a_reason(values: Any) -> None:
    found = scale_reliability(values)
    missing = [
        name
        for name in ("alpha", "alpha_ci95", "omega", "sd", "standard_error_of_measurement")
        if getattr(found, name) is None
    ]
    assert set(missing) <= set(found.why)
    as_json(found)  # refuses NaN and infinity


@pytest.mark.parametrize(
    ("column", "alpha"),
    [
        ("soc13_total", 0.8129239543),
        ("soc13_comprehensibility", 0.6658136715),
        ("soc13_manageability", 0.5939582590),
        ("soc13_meaningfulness", 0.6068932074),
    ],
)
def test_alpha_of_2077_real_answers_is_the_known_one(column: str, alpha: float) -> None:
    if not BRUSSELS.is_file():
        pytest.skip("SAMMENHENG_REFERENCE_DATA names no folder with soc13_brussels_2016.csv")
    raw = pd.read_csv(BRUSSELS).rename(columns={f"soc{n}": f"soc13_{n:02}" for n in range(1, 14)})
    (keyed,) = key_items(raw, [load_instrument("soc13")])
    (scale,) = [scale for scale in keyed.instrument.scales if scale.column == column]
    assert scale_reliability(keyed.values(scale)).alpha == pytest.approx(alpha, abs=1e-8)
