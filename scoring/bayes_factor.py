"""How many times likelier a paired t is under some change than under none: JZS Bayes factor."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.effect_size import SAME_CHANGE
from scoring.record import Record, Why, no_reasons

RSCALE = math.sqrt(2) / 2  # "medium", the default of the R package BayesFactor
STEP = 1 / 16  # in log g; the error of the sum falls exponentially with it and is below 1e-14
LEFT = -6.0  # of log g: there exp(-1/(2g)) is e^-201
TAIL = 42.0  # beyond the last bend the integrand falls as 1/g, so e^-42 is left out
LARGEST_LOG = math.log(sys.float_info.max)


@dataclass(frozen=True)
class BayesFactor(Record):
    """bf10: likelihood of these data given some change, over that given none, unitless."""

    bf10: float | None
    rscale: float
    why: Why = no_reasons


def jzs_bayes_factor(t: float | None, n: int) -> BayesFactor:
    """Return the Bayes factor of a paired t-test with a Cauchy prior on the standardised change.

    t: the paired t, or None where it is undefined as everyone changed alike; n: pairs. rscale
    is the prior's scale in SDs of change, sqrt(2)/2. bf10 is None with a reason without t or
    two pairs, and where it exceeds what a float holds.

    The integral is our own, in log space: pingouin 0.7.0 raises ZeroDivisionError at n = 1,000,
    t = 60, and R's BayesFactor 0.9.12 approximates beyond t = 15 and is 1.1e-4 off at
    n = 100,000, t = 2.
    Source: Rouder et al. (2009), Psychon Bull Rev 16, 225-237, equation 1, with g times
    rscale squared.
    """
    if n < 2:
        return BayesFactor(None, RSCALE, why={"bf10": "a Bayes factor needs at least two pairs"})
    if t is None:
        return BayesFactor(None, RSCALE, why={"bf10": SAME_CHANGE})
    log_bf10 = _log_bf10(t, n)
    if log_bf10 > LARGEST_LOG:
        return BayesFactor(None, RSCALE, why={"bf10": "larger than a computer number can hold"})
    return BayesFactor(math.exp(log_bf10), RSCALE)


def _log_bf10(t: float, n: int) -> float:
    """Sum the integrand over equal steps of log g, which is all but exact for its bell shape.

    Its last bend is where n x g x rscale squared passes t squared, and no feature is narrower
    than about 1 in log g, whatever t and n.
    """
    right = 2 * math.log1p(abs(t)) + TAIL
    log_g = np.arange(LEFT, right, STEP)
    return float(special.logsumexp(_log_integrand(log_g, t, n))) + math.log(STEP)


def _log_integrand(log_g: NDArray[np.float64], t: float, n: int) -> NDArray[np.float64]:
    """Return log of (likelihood ratio at g) x (density of g) x g, the g being for d log g."""
    df = n - 1
    g = np.exp(log_g)
    shrunk = 1 + n * g * RSCALE**2
    fit = (df + 1) / 2 * (np.log1p(t**2 / df) - np.log1p(t**2 / df / shrunk))
    prior = -math.log(2 * math.pi) / 2 - 1.5 * log_g - 1 / (2 * g)
    return fit - np.log(shrunk) / 2 + prior + log_g
