"""Exact sums of whole answers."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.item_sums import sums_of_complete

RNG = np.random.default_rng(5)


def codes(n_rows: int) -> np.ndarray:
    return RNG.integers(0, 8, (4, n_rows)).astype(np.uint8)


@pytest.mark.parametrize("ddof", [0, 1])
def test_covariances_are_numpys_over_the_complete_rows(ddof: int) -> None:
    one, rows = codes(200), np.arange(200)
    complete = one[:, (one != 0).all(axis=0)].astype(float)

    found = sums_of_complete([one], [rows])

    assert found.n == complete.shape[1] > 0
    np.testing.assert_allclose(found.mean, complete.mean(axis=1), rtol=1e-14)
    np.testing.assert_allclose(found.covariance(ddof=ddof), np.cov(complete, ddof=ddof), rtol=1e-12)


def test_the_order_of_rows_changes_no_digit_over_many_blocks() -> None:
    one = codes(300_000)
    rows = np.arange(300_000)

    forth, back = (sums_of_complete([one], [at]).covariance(ddof=1) for at in (rows, rows[::-1]))

    np.testing.assert_array_equal(forth, back)


def test_both_waves_of_a_scale_stand_side_by_side_and_must_both_be_complete() -> None:
    one = np.array([[1, 2, 3, 0], [4, 5, 6, 7]], dtype=np.uint8)

    found = sums_of_complete([one, one], [np.array([0, 1, 2]), np.array([1, 2, 3])])

    assert found.n == 2
    assert found.sums.tolist() == [1 + 2, 4 + 5, 2 + 3, 5 + 6]
    assert found.products[0, 2] == 1 * 2 + 2 * 3


def test_without_a_complete_row_nothing_varies() -> None:
    found = sums_of_complete([np.zeros((3, 2), dtype=np.uint8)], [np.arange(2)])

    assert found.n == 0
    assert not found.covariance(ddof=1).any()
