from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pingouin
import pytest

from scoring.change import design_effect_interval, paired_change
from scoring.effect_size import hedges_correction, noncentrality_interval
from scoring.errors import BadFrame

ReferenceData = Callable[[str], pd.DataFrame]

SIX = np.array([50.0, 62, 47, 70, 58, 66])
RISES = np.array([1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize("name", ["sleep", "prorated"])
def test_paired_change_equals_what_r_says(
    name: str,
    reference: Callable[[str], dict[str, float]],
    reference_data: ReferenceData,
) -> None:
    data, expected = reference_data(name), reference(name)
    found = paired_change(data["pre"], data["post"])
    t_test, effect = found.t_test, found.effect_size
    figures = {
        "n_pairs": found.n_pairs,
        "pre_mean": found.pre.mean, "pre_sd": found.pre.sd,
        "post_mean": found.post.mean, "post_sd": found.post.sd,
        "correlation": found.correlation,
        "change_mean": found.change.mean, "change_sd": found.change.sd,
        "n_up": found.change.n_up, "n_zero": found.change.n_zero, "n_down": found.change.n_down,
        "t": t_test.t, "df": t_test.df, "p": t_test.p,
        "ci95_low": t_test.ci95.low, "ci95_high": t_test.ci95.high,
        "d_z": effect.d_z, "g_z": effect.g_z,
        "d_av": effect.d_av, "g_av": effect.g_av, "d_pre": effect.d_pre,
        "d_z_low": effect.d_z_ci95.low, "d_z_high": effect.d_z_ci95.high,
        "g_av_low": effect.g_av_ci95.low, "g_av_high": effect.g_av_ci95.high,
    }  # fmt: skip
    assert figures == pytest.approx(expected, rel=1e-10)


def test_pingouin_agrees_on_t_df_p_and_d_z(reference_data: ReferenceData) -> None:
    data = reference_data("prorated")
    found = paired_change(data["pre"], data["post"])
    theirs = pingouin.ttest(data["post"], data["pre"], paired=True).iloc[0]
    assert (found.t_test.t, found.t_test.p) == pytest.approx((theirs["T"], theirs["p_val"]))
    assert found.t_test.df == theirs["dof"]
    d_z = pingouin.compute_effsize(data["post"], data["pre"], paired=True, eftype="cohen_dz")
    assert found.effect_size.d_z == pytest.approx(d_z, rel=1e-12)


def test_only_people_with_both_scores_are_in_any_figure() -> None:
    with_gaps = paired_change([np.nan, *SIX, 90], [10, *(SIX + RISES), np.nan])
    assert with_gaps == paired_change(SIX, SIX + RISES)


def test_a_rise_is_positive() -> None:
    found = paired_change(SIX, SIX + RISES)
    assert found.change.mean == 3.5
    assert found.t_test.t > 0
    assert found.effect_size.d_z > 0


def test_equal_prorated_scores_count_as_unchanged_despite_float_noise() -> None:
    pre = SIX * 13 / 12
    post = (SIX / 12 + 1e-13) * 13
    assert paired_change(pre, post).change.n_zero == 6


def test_each_effect_size_names_its_formula() -> None:
    effect = paired_change(SIX, SIX + RISES).effect_size
    assert set(effect.method) == {
        "d_z", "g_z", "d_z_ci95", "d_av", "g_av", "g_av_ci95", "d_pre",
    }  # fmt: skip


def test_conventions_in_which_programs_differ_are_named() -> None:
    method = paired_change(SIX, SIX + RISES).effect_size.method
    assert "/ SD of change" in method["d_z"]
    assert method["d_av"].endswith("/ sqrt((SD pre squared + SD post squared) / 2)")
    assert "df = pairs - 1" in method["g_z"]
    assert "Algina and Keselman (2003)" in method["g_av_ci95"]


@pytest.mark.parametrize(("n", "j"), [(4, 0.724), (5, 0.798), (6, 0.841), (8, 0.888), (20, 0.960)])
def test_the_small_sample_correction_has_the_published_values(n: int, j: float) -> None:
    assert hedges_correction(n - 1) == pytest.approx(j, abs=5e-4)


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [(5, -0.46, 1.41), (8, -0.25, 1.22), (20, 0.03, 0.96), (40, 0.17, 0.83)],
)
def test_around_a_d_z_of_a_half_the_interval_is_the_known_one(
    n: int, low: float, high: float
) -> None:
    found = noncentrality_interval(0.5 * math.sqrt(n), n - 1)
    assert np.array(found) / math.sqrt(n) == pytest.approx((low, high), abs=5e-3)


@pytest.mark.parametrize("df", [1, 2, 5, 30, 239, 5000, 10**6])
@pytest.mark.parametrize("t", [1e-12, 0.3, 2.0, 7.0, 40.0, 300.0])
def test_the_interval_exists_for_any_t_and_turns_with_its_sign(df: int, t: float) -> None:
    low, high = noncentrality_interval(t, df)
    assert low < t < high
    assert noncentrality_interval(-t, df) == (-high, -low)


def test_the_small_sample_correction_of_a_million_people_is_next_to_one() -> None:
    assert hedges_correction(999_999) == pytest.approx(1, abs=1e-6)


def test_without_a_pair_nothing_exists_and_each_figure_says_why() -> None:
    found = paired_change([1, np.nan], [np.nan, 2]).to_dict()
    assert found["n_pairs"] == 0
    assert found["pre"] == {"mean": None, "sd": None, "why": "mean, sd: there is no pair."}
    assert found["change"]["mean"] is None
    assert (found["change"]["n_up"], found["change"]["n_zero"], found["change"]["n_down"]) == (
        0, 0, 0,
    )  # fmt: skip
    assert found["correlation"] is None
    assert found["why"] == "correlation: it needs at least two pairs."
    assert found["t_test"] == {
        "t": None, "df": None, "p": None, "ci95": None,
        "why": "t, df, p, ci95: a t-test needs at least two pairs.",
    }  # fmt: skip
    assert found["effect_size"]["why"].startswith(
        "d_z, g_z, d_z_ci95, d_av, g_av, g_av_ci95, d_pre: "
    )


def test_one_pair_has_a_mean_change_and_no_spread() -> None:
    found = paired_change([50], [54]).to_dict()
    assert found["change"]["mean"] == 4
    assert found["change"]["why"] == "sd: one pair has no spread."
    assert found["t_test"]["t"] is None


def test_two_pairs_have_a_t_but_no_corrected_effect_size() -> None:
    found = paired_change([50, 60], [54, 61]).to_dict()
    assert found["t_test"]["t"] == pytest.approx(2.5 / (math.sqrt(4.5) / math.sqrt(2)))
    assert found["effect_size"]["d_z"] is not None
    assert found["effect_size"]["g_z"] is None
    assert found["effect_size"]["why"] == (
        "g_z, g_av, g_av_ci95: the correction for few people needs at least three pairs."
    )


@pytest.mark.parametrize(("n", "is_shown"), [(5, False), (6, True)])
def test_a_p_is_shown_from_six_pairs_on(n: int, is_shown: Any) -> None:
    found = paired_change(SIX[:n], (SIX + RISES)[:n]).t_test
    assert (found.p is not None) == is_shown
    assert ("p" in found.why) != is_shown
    assert found.ci95 is not None


def test_five_identical_changes_have_no_t_and_no_d_z_but_a_d_av() -> None:
    found = paired_change(SIX[:5], SIX[:5] + 4).to_dict()
    assert found["t_test"] == {
        "t": None, "df": 4, "p": None, "ci95": None,
        "why": "t, p, ci95: everyone changed by the same number of points.",
    }  # fmt: skip
    assert found["effect_size"]["d_z"] is None
    assert found["effect_size"]["g_z"] is None
    assert found["effect_size"]["d_av"] == pytest.approx(4 / SIX[:5].std(ddof=1))


def test_identical_changes_with_float_noise_have_no_t_either() -> None:
    noise = np.array([1, -1, 1, -1, 1, -1]) * 1e-14
    assert paired_change(SIX, SIX + 4 + noise).t_test.t is None


def test_no_change_in_anyone_is_a_mean_change_of_nought_without_a_t() -> None:
    found = paired_change(SIX, SIX)
    assert (found.change.mean, found.change.n_zero) == (0, 6)
    assert found.t_test.t is None
    assert found.correlation == pytest.approx(1)


def test_where_everyone_is_the_same_at_pre_there_is_no_correlation_and_no_d_pre() -> None:
    found = paired_change([50] * 6, SIX)
    assert found.correlation is None
    assert found.effect_size.d_pre is None
    assert found.effect_size.why == {"d_pre": "everyone has the same score at pre"}
    assert found.effect_size.d_av is not None


def test_where_everyone_is_the_same_both_times_there_is_no_effect_size_at_all() -> None:
    found = paired_change([50] * 6, [54] * 6).effect_size
    assert (found.d_z, found.d_av, found.d_pre) == (None, None, None)
    assert found.why["d_av"] == "everyone has the same score at pre and at post"


def test_scores_of_different_people_are_refused() -> None:
    with pytest.raises(BadFrame, match="same people in one order"):
        paired_change(pd.Series([1.0, 2]), pd.Series([1.0, 2], index=[1, 0]))


@pytest.mark.parametrize(("pre", "post"), [([1.0, 2], [1.0]), ([[1.0], [2]], [[1.0], [2]])])
def test_scores_that_are_not_one_entry_a_person_are_refused(pre: Any, post: Any) -> None:
    with pytest.raises(BadFrame, match="one entry a person"):
        paired_change(pre, post)


def test_an_interval_for_groups_is_wider_than_one_for_lone_people() -> None:
    alone = design_effect_interval(3.0, 12.0, 60, 10, icc=0)
    grouped = design_effect_interval(3.0, 12.0, 60, 10)
    assert grouped.low < alone.low < 3 < alone.high < grouped.high


def test_an_interval_for_groups_follows_its_formula() -> None:
    found = design_effect_interval(3.0, 12.0, 60, 10, icc=0.1)
    half = 2.2621571627982053 * 12 / math.sqrt(60) * math.sqrt(1 + 5 * 0.1)  # R: qt(.975, 9)
    assert found == pytest.approx((3 - half, 3 + half), rel=1e-12)


@pytest.mark.parametrize(
    "wrong",
    [{"n_groups": 1}, {"n": 5}, {"sd": -1}, {"icc": 1}, {"level": 1}, {"mean": math.nan}],
)
def test_an_interval_for_groups_refuses_a_figure_that_is_off(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="need"):
        design_effect_interval(**{"mean": 3, "sd": 12, "n": 60, "n_groups": 10, **wrong})


def test_changes_that_are_nearly_the_same_leave_no_digits_for_the_intervals_of_d() -> None:
    found = paired_change([60.0, 50.0, 40.0], [65.0, 55.0 + 1e-6, 45.0]).effect_size.to_dict()
    assert found["d_z"] == pytest.approx(8660254, rel=1e-3)
    assert found["d_z_ci95"] is found["g_av_ci95"] is None
    assert "t is too large for this interval" in found["why"]
