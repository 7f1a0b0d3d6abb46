"""A linear model with a random intercept for the group: people in one group are alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from scoring.change import FEWEST_FOR_P, Points
from scoring.effect_size import NO_SPREAD
from scoring.record import Interval

NOT_SHOWN = "not shown for five pairs or fewer, where no rank test could reach .05"
SMALLEST_RATIO = 1e-8  # a ratio of SDs below 1e-4 is none: lme4's limit for a singular fit
RATIOS = np.geomspace(SMALLEST_RATIO, 1e12, 41)  # between these lies any ratio of variances
DEPENDENT = 1e-9  # a column that the others explain up to this share of its length
EXPLAINED = 1e-12  # of the sum of squares within groups: less left than this is float noise

NONE_WITHIN = "the model found no variance within groups"

Matrix = NDArray[np.float64]


class NoFit(ValueError):
    """The model cannot be fitted to these data; the text is the reason."""


class Estimate(NamedTuple):
    """A coefficient with its standard error and degrees of freedom, for a t distribution."""

    value: float
    se: float
    df: float

    @property
    def ci95(self) -> Interval:
        """The 95 % interval, in the unit of the value."""
        half = float(special.stdtrit(self.df, 0.975)) * self.se
        return Interval(self.value - half, self.value + half)

    def p(self, n_pairs: int) -> float | None:
        """Return the two-sided p of no difference; None for five pairs or fewer."""
        if n_pairs < FEWEST_FOR_P:
            return None
        return float(2 * special.stdtr(self.df, -abs(self.value / self.se)))


@dataclass(frozen=True, eq=False)
class RandomIntercept:
    """A fit of y ~ x + (1 | group); entries in the order of the columns of x.

    Variances are in squared units of y; var_group is exactly 0 in a singular fit.
    reml_criterion is -2 log restricted likelihood, as lme4 counts it.
    """

    estimates: tuple[Estimate, ...]
    var_group: float
    var_residual: float
    reml_criterion: float

    @property
    def is_singular(self) -> bool:
        """Whether the model found no variance between groups."""
        return self.var_group == 0

    @property
    def icc(self) -> float:
        """Intraclass correlation: the share of variance that lies between groups, 0 to 1."""
        return self.var_group / (self.var_group + self.var_residual)


@dataclass(frozen=True, eq=False)
class _Sums:
    """All that the likelihood needs of the data; the columns of x come first, y last.

    within: cross-products about the groups' means. between: cross-products of the groups' means,
    summed over groups of one size; (sizes, columns, columns). counts: groups of each size.
    """

    n: int
    sizes: Points
    counts: Points
    within: Matrix
    between: Matrix

    @property
    def df(self) -> int:
        return self.n - len(self.within) + 1

    def weights(self, ratio: float) -> Points:
        """Return the weight of a group's mean, by size."""
        return self.sizes / (1 + ratio * self.sizes)

    def weighted(self, ratio: float, power: int) -> Matrix:
        """Return the cross-products of the groups' means under a power of their weights."""
        return np.tensordot(self.weights(ratio) ** power, self.between, 1)


class _Solution(NamedTuple):
    """Generalised least squares at one ratio of the variances."""

    inverse: Matrix  # of x' V^-1 x, V in units of the residual variance
    residual: Points  # the combination of the columns that is y minus its fitted value
    rss: float  # weighted sum of squared residuals


def random_intercept(y: Points, x: Matrix, group: NDArray[np.intp]) -> RandomIntercept:
    """Return the fit of y ~ x + (1 | group) by restricted maximum likelihood (REML).

    y: shape (n,), no NaN. x: shape (n, columns), with the column of ones if there is to be one.
    group: which group each entry belongs to, 0, 1, ...; shape (n,).

    The likelihood is profiled over one number, var_group / var_residual, and needs only sums by
    group; of several minima the lowest is taken. A ratio below 1e-8 is 0: a singular fit, as in
    lme4. Coefficients and their standard errors are those of generalised least squares at that
    ratio, with Satterthwaite's degrees of freedom, by the delta method on the observed
    information of both variances; in a singular fit n - columns, as for ordinary regression.

    Raises NoFit, with a reason, if no variance within groups is left, as with one person a group,
    or if there are no more groups than columns that are alike within groups. Raises ValueError if
    a column of x follows from the others.
    Sources: Bates et al. (2015), J Stat Softw 67(1); Satterthwaite (1946), Biometrics Bull 2,
    110-114, as in Kuznetsova et al. (2017), J Stat Softw 82(13).
    """
    columns, triangle = np.linalg.qr(x)
    scale = np.abs(np.diag(triangle))
    if len(y) < x.shape[1] or (scale <= DEPENDENT * np.linalg.norm(x, axis=0)).any():
        raise ValueError("the columns of x must not follow from each other")
    # Without its ordinary fit y keeps all its digits, however far from 0 it lies.
    ordinary = columns.T @ y
    sums = _sums(np.column_stack([columns, y - columns @ ordinary]), group)
    ratio = _variance_ratio(sums)
    solution = _solve(sums, ratio)
    back = np.linalg.inv(triangle)
    coefficients = back @ (ordinary - solution.residual[:-1])
    var_residual = solution.rss / sums.df
    variances = var_residual * np.diag(back @ solution.inverse @ back.T)
    df = _satterthwaite(sums, ratio, solution, back)
    return RandomIntercept(
        tuple(map(Estimate, coefficients.tolist(), np.sqrt(variances).tolist(), df.tolist())),
        var_group=ratio * var_residual,
        var_residual=var_residual,
        reml_criterion=_criterion(sums, ratio) + 2 * float(np.log(scale).sum()),
    )


def _sums(values: Matrix, group: NDArray[np.intp]) -> _Sums:
    size = np.bincount(group)
    named = size > 0  # a number that nobody has is no group
    totals = [np.bincount(group, weights=column) for column in values.T]
    means = np.column_stack(totals) / np.maximum(size, 1)[:, np.newaxis]
    about = values - means[group]
    within = about.T @ about
    _refuse_without_spread(within, len(values), int(np.count_nonzero(named)))
    sizes, of_size, counts = np.unique(size[named], return_inverse=True, return_counts=True)
    between = np.zeros((len(sizes), *within.shape))
    for i in range(len(sizes)):
        of_this_size = means[named][of_size == i]
        between[i] = of_this_size.T @ of_this_size
    return _Sums(len(values), sizes.astype(float), counts.astype(float), within, between)


def _refuse_without_spread(within: Matrix, n: int, n_groups: int) -> None:
    """Refuse if there is nothing between or within groups from which to learn a variance."""
    lengths, axes = np.linalg.eigh(within[:-1, :-1])
    varies = lengths > EXPLAINED  # the columns of x have length 1
    if n_groups <= np.count_nonzero(~varies):
        raise NoFit("there are too few groups for the model")
    along = axes[:, varies].T @ within[:-1, -1]
    left = within[-1, -1] - float((along**2 / lengths[varies]).sum())
    if left < max(n * NO_SPREAD**2, EXPLAINED * within[-1, -1]):
        raise NoFit(NONE_WITHIN)


def _variance_ratio(sums: _Sums) -> float:
    """Return var_group / var_residual at the lowest of the criterion's minima."""
    slopes = np.array([_slope(ratio, sums) for ratio in RATIOS])
    minima = [0.0] if slopes[0] >= 0 else []
    for i in np.flatnonzero((slopes[:-1] < 0) & (slopes[1:] >= 0)):
        root = optimize.brentq(_slope, RATIOS[i], RATIOS[i + 1], (sums,), xtol=1e-16, rtol=1e-14)
        minima.append(float(root))
    if not minima:
        raise NoFit(NONE_WITHIN)
    return min(minima, key=lambda ratio: _criterion(sums, ratio))


def _solve(sums: _Sums, ratio: float) -> _Solution:
    products = sums.within + sums.weighted(ratio, 1)
    inverse = np.asarray(np.linalg.inv(products[:-1, :-1]), dtype=np.float64)
    residual = np.append(-inverse @ products[:-1, -1], 1.0)
    return _Solution(inverse, residual, float(residual @ products @ residual))


def _criterion(sums: _Sums, ratio: float) -> float:
    inverse, _, rss = _solve(sums, ratio)
    log_determinants = sums.counts @ np.log1p(ratio * sums.sizes) - np.linalg.slogdet(inverse)[1]
    return float(sums.df * (1 + math.log(2 * math.pi * rss / sums.df)) + log_determinants)


def _slope(ratio: float, sums: _Sums) -> float:
    """Return the derivative of the criterion by the ratio."""
    inverse, residual, rss = _solve(sums, ratio)
    squared = sums.weighted(ratio, 2)
    fall = sums.df * float(residual @ squared @ residual) / rss
    return float(sums.counts @ sums.weights(ratio) - (inverse * squared[:-1, :-1]).sum() - fall)


def _satterthwaite(sums: _Sums, ratio: float, solution: _Solution, contrasts: Matrix) -> Points:
    """Return the degrees of freedom of each contrast, a row, of the coefficients.

    With v the variance of an estimate: 2 v^2 / (variance of v), by the delta method in the
    parameters ratio and logarithm of the residual variance, whose covariance is twice the inverse
    of the criterion's second derivatives. At a minimum any two parameters give the same.
    """
    if ratio == 0:
        return np.full(len(contrasts), float(sums.df))
    inverse, residual, rss = solution
    squared, cubed = sums.weighted(ratio, 2), sums.weighted(ratio, 3)
    product = inverse @ squared[:-1, :-1]
    turn = (squared @ residual)[:-1]
    by_both = float(residual @ squared @ residual) / (rss / sums.df)
    by_ratio_twice = (
        2 * float((inverse * cubed[:-1, :-1]).sum() + residual @ cubed @ residual * sums.df / rss)
        - 2 * float(turn @ inverse @ turn) * sums.df / rss
        - float((product * product.T).sum() + sums.counts @ sums.weights(ratio) ** 2)
    )
    curvature = by_ratio_twice - by_both**2 / sums.df
    flat = EXPLAINED / ratio**2  # no minimum to speak of: then the df come out next to 0
    unscaled = np.einsum("ij,jk,ik->i", contrasts, inverse, contrasts)
    turned = np.einsum("ij,jk,ik->i", contrasts, product @ inverse, contrasts) / unscaled
    return 1 / (1 / sums.df + (turned - by_both / sums.df) ** 2 / max(curvature, flat))
