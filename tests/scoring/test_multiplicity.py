from __future__ import annotations

from collections.abc import Callable

import pytest

from scoring.multiplicity import holm


def test_holms_p_equals_that_of_r(reference: Callable[[str], dict[str, float]]) -> None:
    p_values = {"a": 0.013, "b": 0.04, "c": 0.0004, "d": 0.04, "e": 0.6}
    assert holm(p_values) == pytest.approx(reference("holm"), rel=1e-12)


def test_two_large_p_are_cut_at_one() -> None:
    assert holm({"a": 0.7, "b": 0.8}) == {"a": 1.0, "b": 1.0}


def test_without_a_test_there_is_no_p() -> None:
    assert holm({}) == {}
