"""How well a scale's items hang together at one wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

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
    """Cronbach's alpha of one scale at one wave, from complete rows."""

    n: int
    k: int
    alpha: float | None
    alpha_ci95: Interval | None
    item_rest: ItemFigures
    alpha_if_dropped: ItemFigures
    why: Why = no_reasons


def cronbach_alpha(
    values: NDArray[np.float64], item_keys: Sequence[str] | None = None
) -> Reliability:
    """Return Cronbach's alpha with its interval, and what each item adds to it.

    values: keyed items in points (reversed already), shape (rows, items); NaN where open. Rows
    with a NaN are left out, so `n` counts complete rows. item_keys: names for the items,
    default 1, 2, ...

    alpha = k/(k-1) x (1 - sum of the items' variances / variance of their sum), unitless; it
    may be negative. alpha_ci95: Feldt's interval from the F distribution with n-1 and
    (n-1)(k-1) degrees of freedom. item_rest: correlation of each item with the sum of the
    others. alpha_if_dropped: alpha of the others.

    None with a reason: below 3 complete rows or 2 items, where a sum does not vary, and
    item_rest of an item that everyone answered alike. An item of no variance is not thrown
    out of alpha.
    Sources: Cronbach (1951), Psychometrika 16, 297-334; Feldt (1965), Psychometrika 30, 357-370.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    n, k = complete.shape
    keys = item_keys or [str(number + 1) for number in range(k)]
    problem = _too_little(n, k)
    if problem:
        return _without_figures(n, k, keys, problem)
    covariance = np.cov(complete, rowvar=False)
    alpha = _alpha(float(np.trace(covariance)), float(covariance.sum()), k)
    if alpha is None:
        return _without_figures(n, k, keys, "everyone has the same score")
    return Reliability(
        n=n,
        k=k,
        alpha=alpha,
        alpha_ci95=_feldt_interval(alpha, n, k),
        item_rest=_item_rest(covariance, keys),
        alpha_if_dropped=_alpha_if_dropped(covariance, keys),
    )


def _too_little(n: int, k: int) -> str:
    if k < 2:
        return "alpha needs at least two items"
    if n < FEWEST_ROWS:
        return f"alpha needs at least three complete rows, and there are {n}"
    return ""


def _without_figures(n: int, k: int, keys: Sequence[str], reason: str) -> Reliability:
    nothing = ItemFigures(dict.fromkeys(keys), why=dict.fromkeys(keys, reason))
    why = {"alpha": reason, "alpha_ci95": reason}
    return Reliability(n, k, None, None, nothing, nothing, why=why)


def _alpha(variance_of_items: float, variance_of_sum: float, k: int) -> float | None:
    if variance_of_sum < NO_SPREAD:
        return None
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


def _alpha_if_dropped(covariance: NDArray[np.float64], keys: Sequence[str]) -> ItemFigures:
    k = len(keys)
    if k == 2:
        reason = "one item alone has no alpha"
        return ItemFigures(dict.fromkeys(keys), why=dict.fromkeys(keys, reason))
    variance = np.diag(covariance)
    of_rest = covariance.sum() - 2 * covariance.sum(axis=1) + variance
    figures = {
        key: _alpha(float(variance.sum() - variance[i]), float(of_rest[i]), k - 1)
        for i, key in enumerate(keys)
    }
    return ItemFigures(figures, why=_reasons(figures, "everyone has the same score on the others"))


def _reasons(figures: dict[str, float | None], reason: str) -> dict[str, str]:
    return {key: reason for key, figure in figures.items() if figure is None}
