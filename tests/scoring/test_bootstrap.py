from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring import bootstrap as module
from scoring.bootstrap import bootstrap
from scoring.effect_size import effect_size, hedges_correction
from scoring.record import Interval

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]
ReferenceData = Callable[[str], pd.DataFrame]
FEW = 200  # draws; more only where ends are compared

EIGHT = (
    np.array([50.0, 62, 47, 70, 58, 66, 41, 75]),
    np.array([53.0, 61, 55, 78, 57, 70, 49, 76]),
)
scores = st.tuples(st.integers(13, 91), st.integers(13, 91)).map(
    lambda pair: (float(pair[0]), float(pair[1]))
)


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    rows = draw(st.lists(scores, min_size=6, max_size=25, unique=True))
    before, after = np.array(rows).T
    return before, after


def part(data: pd.DataFrame, name: str) -> Pair:
    chosen = data[data["set"] == name]
    return chosen["pre"].to_numpy(dtype=float), chosen["post"].to_numpy(dtype=float)


def ends(low: float, high: float) -> tuple[float, float]:
    return pytest.approx((low, high), rel=1e-9)


def test_from_every_possible_resample_of_five_the_ends_are_those_of_r(
    reference: Callable[[str], dict[str, float]], reference_data: ReferenceData
) -> None:
    expected = reference("bca")
    sums, centre = module._centred(*part(reference_data("bca"), "five"))
    every = np.array([sums[list(rows)].sum(axis=0) for rows in product(range(5), repeat=5)])
    total = sums.sum(axis=0, keepdims=True)
    j = hedges_correction(4)
    found = module._record(
        of_resamples=module._figures(every, 5, centre, j),
        observed=module._figures(total, 5, centre, j),
        without_one=module._figures(total - sums, 4, centre, j),
        seed=0,
    )
    assert (found.resamples, found.n_dropped) == (3125, 5)
    assert found.mean_change_ci95 == ends(expected["five_mean_low"], expected["five_mean_high"])
    assert found.g_av_ci95 == ends(expected["five_g_av_low"], expected["five_g_av_high"])


def test_with_full_draws_the_ends_are_near_those_of_rs_boot(
    reference: Callable[[str], dict[str, float]], reference_data: ReferenceData
) -> None:
    """Near: the draws are others, and boot takes its acceleration from a regression."""
    expected = reference("bca")
    found = bootstrap(*part(reference_data("bca"), "sixty"), seed=1)
    assert found.resamples == 9999
    for name, interval in (("mean", found.mean_change_ci95), ("g_av", found.g_av_ci95)):
        theirs = expected[f"sixty_{name}_low"], expected[f"sixty_{name}_high"]
        assert interval == pytest.approx(theirs, abs=0.035 * (theirs[1] - theirs[0]))


def test_the_figures_of_resamples_are_those_of_the_people_drawn() -> None:
    before, after = EIGHT
    sums, centre = module._centred(before, after)
    rows = [0, 0, 3, 3, 3, 5, 6, 7]
    mean, g_av = module._figures(
        sums[rows].sum(axis=0, keepdims=True), 8, centre, hedges_correction(7)
    )[0]
    assert mean == pytest.approx((after - before)[rows].mean(), rel=1e-12)
    assert g_av == pytest.approx(effect_size(before[rows], after[rows]).g_av, rel=1e-12)


def test_resamples_made_in_several_blocks_each_draw_as_many_people_as_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "DRAWS_AT_ONCE", 24)
    times = module._resampled(np.eye(8), seed=3, resamples=10)
    assert (times.sum(axis=1) == 8).all()
    assert len(np.unique(times, axis=0)) == 10


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others() -> None:
    first, again, other = (bootstrap(*EIGHT, seed=seed, resamples=FEW) for seed in (5, 5, 6))
    assert first == again
    assert first.mean_change_ci95 != other.mean_change_ci95


@settings(max_examples=20, deadline=None)
@given(pairs(), st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(data: Pair, random: st.random.Random) -> None:
    order = list(range(len(data[0])))
    random.shuffle(order)
    shuffled = bootstrap(data[0][order], data[1][order], seed=2, resamples=FEW)
    assert shuffled == bootstrap(*data, seed=2, resamples=FEW)


@settings(max_examples=20, deadline=None)
@given(pairs())
def test_points_added_to_everyone_leave_the_intervals_where_they_are(data: Pair) -> None:
    found = bootstrap(*data, seed=2, resamples=FEW)
    moved = bootstrap(data[0] + 5, data[1] + 5, seed=2, resamples=FEW)
    assert moved.why == found.why
    for one, other in (
        (found.mean_change_ci95, moved.mean_change_ci95),
        (found.g_av_ci95, moved.g_av_ci95),
    ):
        assert other == (None if one is None else pytest.approx(one, rel=1e-9, abs=1e-9))


def test_waves_the_other_way_round_turn_the_intervals() -> None:
    """Not exactly: people sort otherwise, so the same seed draws others."""
    before, after = EIGHT
    found, turned = bootstrap(before, after, seed=4), bootstrap(after, before, seed=4)
    for (low, high), other in (
        (found.mean_change_ci95, turned.mean_change_ci95),
        (found.g_av_ci95, turned.g_av_ci95),
    ):
        assert other == pytest.approx((-high, -low), abs=0.05 * (high - low))


def test_somebody_without_a_pair_is_left_out() -> None:
    before = np.append(EIGHT[0], [50, np.nan])
    after = np.append(EIGHT[1], [np.nan, 50])
    assert bootstrap(before, after, seed=1, resamples=FEW) == bootstrap(
        *EIGHT, seed=1, resamples=FEW
    )


def test_the_record_says_how_it_was_made() -> None:
    found = bootstrap(*EIGHT, seed=11, resamples=FEW).to_dict()
    assert list(found) == [
        "method", "resamples", "seed", "n_dropped", "mean_change_ci95", "g_av_ci95",
    ]  # fmt: skip
    assert (found["method"], found["resamples"], found["seed"]) == ("BCa", FEW, 11)


def test_resamples_in_which_all_have_the_same_scores_are_dropped_and_counted() -> None:
    before, after = np.array([20.0, 30, 50, 60]), np.array([24.0, 38, 49, 66])
    times = module._resampled(np.eye(4), seed=1, resamples=FEW)
    found = bootstrap(before, after, seed=1, resamples=FEW)
    assert found.n_dropped == np.count_nonzero(times.max(axis=1) == 4) > 0
    assert found.g_av_ci95 is not None


def test_no_interval_of_g_av_hangs_on_one_person() -> None:
    found = bootstrap(
        np.array([50.0] * 5 + [60]), np.array([51.0] * 5 + [80]), seed=1, resamples=FEW
    )
    assert found.mean_change_ci95 is not None
    assert found.to_dict()["why"] == (
        "g_av_ci95: without one single person nobody's scores would differ."
    )


def test_resamples_all_on_one_side_give_no_interval() -> None:
    found = bootstrap(*EIGHT, seed=1, resamples=1)
    assert (found.mean_change_ci95, found.g_av_ci95) == (None, None)
    assert set(found.why.values()) == {"nearly all resamples lie on one side of the figure itself"}


def test_without_skewness_in_the_jackknife_the_acceleration_is_nought() -> None:
    assert module._acceleration(np.full(6, 0.3)) == 0
    assert module._acceleration(np.array([1.0, 2, 3])) == 0
    replicates = np.linspace(-1, 1, 4001)
    found = module._bca(replicates, 0.0, np.full(6, 0.3))
    assert isinstance(found, Interval)
    assert found == pytest.approx((-0.95, 0.95))


def test_one_far_person_cannot_take_the_acceleration_beyond_a_sixth() -> None:
    assert 0.16 < module._acceleration(np.array([0.0] * 200 + [-1])) <= 1 / 6


@pytest.mark.parametrize(
    ("n", "rise", "reason"),
    [
        (2, [1.0, 2], "a bootstrap needs at least three pairs"),
        (0, [], "a bootstrap needs at least three pairs"),
        (10_001, None, "not computed above 10,000 pairs, where the t interval tells the same"),
        (8, [4.0] * 8, "everyone changed by the same number of points"),
    ],
)
def test_where_there_is_no_bootstrap_it_says_why(
    n: int, rise: list[float] | None, reason: str
) -> None:
    before = np.arange(n, dtype=float)
    after = before + (before % 7 if rise is None else np.array(rise))
    assert bootstrap(before, after, seed=3).to_dict() == {
        "method": "BCa", "resamples": 9999, "seed": 3, "n_dropped": 0,
        "mean_change_ci95": None, "g_av_ci95": None,
        "why": f"mean_change_ci95, g_av_ci95: {reason}.",
    }  # fmt: skip
