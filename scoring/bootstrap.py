"""Bootstrap intervals of the change: by resampling people, with no normal distribution assumed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from scoring.change import Points
from scoring.effect_size import NO_SPREAD, SAME_CHANGE, hedges_correction
from scoring.record import Interval, Record, Why, no_reasons

METHOD = "BCa"
RESAMPLES = 9999
FEWEST_PAIRS = 3
MOST_PAIRS = 10_000
DRAWS_AT_ONCE = 60_000  # half a MB at a time stays in the cache; 200,000 took three times as long
SAME_FIGURE = 1e-9  # a resample this near the figure itself equals it: it differs by float noise
NOISE = 1e-12  # what equal scores leave of the largest sum of squares, where there is no spread
FARTHEST_SHARE = 1e-4  # further out, the correction of BCa need not be defined

FIGURES = ("mean_change_ci95", "g_av_ci95")
TOO_FEW = "a bootstrap needs at least three pairs"
TOO_MANY = f"not computed above {MOST_PAIRS:,} pairs, where the t interval tells the same"
NOT_WITHOUT_ONE = "without one single person nobody's scores would differ"
ONE_SIDED = "nearly all resamples lie on one side of the figure itself"


@dataclass(frozen=True)
class Bootstrap(Record):
    """Bias-corrected accelerated intervals of the mean change, in points, and of g_av, unitless.

    n_dropped: resamples in which everybody had the same scores, so that g_av was undefined;
    its interval rests on the others.
    """

    method: str
    resamples: int
    seed: int
    n_dropped: int
    mean_change_ci95: Interval | None
    g_av_ci95: Interval | None
    why: Why = no_reasons


def bootstrap(before: Points, after: Points, *, seed: int, resamples: int = RESAMPLES) -> Bootstrap:
    """Return 95 % BCa intervals of the mean change and of g_av.

    before, after: scores in points, shape (people,), in one order; pairs with a NaN are left
    out. People are drawn with replacement, both their scores together, by NumPy's PCG64 with
    this seed. They are sorted by their scores first, so the order of rows does not matter.

    Acceleration from the jackknife; in the bias correction a resample that equals the figure
    counts half; percentiles are interpolated linearly (type 7). None with a reason: below 3 and
    above 10,000 pairs, where everyone changed alike (SD below 1e-9), where nearly all resamples
    lie on one side, and for g_av where without one person nobody's scores would differ.
    Sources: Efron (1987), J Am Stat Assoc 82, 171-185; g_av as in `scoring.effect_size`.
    """
    complete = ~(np.isnan(before) | np.isnan(after))
    pre, post = before[complete], after[complete]
    problem = _problem(post - pre)
    if problem:
        why = dict.fromkeys(FIGURES, problem)
        return Bootstrap(METHOD, resamples, seed, 0, None, None, why=why)
    order = np.lexsort((post, pre))
    sums, centre = _centred(pre[order], post[order])
    n, j = len(sums), hedges_correction(len(sums) - 1)
    total = sums.sum(axis=0, keepdims=True)
    return _record(
        of_resamples=_figures(_resampled(sums, seed, resamples), n, centre, j),
        observed=_figures(total, n, centre, j),
        without_one=_figures(total - sums, n - 1, centre, j),  # the jackknife
        seed=seed,
    )


def _problem(change: Points) -> str:
    if len(change) < FEWEST_PAIRS:
        return TOO_FEW
    if len(change) > MOST_PAIRS:
        return TOO_MANY
    return SAME_CHANGE if change.std(ddof=1) < NO_SPREAD else ""


def _centred(pre: Points, post: Points) -> tuple[Points, float]:
    """Return what each person adds to the sums that both figures follow from; the mean change.

    Columns: score at pre and at post, each less its mean, which keeps the digits of the
    variances, and the squares of the two together; shape (people, 3).
    """
    x, y = pre - pre.mean(), post - post.mean()
    return np.column_stack([x, y, x**2 + y**2]), float(post.mean() - pre.mean())


def _resampled(sums: Points, seed: int, resamples: int) -> Points:
    """Return the sums in each resample: how often each person is drawn, times what they add."""
    n = len(sums)
    random = np.random.Generator(np.random.PCG64(seed))
    at_once = max(1, DRAWS_AT_ONCE // n)
    out = np.empty((resamples, sums.shape[1]))
    for start in range(0, resamples, at_once):
        rows = min(at_once, resamples - start)
        drawn = random.integers(0, n, (rows, n), dtype=np.int32)
        cell = drawn + n * np.arange(rows)[:, np.newaxis]
        times = np.bincount(cell.ravel(), minlength=rows * n).reshape(rows, n)
        out[start : start + rows] = times.astype(np.float64) @ sums
    return out


def _figures(sums: Points, n: int, centre: float, j: float) -> Points:
    """Return mean change and d_av x j of samples of n people each, shape (samples, 2).

    The second is NaN where nobody's scores differ. j is the same for samples of all sizes, for
    a constant factor does nothing to the acceleration.
    """
    of_pre, of_post, of_squares = sums.T
    mean = centre + (of_post - of_pre) / n
    spread = of_squares - (of_pre**2 + of_post**2) / n
    spread[spread <= NOISE * of_squares.max(initial=0)] = np.nan
    return np.column_stack([mean, j * mean / np.sqrt(spread / (2 * (n - 1)))])


def _record(*, of_resamples: Points, observed: Points, without_one: Points, seed: int) -> Bootstrap:
    is_undefined = np.isnan(of_resamples[:, 1])
    means, g_avs = of_resamples[:, 0], of_resamples[~is_undefined, 1]
    found = {
        "mean_change_ci95": _bca(means, observed[0, 0], without_one[:, 0]),
        "g_av_ci95": _bca(g_avs, observed[0, 1], without_one[:, 1]),
    }
    intervals = {name: None if isinstance(one, str) else one for name, one in found.items()}
    return Bootstrap(
        method=METHOD,
        resamples=len(of_resamples),
        seed=seed,
        n_dropped=int(np.count_nonzero(is_undefined)),
        **intervals,
        why={name: reason for name, reason in found.items() if isinstance(reason, str)},
    )


def _bca(replicates: Points, observed: float, jackknife: Points) -> Interval | str:
    """Return the 95 % BCa interval of one figure, or the reason why there is none."""
    if np.isnan(jackknife).any():
        return NOT_WITHOUT_ONE
    off = replicates - observed
    below = np.count_nonzero(off < -SAME_FIGURE) + np.count_nonzero(np.abs(off) <= SAME_FIGURE) / 2
    share = below / max(1, len(replicates))
    if not FARTHEST_SHARE < share < 1 - FARTHEST_SHARE:
        return ONE_SIDED
    bias = special.ndtri(share)
    shifted = bias + special.ndtri(np.array([0.025, 0.975]))
    levels = special.ndtr(bias + shifted / (1 - _acceleration(jackknife) * shifted))
    low, high = np.quantile(replicates, levels)
    return Interval(float(low), float(high))


def _acceleration(jackknife: Points) -> float:
    """Return a sixth of the skewness of what each person adds to the figure; at most 1/6."""
    influence = jackknife.mean() - jackknife
    squares = float(np.square(influence).sum())
    if squares < NO_SPREAD**2:
        return 0.0  # the figure is the same whoever is left out: no skewness to correct for
    return float((influence**3).sum()) / (6 * squares**1.5)
