from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.regression.mixed_linear_model import MixedLM

from scoring.mixed_model import Estimate, NoFit, random_intercept

Reference = Callable[[str], dict[str, float]]
ReferenceData = Callable[[str], pd.DataFrame]

SOME = settings(max_examples=12, deadline=None)
GROUP = np.repeat(np.arange(6), [3, 4, 2, 5, 3, 3])
CHANGE = np.array([4, 9, 5, -2, 0, 1, -4, 8, 3, 12, 7, 9, 15, 6, -3, 2, 1, 5, 8, 2.0])
MEAN_ONLY = np.ones((len(CHANGE), 1))
SIDE = (GROUP % 2).astype(float)
PEOPLE = st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 6)), min_size=8, max_size=30).map(
    lambda rows: (np.array([float(y) for y, _ in rows]), np.array([g for _, g in rows]))
)


def in_set(data: pd.DataFrame, name: str) -> pd.DataFrame:
    return data[data["set"] == name]


def same_fit(one, other, *, shift: float = 0.0, sign: int = 1) -> None:
    moved = one.estimates[0].value * sign + shift
    assert other.estimates[0].value == pytest.approx(moved, rel=1e-6, abs=1e-6)
    for name in ("var_group", "var_residual", "reml_criterion"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-6, abs=1e-6)
    assert other.estimates[0][1:] == pytest.approx(one.estimates[0][1:], rel=1e-5)


@pytest.mark.parametrize("name", ["dyestuff", "dyestuff2", "small", "large"])
def test_a_mean_with_groups_equals_what_lme4_and_lmertest_say(
    name: str, reference: Reference, reference_data: ReferenceData
) -> None:
    data, expected = in_set(reference_data("clustered"), name), reference("clustered")
    codes = pd.factorize(data["group"])[0]
    fit = random_intercept(data["change"].to_numpy(float), np.ones((len(data), 1)), codes)
    found = {
        **fit.estimates[0]._asdict(), "p": fit.estimates[0].p(len(data)),
        "var_group": fit.var_group, "var_residual": fit.var_residual,
        "reml_criterion": fit.reml_criterion,
    }  # fmt: skip
    for figure, value in found.items():
        named = f"{name}_{figure}".replace("_value", "_estimate")
        assert value == pytest.approx(expected[named], rel=1e-6), figure


def test_where_lme4_has_a_singular_fit_there_is_no_variance_between_groups(
    reference_data: ReferenceData,
) -> None:
    data = in_set(reference_data("clustered"), "dyestuff2")
    codes = pd.factorize(data["group"])[0]
    fit = random_intercept(data["change"].to_numpy(), np.ones((len(data), 1)), codes)
    assert fit.is_singular
    assert (fit.var_group, fit.icc) == (0, 0)


@pytest.mark.parametrize("name", ["small", "large"])
def test_each_coefficient_has_the_df_that_lmertest_gives_it(
    name: str, reference: Reference, reference_data: ReferenceData
) -> None:
    data, expected = in_set(reference_data("conditions"), name), reference("conditions")
    codes = pd.factorize(data["group"])[0]
    mean = data.groupby("group")["x"].transform("mean")
    columns = np.column_stack([np.ones(len(data)), data["x"] - mean, mean])
    fit = random_intercept(data["change"].to_numpy(float), columns, codes)
    for level, estimate in zip(("person", "group"), fit.estimates[1:], strict=True):
        in_r = [expected[f"{name}_{level}_{figure}"] for figure in ("slope", "se", "df")]
        assert estimate == pytest.approx(in_r, rel=1e-6)
    assert fit.reml_criterion == pytest.approx(expected[f"{name}_reml_criterion"], rel=1e-9)


def test_statsmodels_finds_the_same_mean_and_variances(reference_data: ReferenceData) -> None:
    data = in_set(reference_data("clustered"), "small")
    theirs = MixedLM(data["change"].astype(float), np.ones(len(data)), data["group"]).fit()
    codes = pd.factorize(data["group"])[0]
    fit = random_intercept(data["change"].to_numpy(float), np.ones((len(data), 1)), codes)
    assert fit.estimates[0].value == pytest.approx(theirs.params.iloc[0], rel=1e-3)
    assert fit.var_group == pytest.approx(theirs.cov_re.iloc[0, 0], rel=1e-2)
    assert fit.var_residual == pytest.approx(theirs.scale, rel=1e-3)


def test_in_groups_of_one_size_the_mean_has_groups_minus_one_df() -> None:
    change = CHANGE[:18] + np.repeat([0, 6, -6, 3, 0, 9.0], 3)
    fit = random_intercept(change, np.ones((18, 1)), np.repeat(np.arange(6), 3))
    means = change.reshape(6, 3).mean(axis=1)
    expected = (means.mean(), means.std(ddof=1) / np.sqrt(6), 5)
    assert fit.estimates[0] == pytest.approx(expected, rel=1e-9)


def test_the_criterion_is_lowest_at_the_fit(reference_data: ReferenceData) -> None:
    data = in_set(reference_data("clustered"), "small")
    y, codes = data["change"].to_numpy(float), pd.factorize(data["group"])[0]
    fit = random_intercept(y, np.ones((len(y), 1)), codes)
    same_group = codes[:, np.newaxis] == codes
    for ratio in (0, 0.5, 1.1, 2):
        v = fit.var_residual * np.eye(len(y)) + ratio * fit.var_group * same_group
        inverse = np.linalg.inv(v)
        left = y - inverse.sum(axis=0) @ y / inverse.sum()
        criterion = (
            np.linalg.slogdet(v)[1] + np.log(inverse.sum()) + left @ inverse @ left
            + (len(y) - 1) * np.log(2 * np.pi)
        )  # fmt: skip
        assert criterion > fit.reml_criterion
    assert criterion == pytest.approx(fit.reml_criterion, rel=1e-2)


@SOME
@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(people, random) -> None:
    y, group = people
    order = random.sample(range(len(y)), len(y))
    fits = [_fit_or_none(y, group), _fit_or_none(y[order], group[order])]
    assume(fits[0] is not None)
    same_fit(*fits)


@SOME
@given(PEOPLE, st.integers(-1000, 1000))
def test_a_constant_moves_the_mean_and_nothing_else(people, constant: int) -> None:
    y, group = people
    fit = _fit_or_none(y, group)
    assume(fit is not None)
    same_fit(fit, _fit_or_none(y + constant, group), shift=constant)


@SOME
@given(PEOPLE)
def test_falls_instead_of_rises_turn_the_sign_and_nothing_else(people) -> None:
    y, group = people
    fit = _fit_or_none(y, group)
    assume(fit is not None)
    same_fit(fit, _fit_or_none(-y, group), sign=-1)


def _fit_or_none(y, group):
    try:
        return random_intercept(y, np.ones((len(y), 1)), group)
    except NoFit:
        return None


def test_a_group_number_that_nobody_has_changes_nothing() -> None:
    fit = random_intercept(CHANGE, MEAN_ONLY, GROUP)
    same_fit(fit, random_intercept(CHANGE, MEAN_ONLY, GROUP * 2 + 1))


@pytest.mark.parametrize(
    ("y", "group", "reason"),
    [
        (CHANGE, np.arange(20), "no variance within groups"),  # one person a group
        (GROUP * 3.0, GROUP, "no variance within groups"),
        (GROUP * 1e6 + CHANGE * 1e-8, GROUP, "no variance within groups"),
        (CHANGE, np.zeros(20, dtype=int), "too few groups"),
    ],
)
def test_without_variance_to_learn_from_there_is_no_fit(y, group, reason: str) -> None:
    with pytest.raises(NoFit, match=reason):
        random_intercept(y, MEAN_ONLY, group)


def test_two_groups_of_two_types_leave_no_variance_between_groups_to_learn() -> None:
    group = GROUP % 2
    with pytest.raises(NoFit, match="too few groups"):
        random_intercept(CHANGE, np.column_stack([MEAN_ONLY, SIDE]), group)


@pytest.mark.parametrize("column", [np.full(20, 3.0), np.zeros(20)])
def test_columns_that_follow_from_each_other_are_refused(column) -> None:
    with pytest.raises(ValueError, match="must not follow"):
        random_intercept(CHANGE, np.column_stack([MEAN_ONLY, column]), GROUP)


def test_more_columns_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="must not follow"):
        random_intercept(CHANGE[:1], np.ones((1, 2)), GROUP[:1])


def test_an_interval_and_a_p_follow_the_t_distribution() -> None:
    found = Estimate(2.0, 1.0, 10.0)
    assert found.ci95 == pytest.approx((2 - 2.228138852, 2 + 2.228138852))
    assert found.p(6) == pytest.approx(0.0733880348)
    assert found.p(5) is None


def test_a_hundred_thousand_people_need_no_more_than_sums_by_group() -> None:
    random = np.random.default_rng(5)
    group = np.append(np.arange(15_000), random.integers(0, 15_000, 85_000))
    y = 3 + random.normal(0, 3, 15_000)[group] + random.normal(0, 11, 100_000)
    fit = random_intercept(y, np.ones((100_000, 1)), group)
    assert fit.estimates[0].value == pytest.approx(3, abs=0.2)
    assert fit.icc == pytest.approx(9 / 130, abs=0.01)
