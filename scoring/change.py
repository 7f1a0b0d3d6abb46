"""Change in the same people: post minus pre, with its interval and its standardised forms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from scoring.effect_size import NO_SPREAD, SAME_CHANGE, EffectSize, effect_size
from scoring.errors import BadFrame
from scoring.record import Interval, Record, Why, no_reasons

Points = NDArray[np.float64]

DECIMALS_KEPT = 9  # before asking whether a change is zero: proration leaves float noise
FEWEST_FOR_P = 6  # up to 5 pairs no rank test can reach .05, so no test shows a p
NOT_SHOWN = "not shown for five pairs or fewer, where no rank test could reach .05"


@dataclass(frozen=True)
class Distribution(Record):
    """Mean and standard deviation (n - 1) in points."""

    mean: float | None
    sd: float | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Change(Record):
    """Post minus pre: mean and SD in points, and how many rose, stayed and fell."""

    mean: float | None
    sd: float | None
    n_up: int
    n_zero: int
    n_down: int
    why: Why = no_reasons


@dataclass(frozen=True)
class TTest(Record):
    """Paired t-test of no mean change, two-sided; ci95 is of the mean change in points."""

    t: float | None
    df: int | None
    p: float | None
    ci95: Interval | None
    why: Why = no_reasons


@dataclass(frozen=True)
class PairedChange(Record):
    """Everything about one score before and after, in the people who have it both times."""

    n_pairs: int
    pre: Distribution
    post: Distribution
    correlation: float | None
    change: Change
    t_test: TTest
    effect_size: EffectSize
    why: Why = no_reasons


def paired_change(
    pre: pd.Series[float] | Points | Sequence[float],
    post: pd.Series[float] | Points | Sequence[float],
) -> PairedChange:
    """Return the change from pre to post in the people who have a score both times.

    pre, post: scores in points, shape (n,), one entry a person in the same order; NaN where
    there is no score. Pairs with a NaN are left out of every figure, also of the means.
    Two Series must have the same index.

    Means, SDs (n - 1) and the interval are in points, post minus pre, so positive is a rise;
    correlation and effect sizes are unitless. A figure that does not exist is None with a
    reason: anything that needs spread where there is none (SD below 1e-9), and the p of five
    pairs or fewer. For counting, differences are rounded to 9 decimals.

    Raises BadFrame if pre and post are not the same people.
    Source: paired t, Student (1908), Biometrika 6, 1-25; effect sizes as in
    `scoring.effect_size`.
    """
    before, after = _pairs(pre, post)
    change = after - before
    correlation, why = _correlation(before, after)
    return PairedChange(
        n_pairs=len(change),
        pre=_distribution(before),
        post=_distribution(after),
        correlation=correlation,
        change=_change(change),
        t_test=_t_test(before, after),
        effect_size=effect_size(before, after),
        why=why,
    )


def design_effect_interval(  # noqa: PLR0913 - six figures, each with its own name
    mean: float, sd: float, n: int, n_groups: int, *, icc: float = 0.10, level: float = 0.95
) -> Interval:
    """Return an interval of a mean that allows for people being alike within groups.

    mean, sd: of the change in points; n people in n_groups groups, on average m = n / n_groups
    each; icc: the share of variance between groups, fixed beforehand and never from these data.

    mean ± t(n_groups - 1) x sd / sqrt(n) x sqrt(1 + (m - 1) x icc), in points. It uses nothing
    of any single group. Raises ValueError if a figure is off.
    Source: design effect, Kish (1965); df by groups, Baldwin, Murray & Shadish (2005).
    """
    if not 2 <= n_groups <= n:
        raise ValueError(f"need at least 2 groups, and a person in each: {n=}, {n_groups=}")
    if not (math.isfinite(mean) and 0 <= sd < math.inf and 0 <= icc < 1 and 0 < level < 1):
        given = f"{mean=}, {sd=}, {icc=}, {level=}"
        raise ValueError(f"need a mean, sd >= 0, 0 <= icc < 1 and 0 < level < 1: {given}")
    design_effect = 1 + (n / n_groups - 1) * icc
    t = float(special.stdtrit(n_groups - 1, (1 + level) / 2))
    half = t * sd / math.sqrt(n) * math.sqrt(design_effect)
    return Interval(mean - half, mean + half)


def _pairs(
    pre: pd.Series[float] | Points | Sequence[float],
    post: pd.Series[float] | Points | Sequence[float],
) -> tuple[Points, Points]:
    labelled = isinstance(pre, pd.Series) and isinstance(post, pd.Series)
    if labelled and not pre.index.equals(post.index):  # type: ignore[union-attr]
        raise BadFrame("pre and post must list the same people in one order: their indexes differ")
    before, after = np.asarray(pre, dtype=np.float64), np.asarray(post, dtype=np.float64)
    if before.ndim != 1 or before.shape != after.shape:
        raise BadFrame(
            f"pre and post need one entry a person: shapes {before.shape} and {after.shape}"
        )
    complete = ~(np.isnan(before) | np.isnan(after))
    return before[complete], after[complete]


def _mean(points: Points) -> float | None:
    return float(points.mean()) if len(points) else None


def _sd(points: Points) -> float | None:
    return float(points.std(ddof=1)) if len(points) > 1 else None


def _has_spread(sd: float | None) -> bool:
    return sd is not None and sd >= NO_SPREAD


def _moments_missing(n: int) -> dict[str, str]:
    if n == 0:
        return dict.fromkeys(("mean", "sd"), "there is no pair")
    return {"sd": "one pair has no spread"} if n == 1 else {}


def _distribution(points: Points) -> Distribution:
    return Distribution(_mean(points), _sd(points), why=_moments_missing(len(points)))


def _change(change: Points) -> Change:
    rounded = change.round(DECIMALS_KEPT)
    return Change(
        mean=_mean(change),
        sd=_sd(change),
        n_up=int(np.count_nonzero(rounded > 0)),
        n_zero=int(np.count_nonzero(rounded == 0)),
        n_down=int(np.count_nonzero(rounded < 0)),
        why=_moments_missing(len(change)),
    )


def _correlation(before: Points, after: Points) -> tuple[float | None, dict[str, str]]:
    if len(before) < 2:
        return None, {"correlation": "it needs at least two pairs"}
    if not (_has_spread(_sd(before)) and _has_spread(_sd(after))):
        return None, {"correlation": "everyone has the same score at pre or at post"}
    return float(np.corrcoef(before, after)[0, 1]), {}


def _t_test(before: Points, after: Points) -> TTest:
    n = len(before)
    if n < 2:
        why = dict.fromkeys(("t", "df", "p", "ci95"), "a t-test needs at least two pairs")
        return TTest(None, None, None, None, why=why)
    if not _has_spread(_sd(after - before)):
        why = dict.fromkeys(("t", "p", "ci95"), SAME_CHANGE)
        return TTest(None, n - 1, None, None, why=why)
    test = stats.ttest_rel(after, before)
    interval = test.confidence_interval(0.95)
    is_shown = n >= FEWEST_FOR_P
    return TTest(
        t=float(test.statistic),
        df=n - 1,
        p=float(test.pvalue) if is_shown else None,
        ci95=Interval(float(interval.low), float(interval.high)),
        why={} if is_shown else {"p": NOT_SHOWN},
    )
