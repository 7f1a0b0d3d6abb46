from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from scoring.signed_rank import signed_rank, smallest_p_possible

NOT_SHOWN = "not shown for five pairs or fewer, where no rank test could reach .05"
SETS = ["prorated", "seven", "distinct", "ties", "halves", "large", "one_way", "balanced"]

ReferenceData = Callable[[str], pd.DataFrame]
changes = st.lists(st.integers(-6, 6).map(lambda x: x / 2), min_size=6, max_size=12)


@pytest.mark.parametrize("name", SETS)
def test_the_test_equals_what_r_says(
    name: str, reference: Callable[[str], dict[str, float]], reference_data: ReferenceData
) -> None:
    data, expected = reference_data("signed_rank"), reference("signed_rank")
    found = signed_rank(data["change"][data["set"] == name].to_numpy())
    figures = {
        "w_plus": found.w_plus, "w_minus": found.w_minus,
        "n_zero": found.n_zero, "n_ties": found.n_ties,
        "p_normal": found.p_normal, "p_exact_coin": found.p_exact, "p_exact": found.p_exact,
        "rank_biserial": found.rank_biserial,
    }  # fmt: skip
    assert figures == pytest.approx({key: expected[f"{name}_{key}"] for key in figures}, rel=1e-10)


def test_pingouin_agrees_on_the_rank_biserial_and_on_the_exact_p_without_ties() -> None:
    change = np.array([3.0, -1, 4, 2, -5, 9, 6, 10])
    theirs = pingouin.wilcoxon(change).iloc[0]
    found = signed_rank(change)
    assert (found.p_exact, found.rank_biserial) == pytest.approx((theirs["p_val"], theirs["RBC"]))


def by_every_sign(change: NDArray[np.float64]) -> float:
    """The two-sided p from all 2 to the power m ways to give signs to the midranks."""
    moved = change[change != 0]
    ranks = stats.rankdata(np.abs(moved))
    sums = np.array(list(product([0, 1], repeat=len(moved)))) @ ranks
    observed = ranks[moved > 0].sum()
    return min(1.0, 2 * min(np.mean(sums <= observed), np.mean(sums >= observed)))


@settings(max_examples=40, deadline=None)
@given(changes.filter(any))
def test_the_exact_p_is_that_of_trying_every_sign(change: list[float]) -> None:
    found = signed_rank(np.array(change)).p_exact
    assert found == pytest.approx(by_every_sign(np.array(change)), rel=1e-12)


@settings(max_examples=50, deadline=None)
@given(changes)
def test_to_turn_every_change_round_turns_only_the_direction(change: list[float]) -> None:
    up, down = signed_rank(np.array(change)), signed_rank(-np.array(change))
    assert (up.w_plus, up.w_minus) == (down.w_minus, down.w_plus)
    assert (up.p_exact, up.p_normal, up.n_ties) == (down.p_exact, down.p_normal, down.n_ties)
    if up.rank_biserial is None:
        assert down.rank_biserial is None
    else:
        assert up.rank_biserial == -down.rank_biserial


@settings(max_examples=50, deadline=None)
@given(changes)
def test_rises_and_falls_share_out_all_the_ranks(change: list[float]) -> None:
    found = signed_rank(np.array(change))
    moved = len(change) - found.n_zero
    assert found.w_plus + found.w_minus == moved * (moved + 1) / 2


@settings(max_examples=50, deadline=None)
@given(changes.filter(any), st.randoms(use_true_random=False))
def test_no_p_is_below_the_smallest_possible_and_order_does_not_matter(
    change: list[float], random: st.random.Random
) -> None:
    found = signed_rank(np.array(change))
    assert smallest_p_possible(np.array(change))[0] <= found.p_exact <= 1
    random.shuffle(change)
    assert signed_rank(np.array(change)) == found


def test_a_rise_is_positive() -> None:
    assert signed_rank(np.arange(1.0, 8)).rank_biserial == 1
    assert signed_rank(-np.arange(1.0, 8)).rank_biserial == -1


def test_changes_that_differ_by_float_noise_are_tied_and_near_nothing_is_no_change() -> None:
    exact = np.array([2.0, 2, 2, -2, 3, 0, 5])
    noise = np.array([1, -1, 0, 1, -1, 1, 0]) * 1e-13
    assert signed_rank(exact + noise) == signed_rank(exact)
    assert (signed_rank(exact).n_ties, signed_rank(exact).n_zero) == (4, 1)


def test_somebody_without_a_pair_is_in_no_figure() -> None:
    assert signed_rank(np.array([np.nan, 1, 2, -3, 4, 5, 6, np.nan])) == signed_rank(
        np.array([1.0, 2, -3, 4, 5, 6])
    )


def test_five_pairs_have_their_ranks_but_no_p() -> None:
    assert signed_rank(np.array([1.0, 2, -3, 4, 5])).to_dict() == {
        "zero_method": "wilcox", "w_plus": 12.0, "w_minus": 3.0, "n_zero": 0, "n_ties": 0,
        "p_exact": None, "p_normal": None,
        "p_method": "exact sign-flip null over midranks, zeros dropped",
        "rank_biserial": 0.6,
        "why": f"p_exact, p_normal: {NOT_SHOWN}.",
    }  # fmt: skip


def test_six_pairs_show_their_p() -> None:
    found = signed_rank(np.arange(1.0, 7))
    assert (found.p_exact, found.why) == (2 / 2**6, {})


@pytest.mark.parametrize(
    ("change", "n_zero", "reason"),
    [([0.0] * 8, 8, "nobody's score changed"), ([np.nan] * 3, 0, "there is no pair")],
)
def test_where_nobody_changed_there_is_nothing_to_rank(
    change: list[float], n_zero: int, reason: str
) -> None:
    assert signed_rank(np.array(change)).to_dict() == {
        "zero_method": "wilcox", "w_plus": 0.0, "w_minus": 0.0, "n_zero": n_zero, "n_ties": 0,
        "p_exact": None, "p_normal": None, "p_method": None, "rank_biserial": None,
        "why": f"p_exact, p_normal, p_method, rank_biserial: {reason}.",
    }  # fmt: skip
    assert smallest_p_possible(np.array(change)) == (None, {"smallest_p_possible": reason})


def test_a_single_change_among_zeros_says_nothing() -> None:
    found = signed_rank(np.array([0.0, 0, 0, 0, 0, 3]))
    assert (found.p_exact, found.p_normal) == (1, 1)


def test_a_thousand_changes_still_have_an_exact_p() -> None:
    all_up = np.arange(1.0, 1001)
    assert signed_rank(all_up).p_exact == 2.0**-999
    found = signed_rank(np.where(np.arange(1000) % 2, all_up, -all_up))
    assert found.p_exact == pytest.approx(found.p_normal, rel=1e-3)


def test_scipy_agrees_on_the_exact_p_where_nobody_is_tied() -> None:
    change = np.random.default_rng(3).normal(0.2, 1, 200)
    theirs = stats.wilcoxon(change, method="exact")
    assert signed_rank(change).p_exact == pytest.approx(theirs.pvalue, rel=1e-12)


def test_above_a_thousand_changes_only_the_normal_p_is_there_and_named() -> None:
    change = np.arange(-400.0, 601)
    found = signed_rank(change).to_dict()
    assert found["p_exact"] is not None
    found = signed_rank(np.append(change, 601)).to_dict()
    assert found["p_exact"] is None
    assert found["p_method"].startswith("normal approximation")
    assert found["why"] == "p_exact: not computed above 1,000 changes other than zero."
    theirs = stats.wilcoxon(np.append(change, 601), correction=True, method="asymptotic")
    assert found["p_normal"] == pytest.approx(theirs.pvalue, rel=1e-9)
    assert smallest_p_possible(np.append(change, 601))[0] is None


def test_the_smallest_p_possible_rests_on_how_many_changed() -> None:
    assert smallest_p_possible(np.array([1.0, 0, -3, np.nan, 2])) == (0.25, {})
    assert smallest_p_possible(np.array([1.0, 0])) == (1, {})
    assert smallest_p_possible(np.arange(1.0, 6))[0] == 0.0625
