"""A few of the items that the simulated people left open were declined."""

from __future__ import annotations

import numpy as np
import pytest

from survey.demo.declined import SHARE_DECLINED
from survey.demo.simulate import Simulated, simulate


@pytest.fixture(scope="module")
def many() -> Simulated:
    return simulate(3, n_people=3_000)


@pytest.mark.parametrize("wave", ["pre", "post"])
@pytest.mark.parametrize("instrument", ["soc13", "gse"])
def test_only_what_was_left_open_can_have_been_declined(
    many: Simulated, wave: str, instrument: str
) -> None:
    answers = getattr(getattr(many, wave), instrument)
    declined = getattr(getattr(many, f"declined_{wave}"), instrument)
    is_there = many.has_post if wave == "post" else np.ones(len(answers), dtype=bool)
    assert not declined[answers > 0].any()
    share = declined[is_there].sum() / (answers[is_there] == 0).sum()
    assert share == pytest.approx(SHARE_DECLINED, abs=0.1)


def test_the_usual_demonstration_shows_some_of_each() -> None:
    usual = simulate(1)
    assert usual.declined_pre.soc13.any()
    assert ((usual.pre.soc13 == 0) & ~usual.declined_pre.soc13).any()


def test_the_same_seed_declines_the_same() -> None:
    one, other = simulate(5), simulate(5)
    np.testing.assert_array_equal(one.declined_pre.soc13, other.declined_pre.soc13)
