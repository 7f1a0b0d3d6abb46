"""Whether a change is so small that it lies within the bounds of what does not matter."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.effect_size import NO_SPREAD, SAME_CHANGE
from scoring.record import Interval, Record, Why, no_reasons

NO_BOUND = "the plan has no equivalence bound for this outcome"
FIGURES = ("t_lower", "t_upper", "p", "ci90", "equivalent")


@dataclass(frozen=True)
class Equivalence(Record):
    """Two one-sided paired t-tests; bound and ci90 (of the mean change) are in points."""

    bound: float | None
    t_lower: float | None  # of the mean change against -bound
    t_upper: float | None  # of the mean change against +bound
    p: float | None  # the larger of the two one-sided p
    ci90: Interval | None
    equivalent: bool | None
    why: Why = no_reasons


def equivalence(
    change: NDArray[np.float64], bound: float | None, *, alpha: float = 0.05
) -> Equivalence:
    """Return whether the mean change lies between -bound and +bound.

    change: post minus pre in points, shape (people,); NaN, somebody without a pair, is left
    out. bound: points, above 0; None where the plan has none. Equivalent is p < alpha, which
    at .05 is the same as ci90 lying within the bounds; not equivalent is no finding of a
    change. Few pairs do not hide p, for it cannot be small by luck alone. Without a bound, two
    pairs or any spread (SD below 1e-9) the figures are None with a reason. Raises ValueError
    for a bound or level that is none. It takes people one by one, as the t-test does.
    Source: Schuirmann (1987), J Pharmacokinet Biopharm 15, 657-680.
    """
    if bound is None:
        return _without(None, {"bound": NO_BOUND, **dict.fromkeys(FIGURES, NO_BOUND)})
    if not (0 < bound < math.inf and 0 < alpha < 1):
        raise ValueError(f"need a bound above 0 and 0 < alpha < 1: {bound=}, {alpha=}")
    kept = change[~np.isnan(change)]
    n = len(kept)
    if n < 2:
        return _without(bound, dict.fromkeys(FIGURES, "a t-test needs at least two pairs"))
    mean, sd = float(kept.mean()), float(kept.std(ddof=1))
    if sd < NO_SPREAD:
        return _without(bound, dict.fromkeys(FIGURES, SAME_CHANGE))
    error = sd / math.sqrt(n)
    t_lower, t_upper = (mean + bound) / error, (mean - bound) / error
    p = float(special.stdtr(n - 1, max(-t_lower, t_upper)))
    half = float(special.stdtrit(n - 1, 0.95)) * error
    interval = Interval(mean - half, mean + half)
    return Equivalence(bound, t_lower, t_upper, p, interval, equivalent=p < alpha)


def _without(bound: float | None, why: Why) -> Equivalence:
    return Equivalence(bound, None, None, None, None, None, why=why)
