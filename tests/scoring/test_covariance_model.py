"""The engine of the factor models: fitting, and figures of fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import covariance_fit
from scoring.covariance_fit import Fit, fit_model
from scoring.covariance_model import (
    Matrices,
    Model,
    Moments,
    Parameter,
    is_singular,
    moments_of,
)
from scoring.fit_measures import fit_measures
from scoring.instrument import all_instruments
from scoring.invariance_models import (
    CONFIGURAL,
    LATENT_MEAN_CHANGE,
    LEVELS,
    METRIC,
    SCALAR,
    linked_items,
    longitudinal_model,
)

SCALES = {one.column: (of.key, one.items) for of in all_instruments() for one in of.scales}
FEW = settings(max_examples=10, deadline=None)
Answers = Callable[[str], np.ndarray]


@pytest.fixture(scope="module")
def answers(reference_data: Callable[[str], pd.DataFrame]) -> Answers:
    """Read the simulated keyed answers of a scale: its items at pre and, beside them, at post."""
    digits = reference_data("invariance").astype(str)

    def read(column: str) -> np.ndarray:
        instrument, items = SCALES[column]
        places = np.array(items) - 1
        waves = (digits[f"{instrument}_{wave}"] for wave in ("pre", "post"))
        return np.hstack(
            [np.array([list(map(float, row)) for row in one])[:, places] for one in waves]
        )

    return read


def true_moments(random: np.random.Generator, level: str = SCALAR, **changed: Any) -> Moments:
    """Return moments that a model of four items reproduces exactly."""
    k = 4
    loadings, intercepts = random.uniform(0.5, 1.2, 2 * k), random.uniform(2, 5, 2 * k)
    if level != CONFIGURAL:
        loadings[k:] = loadings[:k]
    if level == SCALAR:
        intercepts[k:] = intercepts[:k]
    by_factor = np.zeros((2 * k, 2))
    by_factor[:k, 0], by_factor[k:, 1] = loadings[:k], loadings[k:]
    residuals = np.diag(random.uniform(0.4, 1, 2 * k))
    residuals[np.arange(k), np.arange(k) + k] = residuals[np.arange(k) + k, np.arange(k)] = 0.1
    figures = {
        "factor_covariance": np.array([[1, 0.6], [0.6, 1 if level == CONFIGURAL else 1.3]]),
        "residual_covariance": residuals,
        "factor_means": np.array([0, 0.4 if level == SCALAR else 0]),
    }
    return implied(
        Matrices(**{"loadings": by_factor, "intercepts": intercepts, **figures, **changed})
    )


def implied(model: Matrices, n: int = 500) -> Moments:
    loadings, factors, residuals, intercepts, factor_means = model
    return Moments(
        n, intercepts + loadings @ factor_means, loadings @ factors @ loadings.T + residuals
    )


def fit_of(moments: Moments, level: str = SCALAR) -> Fit:
    return fit_model(longitudinal_model(level, moments), moments)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("column", SCALES)
def test_fit_loadings_and_latent_mean_equal_those_of_lavaan(
    answers: Answers, reference: Callable[[str], dict[str, float]], column: str, level: str
) -> None:
    moments = moments_of(answers(column))
    fit = fit_model(longitudinal_model(level, moments, linked_items(*SCALES[column])), moments)
    found = fit_measures(fit, moments)
    figures = found._asdict()
    figures["rmsea_low"], figures["rmsea_high"] = figures.pop("rmsea_ci90")
    k = len(moments.mean) // 2
    figures |= {f"loading_{i + 1}": fit.matrices.loadings[i, i // k] for i in range(2 * k)}
    figures["factor_variance"] = fit.matrices.factor_covariance[1, 1]
    if level == SCALAR:
        place = fit.position(LATENT_MEAN_CHANGE)
        figures["latent_mean_change"] = fit.estimates[place]
        figures["latent_mean_change_se"] = fit.standard_errors[place]
    stem = f"{column}.{level}."
    expected = {
        name.removeprefix(stem): value
        for name, value in reference("invariance").items()
        if name.startswith(stem)
    }
    assert len(expected) >= 8
    assert fit.problem == ""
    assert figures["df"] == expected["df"]
    assert figures["chi_square"] == pytest.approx(expected["chi_square"], rel=1e-9)
    assert {name: figures[name] for name in expected} == pytest.approx(expected, abs=5e-6)


@FEW
@given(st.integers(0, 2**32 - 1), st.sampled_from(LEVELS))
def test_a_model_finds_itself_in_the_moments_it_implies(seed: int, level: str) -> None:
    moments = true_moments(np.random.default_rng(seed), level)
    fit = fit_of(moments, level)
    found = fit_measures(fit, moments)
    assert (fit.problem, found.rmsea, found.rmsea_ci90) == ("", 0, (0, 0))
    assert (found.p, found.cfi) == pytest.approx((1, 1))
    assert (found.chi_square, found.srmr) == pytest.approx((0, 0), abs=1e-6)
    again = implied(fit.matrices)
    assert again.covariance == pytest.approx(moments.covariance, abs=1e-6)
    assert again.mean == pytest.approx(moments.mean, abs=1e-6)
    if level == SCALAR:
        assert fit.estimates[fit.position(LATENT_MEAN_CHANGE)] == pytest.approx(0.4, abs=1e-6)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_gradient_and_curvature_are_those_of_the_discrepancy(seed: int) -> None:
    random = np.random.default_rng(seed)
    moments = true_moments(random)
    model = longitudinal_model(SCALAR, moments, [(1, 2)])
    values = fit_model(model, moments).estimates
    steps = 1e-5 * np.eye(len(values))

    def slope(at: np.ndarray) -> np.ndarray:
        up, down = (
            [covariance_fit._look(model, moments, at + sign * one).discrepancy for one in steps]
            for sign in (1, -1)
        )
        return (np.array(up) - np.array(down)) / 2e-5

    away = values * random.uniform(0.95, 1.05, len(values))
    assert covariance_fit._look(model, moments, away).gradient == pytest.approx(
        slope(away), abs=1e-5
    )
    # Where the model fits exactly, the expected curvature is the curvature itself.
    gradients = [covariance_fit._look(model, moments, values + one).gradient for one in steps]
    at = covariance_fit._look(model, moments, values)
    assert (np.array(gradients) - at.gradient) / 1e-5 == pytest.approx(at.curvature, abs=2e-2)


def test_other_units_of_an_item_change_no_figure_of_fit(answers: Answers) -> None:
    values = answers("soc13_manageability")
    units = np.tile([1, 10, 0.1, 100], 2)
    found, scaled = (
        fit_measures(fit_of(one), one) for one in map(moments_of, (values, values * units))
    )
    assert scaled[:5] == pytest.approx(found[:5], rel=1e-7)


def test_models_treat_the_waves_alike(answers: Answers) -> None:
    values = answers("soc13_comprehensibility")
    turned = np.hstack([values[:, 5:], values[:, :5]])
    found, other = (fit_measures(fit_of(one), one) for one in map(moments_of, (values, turned)))
    assert other.chi_square == pytest.approx(found.chi_square, rel=1e-9)


def test_more_that_is_equal_leaves_more_degrees_of_freedom_and_fits_no_better(
    answers: Answers,
) -> None:
    moments = moments_of(answers("gse_total"))
    found = [fit_measures(fit_of(moments, level), moments) for level in LEVELS]
    assert [one.df for one in found] == [159, 168, 177]
    assert sorted(one.chi_square for one in found) == [one.chi_square for one in found]


def test_a_correlation_above_one_of_the_factors_is_improper() -> None:
    off = np.array([[1, 1.2], [1.2, 1]])
    moments = true_moments(np.random.default_rng(1), CONFIGURAL, factor_covariance=off * 0.3)
    assert fit_of(moments, CONFIGURAL).problem == (
        "has an improper solution: the factors' covariances contradict each other"
    )


def test_residuals_that_correlate_above_one_are_improper() -> None:
    residuals = np.diag(np.full(8, 0.5))
    residuals[0, 4] = residuals[4, 0] = 0.55
    moments = true_moments(np.random.default_rng(1), residual_covariance=residuals)
    assert fit_of(moments).problem == (
        "has an improper solution: the residuals' covariances contradict each other"
    )


def test_a_residual_variance_below_zero_is_improper() -> None:
    residuals = np.diag([-0.05, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    moments = true_moments(np.random.default_rng(1), residual_covariance=residuals)
    assert fit_of(moments).problem == (
        "has an improper solution: a residual variance is not above zero"
    )


def test_parameters_that_the_answers_do_not_determine_are_told() -> None:
    moments = true_moments(np.random.default_rng(1), CONFIGURAL)
    model = longitudinal_model(CONFIGURAL, moments)
    more = Parameter("as free as the intercepts", "factor_means", ((1,),), 0.1)
    fit = fit_model(replace(model, parameters=[*model.parameters, more]), moments)
    assert fit.problem == "has no single solution: the answers do not determine its parameters"
    assert np.isfinite(fit.standard_errors).all()


def test_a_search_that_does_not_arrive_is_told(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covariance_fit, "MOST_STEPS", 2)
    assert fit_of(moments_of(answers("soc13_meaningfulness"))).problem == "did not converge"


def test_values_without_a_density_are_never_a_step_forward() -> None:
    moments = true_moments(np.random.default_rng(1))
    model = longitudinal_model(SCALAR, moments)
    values = -fit_model(model, moments).estimates
    assert covariance_fit._look(model, moments, values).discrepancy == np.inf


def test_a_model_with_as_many_parameters_as_moments_is_refused() -> None:
    fixed = Matrices(np.zeros((2, 1)), np.eye(1), np.eye(2), np.zeros(2), np.zeros(1))
    every = [Parameter(str(i), "intercepts", ((0,),), 0.0) for i in range(5)]
    with pytest.raises(ValueError, match="0 degrees of freedom"):
        fit_model(Model(fixed, every), Moments(9, np.zeros(2), np.eye(2)))


def test_a_parameter_that_is_not_there_has_no_position() -> None:
    moments = true_moments(np.random.default_rng(1))
    with pytest.raises(ValueError, match="not in list"):
        fit_of(moments, METRIC).position(LATENT_MEAN_CHANGE)


def test_where_nothing_goes_together_there_is_nothing_to_fit_worse_than() -> None:
    moments = true_moments(np.random.default_rng(1))
    unrelated = replace(moments, covariance=np.eye(8))
    exact = replace(fit_of(moments), discrepancy=0.0)
    assert fit_measures(exact, unrelated).cfi == 1


@pytest.mark.parametrize("column", SCALES)
def test_the_rmsea_lies_in_its_interval(answers: Answers, column: str) -> None:
    moments = moments_of(answers(column))
    found = fit_measures(fit_of(moments), moments)
    assert found.rmsea_ci90.low <= found.rmsea <= found.rmsea_ci90.high


@pytest.mark.parametrize(
    ("covariance", "says_nothing"),
    [
        ([[1, 0.5], [0.5, 1]], False),
        ([[1, 1], [1, 1]], True),
        ([[1, 0], [0, 0]], True),
        ([[4e6, 0], [0, 1e-6]], False),
    ],
)
def test_covariances_are_singular_where_an_item_says_nothing_of_its_own(
    covariance: list[list[float]], says_nothing: object
) -> None:
    assert is_singular(np.array(covariance, dtype=float)) is says_nothing


def test_moments_are_divided_by_the_number_of_people() -> None:
    values = np.random.default_rng(4).normal(size=(30, 3))
    moments = moments_of(values)
    assert moments.n == 30
    assert moments.mean == pytest.approx(values.mean(axis=0))
    assert moments.covariance == pytest.approx(np.cov(values, rowvar=False, bias=True))
