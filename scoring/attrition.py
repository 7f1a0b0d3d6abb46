"""Who came back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.record import Interval, Record, Why, no_reasons


@dataclass(frozen=True)
class Attrition(Record):
    """Who came back: people with at least one answered item at each wave."""

    n_pre: int
    n_post: int
    n_both: int
    n_lost: int
    rate: float | None
    rate_ci95: Interval | None
    why: Why = no_reasons


def attrition(answered_pre: NDArray[np.bool_], answered_post: NDArray[np.bool_]) -> Attrition:
    """Return how many people were there before, and how many of them were lost after.

    answered_pre, answered_post: whether each person has at least one answered item at that
    wave, shape (people,), in one order; a row without an answer counts as no row.

    n_post also counts people without pre. rate = n_lost / n_pre, unitless, with Wilson's 95 %
    interval; None with a reason if nobody answered at pre.
    Source: Wilson (1927), J Am Stat Assoc 22, 209-212.
    """
    n_pre = int(np.count_nonzero(answered_pre))
    n_post = int(np.count_nonzero(answered_post))
    n_both = int(np.count_nonzero(answered_pre & answered_post))
    n_lost = n_pre - n_both
    if n_pre == 0:
        why = dict.fromkeys(("rate", "rate_ci95"), "nobody answered at pre")
        return Attrition(n_pre, n_post, n_both, n_lost, None, None, why=why)
    rate_ci95 = wilson_interval(n_lost, n_pre)
    return Attrition(n_pre, n_post, n_both, n_lost, n_lost / n_pre, rate_ci95)


def wilson_interval(n_with: int, n: int, *, level: float = 0.95) -> Interval:
    """Return Wilson's interval of the share n_with / n, unitless, within 0 to 1; n > 0.

    Source: Wilson (1927), J Am Stat Assoc 22, 209-212; no continuity correction.
    """
    z = float(special.ndtri((1 + level) / 2))
    share, weight = n_with / n, z * z / n
    centre = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / n + weight / (4 * n))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))
