"""The factor models of one scale, one after the other for as long as they hold, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from scoring.covariance_fit import Fit, fit_model
from scoring.covariance_model import Moments
from scoring.fit_measures import FitMeasures, fit_measures
from scoring.invariance_models import (
    CONFIGURAL,
    LATENT_MEAN_CHANGE,
    METRIC,
    SCALAR,
    longitudinal_model,
)
from scoring.record import Interval, Record, Why, no_reasons

BOUNDS = {
    "cfi_at_least": 0.90,  # Bentler & Bonett (1980), Psychol Bull 88, 588-606
    "rmsea_at_most": 0.08,  # Browne & Cudeck (1992), Sociol Methods Res 21, 230-258
    "srmr_at_most": 0.08,  # Hu & Bentler (1999), Struct Equ Modeling 6, 1-55
    "delta_cfi_at_least": -0.010,  # Chen (2007), Struct Equ Modeling 14, 464-504
    "delta_rmsea_at_most": 0.015,  # Chen (2007)
}
FIGURES = ("chi_square", "p", "cfi", "rmsea", "rmsea_ci90", "srmr")
DIFFERENCES = ("delta_cfi", "delta_rmsea", "chi_square_difference", "p_difference")
NO_FIGURES = (None, None, None, None, None)  # p to srmr
EQUAL = "loadings and intercepts look equal over the two waves"
UNEQUAL = {
    METRIC: "loadings do not look equal over the two waves: the scale may not measure alike before"
    " and after",
    SCALAR: "loadings look equal over the two waves, intercepts do not: means before and after may"
    " not mean the same",
}


@dataclass(frozen=True)
class FactorModel(Record):
    """One model's fit; unitless. Figures are None if the model has no proper solution."""

    name: str  # configural, metric or scalar
    chi_square: float | None
    df: int
    p: float | None
    cfi: float | None
    rmsea: float | None
    rmsea_ci90: Interval | None
    srmr: float | None


@dataclass(frozen=True)
class ConfiguralModel(FactorModel):
    """One factor a wave, nothing equal; fits: CFI, RMSEA and SRMR keep the bounds."""

    fits: bool | None
    why: Why = no_reasons


@dataclass(frozen=True)
class EqualityModel(FactorModel):
    """A model with more made equal; differences are from the model before it."""

    delta_cfi: float | None
    delta_rmsea: float | None
    chi_square_difference: float | None
    df_difference: int
    p_difference: float | None
    holds: bool | None  # both deltas keep the bounds
    why: Why = no_reasons


@dataclass(frozen=True)
class ScaleModels(Record):
    """The models of one scale as far as they were fitted, and what they say in words."""

    n_pairs: int
    verdict: str
    models: Sequence[FactorModel]
    latent_mean_change: float | None  # in SDs of the factor at pre; only if all models hold
    latent_mean_change_ci95: Interval | None
    why: Why = no_reasons


def compare_models(moments: Moments, linked: Sequence[tuple[int, int]] = ()) -> ScaleModels:
    """Return the models of one scale from the moments of its items at pre, then at post.

    moments: of an even number of variables whose covariances are positive definite. linked:
    positions of items whose residual covariance is free within each wave. See `factor_models`.
    """
    fit = fit_model(longitudinal_model(CONFIGURAL, moments, linked), moments)
    measures = fit_measures(fit, moments)
    models: list[FactorModel] = [_configural(fit, measures)]
    verdict = _unfit(CONFIGURAL, fit) or _misfit(measures)
    for level in (METRIC, SCALAR):
        if verdict:
            return without_change(moments.n, verdict, models)
        fit, former = fit_model(longitudinal_model(level, moments, linked), moments), measures
        measures = fit_measures(fit, moments)
        model = _equality(level, fit, measures, former)
        models.append(model)
        verdict = _unfit(level, fit) or ("" if model.holds else UNEQUAL[level])
    if verdict:
        return without_change(moments.n, verdict, models)
    return ScaleModels(moments.n, EQUAL, models, *latent_mean_change(fit))


def latent_mean_change(fit: Fit) -> tuple[float, Interval]:
    """Return a scalar model's change of the factor mean in SDs at pre, with its 95 % interval.

    Positive is a rise of the items: a factor that came out the other way round is turned.
    """
    place = fit.position(LATENT_MEAN_CHANGE)
    change = float(fit.estimates[place] * np.sign(fit.matrices.loadings.sum()))
    half = float(special.ndtri(0.975) * fit.standard_errors[place])
    return change, Interval(change - half, change + half)


def without_change(n: int, verdict: str, models: Sequence[FactorModel]) -> ScaleModels:
    """Return the models with a verdict that allows for no latent mean change."""
    why = dict.fromkeys(("latent_mean_change", "latent_mean_change_ci95"), verdict)
    return ScaleModels(n, verdict, models, None, None, why=why)


def _unfit(level: str, fit: Fit) -> str:
    return f"not tested further: the {level} model {fit.problem}" if fit.problem else ""


def _misfit(measures: FitMeasures) -> str:
    broken = [
        _compared("CFI", measures.cfi, "<", BOUNDS["cfi_at_least"]),
        _compared("RMSEA", measures.rmsea, ">", BOUNDS["rmsea_at_most"]),
        _compared("SRMR", measures.srmr, ">", BOUNDS["srmr_at_most"]),
    ]
    named = ", ".join(filter(None, broken))
    return f"not tested further: the configural model does not fit ({named})" if named else ""


def _compared(name: str, value: float, sign: str, bound: float) -> str:
    """Say how a figure breaks its bound, in as many decimals as it takes to see; else nothing."""
    if not (value < bound if sign == "<" else value > bound):
        return ""
    decimals = next(n for n in range(2, 18) if round(value, n) != bound)
    return f"{name} {value:.{decimals}f} {sign} {bound:.2f}".replace(" 0.", " .")


def _configural(fit: Fit, measures: FitMeasures) -> ConfiguralModel:
    if fit.problem:
        why = dict.fromkeys((*FIGURES, "fits"), f"the configural model {fit.problem}")
        return ConfiguralModel(CONFIGURAL, None, measures.df, *NO_FIGURES, fits=None, why=why)
    return ConfiguralModel(CONFIGURAL, *measures, fits=not _misfit(measures))


def _equality(level: str, fit: Fit, measures: FitMeasures, former: FitMeasures) -> EqualityModel:
    df_difference = measures.df - former.df
    if fit.problem:
        names = (*FIGURES, *DIFFERENCES, "holds")
        why = dict.fromkeys(names, f"the {level} model {fit.problem}")
        figures = (level, None, measures.df, *NO_FIGURES)
        return EqualityModel(*figures, None, None, None, df_difference, None, None, why=why)
    delta_cfi, delta_rmsea = measures.cfi - former.cfi, measures.rmsea - former.rmsea
    chi_square = measures.chi_square - former.chi_square
    holds = delta_cfi >= BOUNDS["delta_cfi_at_least"]
    return EqualityModel(
        level,
        *measures,
        delta_cfi=delta_cfi,
        delta_rmsea=delta_rmsea,
        chi_square_difference=chi_square,
        df_difference=df_difference,
        p_difference=float(special.chdtrc(df_difference, max(chi_square, 0))),
        holds=holds and delta_rmsea <= BOUNDS["delta_rmsea_at_most"],
    )
