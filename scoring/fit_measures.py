"""How well a fitted factor model reproduces the means and covariances it was fitted to."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from scoring.covariance_fit import Fit
from scoring.covariance_model import Moments
from scoring.record import Interval


class FitMeasures(NamedTuple):
    """The usual figures of a model's fit; unitless."""

    chi_square: float
    df: int
    p: float
    cfi: float
    rmsea: float
    rmsea_ci90: Interval
    srmr: float


def fit_measures(fit: Fit, moments: Moments) -> FitMeasures:
    """Return the fit of a model to the moments it was fitted to.

    chi_square: n times the discrepancy. cfi: against a baseline in which the variables have
    free means and variances and no covariances, from 0 to 1. rmsea: with n in the denominator,
    and its interval from the noncentral chi-square, 0 where even the centre is unlikely. srmr:
    residual covariances and means over the observed standard deviations, their mean square's
    root (Bentler's, means included). All as lavaan has them by default.
    Sources: Bentler (1990), Psychol Bull 107, 238-246; Browne & Cudeck (1992), Sociol Methods
    Res 21, 230-258; Bentler (1995), EQS program manual.
    """
    df, chi_square = fit.model.degrees_of_freedom, max(moments.n * fit.discrepancy, 0.0)
    return FitMeasures(
        chi_square=chi_square,
        df=df,
        p=float(special.chdtrc(df, chi_square)),
        cfi=_comparative_fit(chi_square - df, moments),
        rmsea=math.sqrt(max(chi_square - df, 0) / (df * moments.n)),
        rmsea_ci90=Interval(
            *(math.sqrt(_noncentrality(chi_square, df, p) / (df * moments.n)) for p in (0.95, 0.05))
        ),
        srmr=_residual_size(fit, moments),
    )


def _comparative_fit(excess: float, moments: Moments) -> float:
    """Baseline: the determinant of the correlation matrix is all that no covariances leave."""
    sd = np.sqrt(np.diag(moments.covariance))
    _, log_determinant = np.linalg.slogdet(moments.covariance / np.outer(sd, sd))
    n_covariances = len(sd) * (len(sd) - 1) // 2
    of_baseline = float(-moments.n * log_determinant) - n_covariances
    worst = max(excess, of_baseline, 0)
    return 1 - max(excess, 0) / worst if worst else 1.0


def _noncentrality(chi_square: float, df: int, p: float) -> float:
    """Return the noncentrality under which chi_square is the p quantile; 0 if there is none."""
    if special.chdtr(df, chi_square) <= p:
        return 0.0
    return float(special.chndtrinc(chi_square, df, p))


def _residual_size(fit: Fit, moments: Moments) -> float:
    loadings, factors, residuals, intercepts, factor_means = fit.matrices
    sd = np.sqrt(np.diag(moments.covariance))
    off = (moments.covariance - loadings @ factors @ loadings.T - residuals) / np.outer(sd, sd)
    off_mean = (moments.mean - intercepts - loadings @ factor_means) / sd
    every = np.concatenate([off[np.tril_indices(len(sd))], off_mean])
    return float(np.sqrt(np.mean(every**2)))
