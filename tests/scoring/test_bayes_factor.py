from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.bayes_factor import jzs_bayes_factor

Reference = Callable[[str], dict[str, float]]
ReferenceData = Callable[[str], pd.DataFrame]


@pytest.mark.parametrize(("source", "rel"), [("package", 1e-8), ("integral", 1e-11)])
def test_the_bayes_factor_is_that_of_r(
    source: str, rel: float, reference: Reference, reference_data: ReferenceData
) -> None:
    expected, data = reference("bayes_factor"), reference_data("bayes_factor")
    rows = {key: int(key.split("_")[1]) for key in expected if key.startswith(source)}
    found = {
        key: jzs_bayes_factor(data["t"][row], int(data["n"][row])).bf10 for key, row in rows.items()
    }
    assert len(found) > 25
    assert found == pytest.approx({key: expected[key] for key in rows}, rel=rel)


def test_forty_digit_arithmetic_agrees_where_r_and_its_package_differ() -> None:
    found = jzs_bayes_factor(2, 100_000).bf10
    assert found == pytest.approx(0.02636282294765653722, rel=1e-13)


@pytest.mark.parametrize("n", [2, 7, 64, 1000])
@pytest.mark.parametrize("t", [0, 0.7, -2.4, 9, 30])
def test_pingouin_agrees(t: float, n: int) -> None:
    theirs = float(pingouin.bayesfactor_ttest(t, n, paired=True, r=math.sqrt(2) / 2))
    assert jzs_bayes_factor(t, n).bf10 == pytest.approx(theirs, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 200), st.floats(0.01, 5), st.integers(2, 1_000_000))
def test_it_grows_with_t_and_does_not_ask_for_the_direction(t: float, more: float, n: int) -> None:
    near, far = jzs_bayes_factor(t, n), jzs_bayes_factor(t + more, n)
    assert jzs_bayes_factor(-t, n) == near
    if far.bf10 is not None:
        assert 0 < near.bf10 < far.bf10


def test_two_pairs_with_a_huge_t_have_a_finite_bayes_factor() -> None:
    assert 1 < jzs_bayes_factor(1e13, 2).bf10 < 100


@pytest.mark.parametrize(
    ("t", "n", "reason"),
    [
        (60, 1000, "larger than a computer number can hold"),
        (-1e12, 500, "larger than a computer number can hold"),
        (None, 20, "everyone changed by the same number of points"),
        (None, 1, "a Bayes factor needs at least two pairs"),
        (None, 0, "a Bayes factor needs at least two pairs"),
    ],
)
def test_where_there_is_none_it_says_why(t: float | None, n: int, reason: str) -> None:
    assert jzs_bayes_factor(t, n).to_dict() == {
        "bf10": None,
        "rscale": 0.7071067811865476,
        "why": f"bf10: {reason}.",
    }
