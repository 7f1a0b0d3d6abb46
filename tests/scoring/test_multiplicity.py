from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from scoring.change import paired_change
from scoring.multiplicity import holm, holm_over_t_tests


def test_holms_p_equals_that_of_r(reference: Callable[[str], dict[str, float]]) -> None:
    p_values = {"a": 0.013, "b": 0.04, "c": 0.0004, "d": 0.04, "e": 0.6}
    assert holm(p_values) == pytest.approx(reference("holm"), rel=1e-12)


def test_two_large_p_are_cut_at_one() -> None:
    assert holm({"a": 0.7, "b": 0.8}) == {"a": 1.0, "b": 1.0}


def test_without_a_test_there_is_no_p() -> None:
    assert holm({}) == {}


def test_a_test_that_does_not_exist_does_not_count_in_the_family() -> None:
    before = np.array([50.0, 62, 47, 70, 58, 66])
    changes = {"risen": [1, 2, 3, 4, 5, 6], "alike": [2] * 6, "mixed": [1, -2, 3, 0, 4, 2]}
    paired = {name: paired_change(before, before + np.array(one)) for name, one in changes.items()}
    found = holm_over_t_tests(("risen", "alike", "mixed"), paired)
    assert found["alike"] == (None, {"p_holm": "everyone changed by the same number of points"})
    assert found["risen"][0] == pytest.approx(2 * paired["risen"].t_test.p)  # of two, not three
