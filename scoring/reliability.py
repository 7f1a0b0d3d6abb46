"""How well a scale's items hang together at one wave, and how exact its sum is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.measurement_error import MeasurementError, measurement_error
from scoring.omega import OMEGA_METHOD, omega_total
from scoring.record import Interval, Record, Why, no_reasons

FEWEST_ROWS = 3
NO_SPREAD = 1e-9  # a variance below this is float noise


@dataclass(frozen=True)
class ItemFigures(Record):
    """One figure for each item, by the item's key."""

    by_item: Mapping[str, float | None]
    why: Why = no_reasons

    def to_dict(self) -> dict[str, Any]:
        """Return the figures by item, and the reasons beside them."""
        out = super().to_dict()
        return {**out.pop("by_item"), **out}


@dataclass(frozen=True)
class Reliability(Record):
    """Reliability and measurement error of one scale at one wave, from complete rows.

    alpha, omega and item_rest are unitless; sd, standard_error_of_measurement and
    smallest_detectable_change are in points of the scale's sum.
    """

    n: int
    k: int
    alpha: float | None
    alpha_ci95: Interval | None
    omega: float | None
    omega_method: str
    item_rest: ItemFigures
    alpha_if_dropped: ItemFigures
    sd: float | None
    standard_error_of_measurement: float | None
    smallest_detectable_change: float | None
    why: Why = no_reasons


def scale_reliability(
    values: NDArray[np.float64], item_keys: Sequence[str] | None = None
) -> Reliability:
    """Return Cronbach's alpha, omega total, what each item adds, and the measurement error.

    values: keyed items in points (reversed already), shape (rows, items); NaN where open. Rows
    with a NaN are left out, so `n` counts complete rows. item_keys: names for the items,
    default 1, 2, ...

    alpha = k/(k-1) x (1 - sum of the items' variances / variance of their sum), unitless; it
    may be negative. alpha_ci95: Feldt's interval from the F distribution with n-1 and
    (n-1)(k-1) degrees of freedom. omega: see `scoring.omega.omega_total`. item_rest:
    correlation of each item with the sum of the others. alpha_if_dropped: alpha of the others.
    sd: of the sum of the items (n - 1). standard_error_of_measurement, with alpha, and
    smallest_detectable_change: see `scoring.measurement_error`.

    None with a reason: below 3 complete rows or 2 items, where a sum does not vary, item_rest
    of an item that everyone answered alike, measurement error where alpha is not above 0, and
    omega where the one-factor model does not hold up. An item of no variance is not thrown out
    of alpha. alpha cannot show a wrong key: see `scoring.item_drift.item_direction`.
    Sources: Cronbach (1951), Psychometrika 16, 297-334; Feldt (1965), Psychometrika 30, 357-370.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    n, k = complete.shape
    keys = item_keys or [str(number + 1) for number in range(k)]
    return reliability_of(n, _covariance(complete), keys)


def reliability_of(n: int, covariance: NDArray[np.float64], keys: Sequence[str]) -> Reliability:
    """Return what `scale_reliability` returns, from the items' covariances in n complete rows.

    covariance: divided by n - 1, shape (items, items), items in the order of keys.
    """
    k = len(keys)
    sd = math.sqrt(max(float(covariance.sum()), 0.0))
    omega = omega_total(covariance, n, keys)
    problem = _too_little(n, k) or _no_spread(covariance)
    alpha = None if problem else _alpha(float(np.trace(covariance)), float(covariance.sum()), k)
    error = _error(sd, alpha, problem)
    return Reliability(
        n=n,
        k=k,
        alpha=alpha,
        alpha_ci95=None if alpha is None else _feldt_interval(alpha, n, k),
        omega=omega.value,
        omega_method=OMEGA_METHOD,
        item_rest=_unknown(keys, problem) if problem else _item_rest(covariance, keys),
        alpha_if_dropped=_unknown(keys, problem) if problem else _without_each(covariance, keys),
        sd=sd if n > 1 else None,
        standard_error_of_measurement=error.standard_error,
        smallest_detectable_change=error.smallest_detectable_change,
        why=_why(n, alpha=problem, omega=omega.why, error=error.why),
    )


def _covariance(complete: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the items' covariance matrix; of zeros where one row or none has no spread."""
    n, k = complete.shape
    return np.atleast_2d(np.cov(complete, rowvar=False)) if n > 1 else np.zeros((k, k))


def _too_little(n: int, k: int) -> str:
    if k < 2:
        return "alpha needs at least two items"
    if n < FEWEST_ROWS:
        return f"alpha needs at least three complete rows, and there are {n}"
    return ""


def _no_spread(covariance: NDArray[np.float64]) -> str:
    return "everyone has the same score" if covariance.sum() < NO_SPREAD else ""


def _error(sd: float, alpha: float | None, no_alpha: str) -> MeasurementError:
    if alpha is None:
        return MeasurementError(None, None, no_alpha)
    return measurement_error(sd, alpha, "alpha")


def _why(n: int, *, alpha: str, omega: str, error: str) -> dict[str, str]:
    reasons = {
        "alpha": alpha,
        "alpha_ci95": alpha,
        "omega": omega,
        "sd": "" if n > 1 else f"it needs at least two complete rows, and there are {n}",
        "standard_error_of_measurement": error,
        "smallest_detectable_change": error,
    }
    return {name: reason for name, reason in reasons.items() if reason}


def _alpha(variance_of_items: float, variance_of_sum: float, k: int) -> float:
    return k / (k - 1) * (1 - variance_of_items / variance_of_sum)


def _feldt_interval(alpha: float, n: int, k: int) -> Interval:
    low, high = special.fdtri(n - 1, (n - 1) * (k - 1), (0.975, 0.025))
    return Interval(float(1 - (1 - alpha) * low), float(1 - (1 - alpha) * high))


def _item_rest(covariance: NDArray[np.float64], keys: Sequence[str]) -> ItemFigures:
    """Everything about the rest of the scale follows from the covariances of the items."""
    variance = np.diag(covariance)
    with_rest = covariance.sum(axis=1) - variance
    of_rest = covariance.sum() - variance - 2 * with_rest
    varies = (variance >= NO_SPREAD) & (of_rest >= NO_SPREAD)
    figures = {
        key: float(with_rest[i] / np.sqrt(variance[i] * of_rest[i])) if varies[i] else None
        for i, key in enumerate(keys)
    }
    reason = "everyone answered it alike, or has the same score on the others"
    return ItemFigures(figures, why=_reasons(figures, reason))


def _without_each(covariance: NDArray[np.float64], keys: Sequence[str]) -> ItemFigures:
    k = len(keys)
    if k == 2:
        return _unknown(keys, "one item alone has no alpha")
    variance = np.diag(covariance)
    of_rest = covariance.sum() - 2 * covariance.sum(axis=1) + variance
    figures = {
        key: _alpha(float(variance.sum() - variance[i]), float(of_rest[i]), k - 1)
        if of_rest[i] >= NO_SPREAD
        else None
        for i, key in enumerate(keys)
    }
    return ItemFigures(figures, why=_reasons(figures, "everyone has the same score on the others"))


def _unknown(keys: Sequence[str], reason: str) -> ItemFigures:
    return ItemFigures(dict.fromkeys(keys), why=dict.fromkeys(keys, reason))


def _reasons(figures: dict[str, float | None], reason: str) -> dict[str, str]:
    return {key: reason for key, figure in figures.items() if figure is None}
