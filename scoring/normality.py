"""Whether changes look normally distributed: the Shapiro-Wilk test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from scoring.change import FEWEST_FOR_P, NOT_SHOWN, Points
from scoring.effect_size import NO_SPREAD, SAME_CHANGE
from scoring.record import Record, Why, no_reasons

FEWEST_PAIRS = 3
MOST_PAIRS = 5000  # Royston's approximation of the null was made for 3 to 5000


@dataclass(frozen=True)
class ShapiroWilk(Record):
    """Shapiro and Wilk's W, at most 1, and the p of so small a W in a normal distribution."""

    w: float | None
    p: float | None
    why: Why = no_reasons


def shapiro_wilk(change: Points) -> ShapiroWilk:
    """Return the Shapiro-Wilk test of normally distributed changes.

    change: post minus pre in points, shape (people,); NaN, somebody without a pair, is left out.
    Both figures are None with a reason below 3 and above 5,000 pairs and where everyone changed
    alike (SD below 1e-9); p is None up to five pairs. A large p does not show that changes are
    normal.
    Sources: Shapiro & Wilk (1965), Biometrika 52, 591-611; Royston (1995), Appl Stat 44, 547-551.
    """
    kept = change[~np.isnan(change)]
    problem = _problem(kept)
    if problem:
        return ShapiroWilk(None, None, why=dict.fromkeys(("w", "p"), problem))
    test = stats.shapiro(kept)
    if len(kept) < FEWEST_FOR_P:
        return ShapiroWilk(float(test.statistic), None, why={"p": NOT_SHOWN})
    return ShapiroWilk(float(test.statistic), float(test.pvalue))


def _problem(kept: Points) -> str:
    if len(kept) < FEWEST_PAIRS:
        return "it needs at least three pairs"
    if len(kept) > MOST_PAIRS:
        return f"its approximation is for at most {MOST_PAIRS:,} pairs"
    return SAME_CHANGE if kept.std(ddof=1) < NO_SPREAD else ""
