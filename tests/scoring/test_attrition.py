from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from scoring.attrition import attrition, wilson_interval


def test_the_lost_are_those_of_pre_without_an_answer_at_post() -> None:
    found = attrition(
        np.array([True, True, True, False]),
        np.array([True, False, False, True]),
    )
    assert (found.n_pre, found.n_post, found.n_both, found.n_lost) == (3, 2, 1, 2)
    assert found.rate == pytest.approx(2 / 3)


@pytest.mark.parametrize(("n_with", "n"), [(0, 9), (1, 9), (17, 64), (9, 9), (412, 2077)])
def test_the_interval_of_a_share_is_wilsons_as_in_r(
    n_with: int, n: int, reference: Callable[[str], dict[str, float]]
) -> None:
    expected = reference("wilson")
    assert wilson_interval(n_with, n) == pytest.approx(
        (expected[f"low_{n_with}_{n}"], expected[f"high_{n_with}_{n}"]), rel=1e-12, abs=1e-15
    )


def test_without_anyone_at_pre_there_is_no_rate() -> None:
    found = attrition(np.array([False]), np.array([True])).to_dict()
    assert found == {
        "n_pre": 0, "n_post": 1, "n_both": 0, "n_lost": 0, "rate": None, "rate_ci95": None,
        "why": "rate, rate_ci95: nobody answered at pre.",
    }  # fmt: skip
