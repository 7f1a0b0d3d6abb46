"""Who came back, and how those who did not had scored before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.change import FEWEST_FOR_P
from scoring.cohort import Cohort
from scoring.effect_size import (
    LARGEST_T,
    NO_SPREAD,
    hedges_correction,
    noncentrality_interval,
)
from scoring.record import Interval, Record, Why, no_reasons

TOO_FEW = "it needs two completers and two of the lost with a score at pre"
SAME_SCORES = "within completers and lost everyone has the same score at pre"
TOO_FAR_APART = "scores within each are nearly the same, and t is too large for this interval"

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Part(Record):
    """The scores at pre of some of the people: how many, mean and SD (n - 1) in points."""

    n: int
    mean: float | None
    sd: float | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Welch(Record):
    """Welch's t-test, two-sided; difference (lost minus completers) and ci95 in points."""

    difference: float | None
    t: float | None
    df: float | None
    p: float | None
    ci95: Interval | None
    why: Why = no_reasons


@dataclass(frozen=True)
class CompletersAndLost(Record):
    """One score at pre in those who came back and in those who were lost."""

    completers: Part
    lost: Part
    welch: Welch
    hedges_g: float | None
    hedges_g_ci95: Interval | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Attrition(Record):
    """Who came back: people with at least one answered item at each wave."""

    n_pre: int
    n_post: int
    n_both: int
    n_lost: int
    rate: float | None
    rate_ci95: Interval | None
    by_outcome: Mapping[str, CompletersAndLost] = field(default_factory=dict)
    why: Why = no_reasons


def attrition_of(cohort: Cohort) -> Attrition:
    """Return who came back, and each score at pre in completers against lost.

    As `attrition`, with by_outcome as `completers_against_lost` for every score. Completers
    answered at least one item at both waves, the lost at pre only, whatever has a score.
    """
    before, after = cohort.has_answered
    parts = {
        column: completers_against_lost(points[before & after], points[before & ~after])
        for column, points in cohort.before.items()
    }
    return replace(attrition(before, after), by_outcome=parts)


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


def completers_against_lost(completers: Points, lost: Points) -> CompletersAndLost:
    """Return how the lost scored at pre against the completers, lost minus completers.

    completers, lost: scores at pre in points, shape (n,) each; NaN, no score, is left out.

    welch: t-test without equal variances; its interval is in points. hedges_g: the difference
    over the pooled SD, x J (exact gamma form, df = n - 2 of both together), unitless; its
    interval is that of the noncentrality of the pooled t x sqrt(1/n1 + 1/n2) x J. With fewer
    than two in a part, or no spread in either (SD below 1e-9), all but the difference are None
    with a reason; so is p where there are five people or fewer.
    Sources: Welch (1947), Biometrika 34, 28-35; Hedges (1981), J Educ Stat 6, 107-128; interval,
    Steiger & Fouladi (1997), as in `scoring.effect_size.noncentrality_interval`.
    """
    completers, lost = (part[~np.isnan(part)] for part in (completers, lost))
    parts = _part(completers), _part(lost)
    reason = _without_test(completers, lost)
    if reason is None:
        return CompletersAndLost(*parts, _welch(completers, lost), **_g(completers, lost))
    difference = float(lost.mean() - completers.mean()) if len(lost) and len(completers) else None
    names = [*(["difference"] if difference is None else []), "t", "df", "p", "ci95"]
    return CompletersAndLost(
        *parts,
        welch=Welch(difference, None, None, None, None, why=dict.fromkeys(names, reason)),
        hedges_g=None,
        hedges_g_ci95=None,
        why=dict.fromkeys(("hedges_g", "hedges_g_ci95"), reason),
    )


def wilson_interval(n_with: int, n: int, *, level: float = 0.95) -> Interval:
    """Return Wilson's interval of the share n_with / n, unitless, within 0 to 1; n > 0.

    Source: Wilson (1927), J Am Stat Assoc 22, 209-212; no continuity correction.
    """
    z = float(special.ndtri((1 + level) / 2))
    share, weight = n_with / n, z * z / n
    centre = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / n + weight / (4 * n))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def _part(points: Points) -> Part:
    n = len(points)
    if n == 0:
        return Part(0, None, None, why=dict.fromkeys(("mean", "sd"), "there is nobody"))
    if n == 1:
        return Part(1, float(points[0]), None, why={"sd": "one person has no spread"})
    return Part(n, float(points.mean()), float(points.std(ddof=1)))


def _without_test(completers: Points, lost: Points) -> str | None:
    """Return why the two cannot be tested against each other, if so."""
    if min(len(completers), len(lost)) < 2:
        return TOO_FEW
    spread = max(float(completers.std(ddof=1)), float(lost.std(ddof=1)))
    return SAME_SCORES if spread < NO_SPREAD else None


def _welch(completers: Points, lost: Points) -> Welch:
    difference = float(lost.mean() - completers.mean())
    errors = [float(part.var(ddof=1)) / len(part) for part in (completers, lost)]
    se = math.sqrt(sum(errors))
    shares = [error / se**2 for error in errors]
    df = 1 / sum(
        share**2 / (len(part) - 1) for share, part in zip(shares, (completers, lost), strict=True)
    )
    t = difference / se
    half = float(special.stdtrit(df, 0.975)) * se
    is_shown = len(completers) + len(lost) >= FEWEST_FOR_P
    return Welch(
        difference=difference,
        t=t,
        df=df,
        p=2 * float(special.stdtr(df, -abs(t))) if is_shown else None,
        ci95=Interval(difference - half, difference + half),
        why={} if is_shown else {"p": "not shown for five people or fewer"},
    )


def _g(completers: Points, lost: Points) -> dict[str, Any]:
    """Return Hedges' g and its interval, and the reason where there is none, by name."""
    df = len(completers) + len(lost) - 2
    squares = sum(float(part.var(ddof=1)) * (len(part) - 1) for part in (completers, lost))
    d = float(lost.mean() - completers.mean()) / math.sqrt(squares / df)
    unit = math.sqrt(1 / len(completers) + 1 / len(lost))
    j = hedges_correction(df)
    if abs(d / unit) > LARGEST_T:
        return {"hedges_g": d * j, "hedges_g_ci95": None, "why": {"hedges_g_ci95": TOO_FAR_APART}}
    low, high = noncentrality_interval(d / unit, df)
    return {"hedges_g": d * j, "hedges_g_ci95": Interval(low * unit * j, high * unit * j)}
