"""Standardised mean changes: how large a change is in standard deviations, and in which."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from scoring.record import Interval, Record, Why, no_reasons

NO_SPREAD = 1e-9  # an SD below this is float noise: proration leaves differences of 1e-15
FEWEST_FOR_J = 3  # with 2 pairs the correction is 0 and would hide the change
LARGEST_T = 1e4  # further out the noncentral t distribution has no digits left
NO_DIGITS_LEFT = "the changes are nearly the same, and t is too large for this interval"
ROOT_MARGIN = 0.01  # how far, relatively, scipy's own inverse may be off; it is off by 1e-6

J = "J = gamma(df/2) / (sqrt(df/2) gamma((df-1)/2)), df = pairs - 1"
METHOD = {
    "d_z": "mean change / SD of change",
    "g_z": f"d_z x J, {J}",
    "d_z_ci95": "noncentral t, df = pairs - 1",
    "d_av": "mean change / sqrt((SD pre squared + SD post squared) / 2)",
    "g_av": "d_av x J, J as for g_z",
    "g_av_ci95": "Algina and Keselman (2003), noncentral t, df = pairs - 1, x J",
    "d_pre": "mean change / SD pre, in the pairs",
}
SAME_CHANGE = "everyone changed by the same number of points"
WITHOUT_SPREAD = {
    "d_z": SAME_CHANGE,
    "d_av": "everyone has the same score at pre and at post",
    "d_pre": "everyone has the same score at pre",
}
RESTS_ON = {  # the figure that must exist before this one can
    "d_z": "d_z",
    "g_z": "d_z",
    "d_z_ci95": "d_z",
    "d_av": "d_av",
    "g_av": "d_av",
    "g_av_ci95": "d_z",
    "d_pre": "d_pre",
}


@dataclass(frozen=True)
class EffectSize(Record):
    """Standardised mean changes, unitless; `method` names each formula."""

    d_z: float | None
    g_z: float | None
    d_z_ci95: Interval | None
    d_av: float | None
    g_av: float | None
    g_av_ci95: Interval | None
    d_pre: float | None
    method: Mapping[str, str]
    why: Why = no_reasons


def effect_size(before: NDArray[np.float64], after: NDArray[np.float64]) -> EffectSize:
    """Return the standardised mean changes of pairs without gaps, post minus pre, unitless.

    before, after: scores in points, shape (pairs,). A figure whose unit has no spread (SD below
    1e-9), or that needs more pairs, is None with a reason: d needs two pairs, g three.
    Sources: d_z, Lakens (2013), Front Psychol 4, 863; d_av over the root mean square of the two
    SDs, Cumming (2012), Understanding the New Statistics; interval of d_av, Algina &
    Keselman (2003), Educ Psychol Meas 63, 537-553; J as in `hedges_correction`.
    """
    n = len(before)
    if n < 2:
        reason = "a standardised change needs at least two pairs"
        return _record({}, dict.fromkeys(METHOD, reason))
    mean = float((after - before).mean())
    units = _units(before, after)
    d = {f"d_{name}": mean / sd for name, sd in units.items() if sd >= NO_SPREAD}
    found: dict[str, float | Interval] = {**d}
    t = d.get("d_z", math.inf) * math.sqrt(n)
    if abs(t) <= LARGEST_T:
        noncentrality = noncentrality_interval(t, n - 1)
        found["d_z_ci95"] = _scaled(noncentrality, 1 / math.sqrt(n))
    if n >= FEWEST_FOR_J:
        j = hedges_correction(n - 1)
        found |= {f"g_{name[2:]}": value * j for name, value in d.items()}
        if abs(t) <= LARGEST_T:  # then SD pre and SD post are not both zero
            unit = units["z"] / math.sqrt(n) / units["av"]
            found["g_av_ci95"] = _scaled(noncentrality, unit * j)
    missing = [name for name in METHOD if name not in found]
    if "d_z" in d and abs(t) > LARGEST_T:
        return _record(found, dict.fromkeys(missing, NO_DIGITS_LEFT))
    return _record(found, {name: _reason(name, d) for name in missing})


def hedges_correction(df: int) -> float:
    """Return J, which takes the small-sample bias out of a standardised mean change.

    gamma(df/2) / (sqrt(df/2) gamma((df-1)/2)), unitless; below 1, rising with df > 1.
    Source: Hedges (1981), J Educ Stat 6, 107-128, the exact form.
    """
    log_ratio = special.gammaln(df / 2) - special.gammaln((df - 1) / 2)
    return math.exp(log_ratio - math.log(df / 2) / 2)


def noncentrality_interval(t: float, df: int) -> Interval:
    """Return the 95 % interval of the noncentrality of a t distribution that gave t.

    Its ends are those noncentralities under which t is the 97.5th and the 2.5th percentile.
    Source: Steiger & Fouladi (1997), in Harlow et al. (eds), What if there were no significance
    tests?, 221-257.
    """
    if t < 0:
        low, high = noncentrality_interval(-t, df)
        return Interval(-high, -low)
    return Interval(_noncentrality(t, df, 0.975), _noncentrality(t, df, 0.025))


def _noncentrality(t: float, df: int, probability: float) -> float:
    near = float(special.nctdtrinc(df, probability, t))
    margin = ROOT_MARGIN * (1 + abs(near))
    return float(
        optimize.brentq(
            lambda nc: special.nctdtr(df, nc, t) - probability,
            near - margin,
            near + margin,
            xtol=1e-13,
        )
    )


def _units(before: NDArray[np.float64], after: NDArray[np.float64]) -> dict[str, float]:
    """Return the SDs (n - 1) that a mean change is divided by, in points."""
    sd_pre, sd_post = float(before.std(ddof=1)), float(after.std(ddof=1))
    return {
        "z": float((after - before).std(ddof=1)),
        "av": math.sqrt((sd_pre**2 + sd_post**2) / 2),
        "pre": sd_pre,
    }


def _scaled(interval: Interval, unit: float) -> Interval:
    return Interval(interval.low * unit, interval.high * unit)


def _record(found: dict[str, float | Interval], why: dict[str, str]) -> EffectSize:
    figures = {name: found.get(name) for name in METHOD}
    return EffectSize(**figures, method=METHOD, why=why)  # type: ignore[arg-type]  # by name


def _reason(name: str, d: dict[str, float]) -> str:
    needed = RESTS_ON[name]
    if needed in d:
        return "the correction for few people needs at least three pairs"
    return WITHOUT_SPREAD[needed]
