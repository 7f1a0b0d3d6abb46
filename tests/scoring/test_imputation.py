from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from scoring import imputation
from scoring.conclusion import change_found
from scoring.imputation import Imputed, impute_change, pool

References = Callable[[str], dict[str, float]]
POOLED = {  # three times five data sets, as in imputation.R
    "spread": ([2.1, 3.4, 1.2, 2.8, 2.0], [0.81, 0.79, 0.92, 0.85, 0.77], 30),
    "alike": ([1.01, 0.99, 1, 1.02, 0.98], [0.4, 0.41, 0.39, 0.4, 0.42], 600),
    "far": ([-9, 12, 3, -4, 20], [0.5, 0.4, 0.6, 0.5, 0.5], 12),
}


def made(n: int = 60, seed: int = 1) -> tuple[Any, list[Any]]:
    """Make changes, 4 of 10 of them lost, and two scores at pre that say something of them."""
    random = np.random.default_rng(seed)
    before = random.normal(20, 4, size=(2, n))
    change = 2 - 0.4 * (before[0] - 20) + random.normal(0, 3, n)
    change[: 4 * n // 10] = np.nan
    return change, list(before)


def imputed(change: Any, predictors: Any, *, imputations: int = 10, seed: int = 1) -> Imputed:
    return impute_change(change, predictors, imputations=imputations, seed=seed)


@pytest.mark.parametrize("case", POOLED)
def test_estimates_are_pooled_as_in_r(case: str, reference: References) -> None:
    estimates, variances, n = POOLED[case]
    found = pool(np.array(estimates, float), np.array(variances), df_complete=n - 1)
    expected = reference("imputation")
    assert {
        "estimate": found.estimate,
        "variance": found.variance,
        "df": found.df,
        "fmi": found.fraction_missing_information,
    } == pytest.approx(
        {name: expected[f"{case}_{name}"] for name in ("estimate", "variance", "df", "fmi")},
        rel=1e-9,
    )


def test_data_sets_that_agree_leave_only_their_own_uncertainty() -> None:
    found = pool(np.full(4, 1.5), np.full(4, 0.25), df_complete=19)
    assert (found.estimate, found.variance) == (1.5, 0.25)
    assert found.df == pytest.approx(20 / 22 * 19)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.01, 50)), min_size=2, max_size=20),
    st.integers(1, 1000),
)
def test_pooling_never_claims_more_than_whole_data_would(
    sets: list[tuple[float, float]], df_complete: int
) -> None:
    estimates, variances = np.array(sets).T
    found = pool(estimates, variances, df_complete=df_complete)
    assert found.variance >= variances.mean()
    assert 0 < found.df < df_complete
    assert 0 <= found.fraction_missing_information <= 1


def test_a_whole_imputation_agrees_with_r(
    reference: References, reference_data: Callable[[str], pd.DataFrame]
) -> None:
    """Both draw at random, so they agree within what so many draws leave open.

    The mean of m imputations is off by sqrt(between / m), and four of these are allowed; the
    variance between them is known to sqrt(2 / m), so 2,000 and 500 leave about 3 % of the se.
    """
    data, expected = reference_data("imputation"), reference("imputation")
    before = data.filter(like="pre").to_numpy(float).T
    change = data["post"].to_numpy(float) - before[:3].sum(axis=0)
    found = imputed(change, list(before), imputations=500)
    off = np.sqrt(expected["between"] / 500)
    assert found.found.mean == pytest.approx(expected["limit"], abs=4 * off)
    off_both = np.sqrt(expected["between"] * (1 / 500 + 1 / expected["m"]))
    assert found.found.mean == pytest.approx(expected["mean"], abs=4 * off_both)
    interval, df = found.found.ci95, found.df
    assert interval is not None
    assert df is not None
    se = (interval.high - interval.low) / 2 / special.stdtrit(df, 0.975)
    assert se == pytest.approx(expected["se"], rel=0.04)
    assert df == pytest.approx(expected["df"], rel=0.15)
    assert found.fraction_missing_information == pytest.approx(expected["fmi"], abs=0.06)


def test_the_lost_are_taken_to_change_as_completers_who_scored_as_they() -> None:
    change, (before, other) = made(200)
    before[:80] -= 5  # the lost scored lower, and who scores lower rises more
    change[80:] = 2 - 0.4 * (before[80:] - 20) + other[80:] / 100
    found = imputed(change, [before, other]).found
    expected = (2 - 0.4 * (before - 20) + other / 100).mean()
    assert found.mean == pytest.approx(expected, abs=0.02)
    assert found.mean > np.nanmean(change)


def test_everybody_counts_and_the_interval_is_wider_than_if_all_were_known() -> None:
    change, before = made(200)
    found = imputed(change, before, imputations=40)
    assert found.found.n_pairs == 200
    assert found.n_imputations == 40
    interval = found.found.ci95
    assert interval is not None
    half = (interval.high - interval.low) / 2
    assert half > 1.96 * np.nanstd(change) / np.sqrt(200)


def test_where_nobody_was_lost_it_is_the_completers_own_result() -> None:
    change, before = made()
    change[:24] = 1.0
    found = imputed(change, before)
    assert found.found == change_found(change)
    assert (found.n_imputations, found.df, found.fraction_missing_information) == (0, 59.0, 0.0)


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_lost_of_nobody_has_no_degrees_of_freedom(n: int) -> None:
    found = imputed(np.ones(n), [])
    assert found.df is None
    assert "df" in found.why


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    change, before = made()
    assert imputed(change, before, seed=5) == imputed(change, before, seed=5)
    assert imputed(change, before, seed=5) != imputed(change, before, seed=6)


def test_the_order_of_people_does_not_matter() -> None:
    change, before = made()
    before[1][3] = np.nan
    order = np.random.default_rng(2).permutation(60)
    assert imputed(change[order], [one[order] for one in before]) == imputed(change, before)


def test_numpys_own_random_state_is_left_alone() -> None:
    before = np.random.get_state(legacy=False)["state"]  # noqa: NPY002 - it is what is looked at
    imputed(*made())
    after = np.random.get_state(legacy=False)["state"]  # noqa: NPY002 - likewise
    assert before["pos"] == after["pos"]
    assert (before["key"] == after["key"]).all()


def test_what_is_handed_in_is_not_changed() -> None:
    change, before = made()
    kept = change.copy(), [one.copy() for one in before]
    imputed(change, before)
    np.testing.assert_array_equal(change, kept[0])
    np.testing.assert_array_equal(before, kept[1])


def test_a_score_that_is_missing_at_pre_is_imputed_along() -> None:
    change, before = made(100)
    whole = imputed(change, before, imputations=100).found.mean
    before[1][::9] = np.nan
    found = imputed(change, before, imputations=100).found
    assert found.n_pairs == 100
    assert found.mean == pytest.approx(whole, abs=0.4)


@pytest.mark.parametrize("superfluous", ["the same", "a sum", "no spread"])
def test_a_predictor_that_adds_nothing_is_left_out(superfluous: str) -> None:
    change, before = made()
    third = {
        "the same": before[0],
        "a sum": before[0] + before[1],
        "no spread": np.full(60, 20.0),
    }[superfluous]
    assert imputed(change, [*before, third]) == imputed(change, before)


def test_without_any_predictor_the_lost_are_as_the_completers() -> None:
    change, _ = made(300)
    found = imputed(change, [np.full(300, 20.0)], imputations=100).found
    assert found.mean == pytest.approx(np.nanmean(change), abs=0.15)


def test_too_few_completers_for_the_predictors_are_not_imputed() -> None:
    change, before = made(20)
    change[:13] = np.nan
    found = imputed(change, before)
    assert found.found.mean is found.found.ci95 is found.found.conclusion is None
    assert found.df is found.fraction_missing_information is None
    reason = "to predict from the scores at pre it needs 8 completers, here 7"
    assert set(found.why.values()) | set(found.found.why.values()) == {reason}
    change[0] = 1.0
    assert imputed(change, before).found.mean is not None


def test_without_completers_there_is_nothing_to_impute_from() -> None:
    found = imputed(np.full(9, np.nan), [np.arange(9.0)])
    assert found.why["df"] == "to predict from the scores at pre it needs 6 completers, here 0"


def test_completers_who_all_changed_alike_are_not_imputed_from() -> None:
    change, before = made()
    change[24:] = 3.0
    assert imputed(change, before).why["df"] == "everyone changed by the same number of points"


def test_a_change_that_follows_exactly_from_the_score_at_pre_is_imputed_so() -> None:
    change, before = made()
    change[24:] = 50 - 2 * before[0][24:]  # they all end up alike
    found = imputed(change, before).found
    assert found.mean == pytest.approx((50 - 2 * before[0]).mean(), abs=0.01)


def test_very_large_files_are_not_imputed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imputation, "MOST_PEOPLE", 50)
    assert imputed(*made()).why["df"] == "it is not run for more than 50 people"


@pytest.mark.parametrize(("share", "steps"), [(0.001, 1), (0.4, 3), (0.9, 22), (0.99, 50)])
def test_the_more_are_lost_the_more_steps_lie_between_imputations(share: float, steps: int) -> None:
    assert imputation._steps(share) == steps


@settings(max_examples=30, deadline=None)
@given(
    st.integers(2, 30),
    st.floats(0.05, 0.95),
    st.sampled_from([1, 2, 40]),
    st.floats(0, 0.3),
    st.integers(0, 2**32 - 1),
)
def test_whatever_the_answers_there_is_a_figure_or_a_reason(
    n: int, lost: float, coarse: int, gaps: float, seed: int
) -> None:
    random = np.random.default_rng(seed)
    before = random.integers(4, 28, size=(3, n)) // coarse * float(coarse)
    change = random.integers(-6, 7, n) // coarse * float(coarse)
    change[random.random(n) < lost] = np.nan
    before[random.random((3, n)) < gaps] = np.nan
    found = imputed(change, list(before), imputations=3, seed=seed)
    json.dumps(found.to_dict(), allow_nan=False)
    assert found.found.n_pairs == n
    for one in (found, found.found):
        figures = {name: value for name, value in vars(one).items() if name != "why"}
        assert {name for name, value in figures.items() if value is None} == set(one.why)
