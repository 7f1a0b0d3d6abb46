"""How often a test finds what is there: exact power of the t-test and of equivalence."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Points = NDArray[np.float64]

POWER_SOUGHT = 0.80
NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)
TAIL = 1e-17  # the share of the SD's distribution that is left out at each end
REACH = 8.5  # beyond so many standard deviations the normal distribution has nothing left


def t_test_power(noncentrality: float, df: float, *, alpha: float = 0.05) -> float:
    """Return the chance that a two-sided t-test finds a change of so many standard errors.

    P(|T| > the critical t), T noncentral t; R's power.t.test(strict = TRUE).
    """
    critical = -float(special.stdtrit(df, alpha / 2))
    edges = [
        (sign * noncentrality + side * REACH) / max(critical, TAIL)
        for sign in (1, -1)
        for side in (-1, 0, 1)
    ]
    return _mean_over_sd(
        lambda s: (
            special.ndtr(noncentrality - critical * s) + special.ndtr(-noncentrality - critical * s)
        ),
        df,
        edges,
    )


def equivalence_power(bound: float, df: float, *, alpha: float = 0.05) -> float:
    """Return the chance that both one-sided tests find equivalence where nothing changed.

    bound: in standard errors of the mean change. With s the SD found over the true SD and t the
    one-sided critical value it is the mean over s of max(0, 2 Phi(bound - t s) - 1): exact, for
    mean and SD are independent. Source: Phillips (1990), J Pharmacokinet Biopharm 18, 137-144.
    """
    critical = -float(special.stdtrit(df, alpha))
    edges = [bound / critical, (bound - REACH) / critical] if critical > 0 else []
    return _mean_over_sd(
        lambda s: np.maximum(0, special.erf((bound - critical * s) / math.sqrt(2))), df, edges
    )


def smallest_change(error: float, df: int, *, alpha: float = 0.05) -> float:
    """Return the change that a t-test finds with a power of .80, in the unit of its error."""
    if alpha >= POWER_SOUGHT:
        return 0.0
    most = 4.0
    while t_test_power(most, df, alpha=alpha) < POWER_SOUGHT:
        most *= 2
    root = optimize.brentq(
        lambda nc: t_test_power(nc, df, alpha=alpha) - POWER_SOUGHT, 0, most, xtol=1e-12
    )
    return float(root) * error


def _mean_over_sd(chance: Callable[[Points], Points], df: float, edges: Sequence[float]) -> float:
    """Return the mean of a chance over s, the SD found over the true SD: chi over sqrt(df).

    Gauss-Legendre between the edges, where the chance turns from one level to another. It runs
    over the fourth root of s, so that a df below 2 leaves no kink at 0; the weights are made to
    sum to 1, for at a million people the density's constant has lost digits. scipy's own
    noncentral t gives NaN in some of these places.
    """
    low = math.sqrt(2 * special.gammaincinv(df / 2, TAIL) / df)
    high = math.sqrt(2 * special.gammainccinv(df / 2, TAIL) / df)
    ends = np.unique(np.clip([low, *edges, high], low, high)) ** 0.25
    half = np.diff(ends)[:, np.newaxis] / 2
    roots = (ends[:-1, np.newaxis] + half) + half * NODES
    s = roots**4
    log_density = (df - 1) * np.log(s) + 3 * np.log(roots) - df * (s**2 - 1) / 2
    weights = half * WEIGHTS * np.exp(log_density - log_density.max())
    return float(np.sum(weights * chance(s)) / np.sum(weights))
