"""Omega total: how much of a sum of items one common factor accounts for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

Matrix = NDArray[np.float64]

OMEGA_METHOD = "one factor, maximum likelihood, covariance matrix of the complete rows"
BETTER = 1e-6  # of the discrepancy
FEW_ROWS_AN_ITEM = 10  # below this the discrepancy may have more than one valley
FEWEST_ITEMS = 3  # two items do not settle two loadings
NO_SPREAD = 1e-9  # a variance below this is float noise
NO_INVERSE = 1e-9  # an eigenvalue of the correlations below this: an item repeats the others
LOWEST_UNIQUENESS = 0.005  # of the item's variance; at or below this it is a Heywood case
AT_BOUND = 1e-6
STEEPEST = 1e-6  # slope of the discrepancy, per relative step of a uniqueness, at its minimum
FLATTEST = 1e-6  # curvature in the flattest direction below which nothing settles the loadings
MOST_STEPS = 1000

REPEATED = "the one-factor model cannot be fitted: an item follows exactly from the others"
NO_END = "the fit of the one-factor model did not come to an end"
UNSETTLED = (
    "the one-factor model does not settle the loadings: too few items have anything in common"
)


class Omega(NamedTuple):
    """Omega total, unitless, or the reason why there is none."""

    value: float | None
    why: str = ""


def omega_total(covariance: Matrix, n: int, item_keys: Sequence[str]) -> Omega:
    """Return McDonald's omega total of items with this covariance matrix.

    covariance: of the keyed items in points, from n complete rows; shape (items, items), items
    in the order of item_keys. Nothing else is taken from the data, and nothing is random.

    (sum of loadings) squared / ((sum of loadings) squared + sum of uniquenesses), unitless, by
    the maximum likelihood estimates of the one-factor model in the items' own units.

    None with a reason in words: below 3 items, or no more rows than items; an item without
    variance, or one that follows from the others; a Heywood case, where an item's uniqueness
    is .005 of its variance or less; loadings that the model does not settle; a fit that does
    not come to an end.
    Sources: McDonald (1999), Test theory: a unified treatment; concentrated likelihood,
    Jöreskog (1967), Psychometrika 32, 443-482. It equals lavaan's
    cfa(std.lv = TRUE, estimator = "ML").
    """
    problem = _too_little(n, len(item_keys)) or _unfit(covariance, item_keys)
    if problem:
        return Omega(None, problem)
    sd = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(sd, sd)
    uniqueness = _fit(correlation, n)
    if uniqueness is None:
        return Omega(None, NO_END)
    loadings = _best_loadings(correlation, uniqueness)[1]
    problem = _improper(loadings, uniqueness, item_keys)
    if problem:
        return Omega(None, problem)
    common = float(sd @ loadings) ** 2
    return Omega(common / (common + float(sd**2 @ uniqueness)))


def _too_little(n: int, k: int) -> str:
    if k < FEWEST_ITEMS:
        return "omega needs at least three items"
    if n <= k:  # then the covariance matrix has no inverse
        return f"omega needs more complete rows than items, and there are {n} rows for {k} items"
    return ""


def _unfit(covariance: Matrix, keys: Sequence[str]) -> str:
    variance = np.diag(covariance)
    alike = [key for key, one in zip(keys, variance, strict=True) if one < NO_SPREAD]
    if alike:
        return f"everyone answered {_items(alike)} alike"
    sd = np.sqrt(variance)
    smallest = np.linalg.eigvalsh(covariance / np.outer(sd, sd))[0]
    return REPEATED if smallest < NO_INVERSE else ""


def _fit(correlation: Matrix, n: int) -> Matrix | None:
    """Return the uniquenesses, shares of each item's variance, at least LOWEST_UNIQUENESS.

    Loadings have a closed form given the uniquenesses, so only these are searched for. The
    model does not depend on the items' units, so the search runs on correlations. Few rows for
    the items, or a first search that ends in a Heywood case, may hide a better solution
    elsewhere: then each item in turn is tried as the one that the factor explains best.
    """
    k = len(correlation)
    first = _search(correlation, (1 - 0.5 / k) / np.diag(np.linalg.inv(correlation)))  # Jöreskog's
    found = [first]
    if n < FEW_ROWS_AN_ITEM * k or first.x.min() <= LOWEST_UNIQUENESS * (1 + AT_BOUND):
        found += [_search(correlation, np.where(np.arange(k) == one, 0.1, 0.7)) for one in range(k)]
    best = min(found, key=lambda one: float(one.fun))
    # The first stands unless another is better by more than the last digits of a float.
    chosen = best if best.fun < first.fun - BETTER else first
    return _if_settled(chosen.x, correlation)


def _search(correlation: Matrix, start: Matrix) -> Any:
    return optimize.minimize(
        _discrepancy,
        np.maximum(start, LOWEST_UNIQUENESS),
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LOWEST_UNIQUENESS, 1)] * len(correlation),
        options={"ftol": 0, "gtol": 1e-7, "maxiter": MOST_STEPS},
    )


def _if_settled(uniqueness: Matrix, correlation: Matrix) -> Matrix | None:
    # The search ends at the last digit of a float with a warning of its own, so look at the slope.
    slope = _discrepancy(uniqueness, correlation)[1] * uniqueness
    is_inside = uniqueness > LOWEST_UNIQUENESS * (1 + AT_BOUND)
    return uniqueness if np.abs(slope[is_inside]).max(initial=0) < STEEPEST else None


def _discrepancy(uniqueness: Matrix, correlation: Matrix) -> tuple[float, Matrix]:
    """Return the likelihood's discrepancy at the best loadings, and its slope, shape (items,)."""
    others, loadings = _best_loadings(correlation, uniqueness)
    slope = (loadings**2 + uniqueness - 1) / uniqueness**2
    return float((others - np.log(others) - 1).sum()), slope


def _best_loadings(correlation: Matrix, uniqueness: Matrix) -> tuple[Matrix, Matrix]:
    """Return what the factor leaves over (eigenvalues), and the loadings, given uniquenesses."""
    weight = 1 / np.sqrt(uniqueness)
    eigenvalues, eigenvectors = np.linalg.eigh(correlation * np.outer(weight, weight))
    strength = np.sqrt(max(eigenvalues[-1] - 1, 0))
    return eigenvalues[:-1], strength * eigenvectors[:, -1] / weight


def _improper(loadings: Matrix, uniqueness: Matrix, keys: Sequence[str]) -> str:
    is_bare = uniqueness <= LOWEST_UNIQUENESS * (1 + AT_BOUND)
    bare = [key for key, at_bound in zip(keys, is_bare, strict=True) if at_bound]
    if bare:
        case = "the one-factor solution is improper (Heywood case)"
        return f"{case}: {_items(bare)} would have no error variance"
    direction = loadings / np.sqrt(uniqueness)
    strength = float(direction @ direction)
    if strength < FLATTEST or np.linalg.eigvalsh(_curvature(direction, strength))[0] < FLATTEST:
        return UNSETTLED
    return ""


def _curvature(direction: Matrix, strength: float) -> Matrix:
    """Return the discrepancy's expected curvature, for uniquenesses in relative steps.

    Source: Lawley & Maxwell (1971), Factor analysis as a statistical method, chapter 4.
    """
    curvature: Matrix = (np.eye(len(direction)) - np.outer(direction, direction) / strength) ** 2
    return curvature


def _items(keys: Sequence[str]) -> str:
    return f"item {keys[0]}" if len(keys) == 1 else f"items {' and '.join(keys)}"
