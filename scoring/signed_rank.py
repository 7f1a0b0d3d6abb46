"""Wilcoxon's signed-rank test of change: exact with ties, as scores in points have them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.change import DECIMALS_KEPT, FEWEST_FOR_P, NOT_SHOWN, Points
from scoring.record import Record, Why, no_reasons

ZERO_METHOD = "wilcox"  # zeros are dropped before ranking, as Wilcoxon (1945) did
MOST_FOR_EXACT = 1000  # 2 to the power 1000 still fits in a float, and takes less than a second

EXACT = "exact sign-flip null over midranks, zeros dropped"
NORMAL = "normal approximation, ties and continuity corrected, zeros dropped"
TOO_MANY_FOR_EXACT = f"not computed above {MOST_FOR_EXACT:,} changes other than zero"
NO_PAIR = "there is no pair"
NOBODY_CHANGED = "nobody's score changed"


@dataclass(frozen=True)
class SignedRank(Record):
    """Wilcoxon's signed-rank test of no shift in either direction, two-sided.

    n_zero: unchanged pairs, left out of the ranks; n_ties: changes that share their size with
    another. p_method says which of the two p is to be read. rank_biserial: -1 (all fell) to 1.
    """

    zero_method: str
    w_plus: float
    w_minus: float
    n_zero: int
    n_ties: int
    p_exact: float | None
    p_normal: float | None
    p_method: str | None
    rank_biserial: float | None
    why: Why = no_reasons


def signed_rank(change: Points) -> SignedRank:
    """Return the signed-rank test of changes in points.

    change: post minus pre, shape (people,); NaN, somebody without a pair, is left out. Changes
    are rounded to 9 decimals first, or float noise would part equal ones. w_plus and w_minus:
    sums of the midranks of rises and of falls. n_ties counts the changes other than zero whose
    size somebody else has too, in either direction.

    p_exact: min(1, 2 x P(W <= the smaller sum)) over every way to give the signs to these very
    midranks; None above 1,000 changes. p_normal: as R's wilcox.test(exact = FALSE,
    correct = TRUE). Both are None up to five pairs. rank_biserial: (w_plus - w_minus) /
    (w_plus + w_minus), unitless, positive is a rise. Where nobody changed, none of these exist.
    Sources: Wilcoxon (1945), Biometrics Bull 1, 80-83; Hollander & Wolfe (1973),
    Nonparametric Statistical Methods; rank-biserial, Kerby (2014), Compr Psychol 3, 1.
    """
    rounded = _rounded(change)
    moved = rounded[rounded != 0]
    ranks, n_ties = _doubled_midranks(np.abs(moved))
    up, down = int(ranks[moved > 0].sum()), int(ranks[moved < 0].sum())
    why = _reasons(len(rounded), len(moved))
    return SignedRank(
        zero_method=ZERO_METHOD,
        w_plus=up / 2,
        w_minus=down / 2,
        n_zero=len(rounded) - len(moved),
        n_ties=n_ties,
        p_exact=None if "p_exact" in why else _exact_p(ranks, min(up, down)),
        p_normal=None if "p_normal" in why else _normal_p(ranks, min(up, down)),
        p_method=None if "p_method" in why else _method(len(moved)),
        rank_biserial=None if "rank_biserial" in why else (up - down) / (up + down),
        why=why,
    )


def smallest_p_possible(change: Points) -> tuple[float | None, Why]:
    """Return the smallest two-sided p that the exact signed-rank test could give here.

    change: post minus pre in points, shape (people,); NaN is left out. With m changes other
    than zero it is 2 to the power 1 - m: all in one direction, or all in the other. Beside it
    an empty mapping; else None and the reason by the name smallest_p_possible: where nobody
    changed, and above 1,000 changes, where the exact p is not computed.
    """
    rounded = _rounded(change)
    n_moved = int(np.count_nonzero(rounded))
    if n_moved == 0:
        return None, {"smallest_p_possible": NOBODY_CHANGED if len(rounded) else NO_PAIR}
    if n_moved > MOST_FOR_EXACT:
        return None, {"smallest_p_possible": TOO_MANY_FOR_EXACT}
    return math.ldexp(1, 1 - n_moved), {}


def _rounded(change: Points) -> Points:
    return change[~np.isnan(change)].round(DECIMALS_KEPT)


def _doubled_midranks(sizes: Points) -> tuple[NDArray[np.int64], int]:
    """Return twice the midranks, which are whole numbers, and how many sizes are shared."""
    _, which, counts = np.unique(sizes, return_inverse=True, return_counts=True)
    doubled = 2 * counts.cumsum() - counts + 1
    return doubled[which], int(counts[counts > 1].sum())


def _reasons(n_pairs: int, n_moved: int) -> dict[str, str]:
    if n_moved == 0:
        missing = ("p_exact", "p_normal", "p_method", "rank_biserial")
        return dict.fromkeys(missing, NOBODY_CHANGED if n_pairs else NO_PAIR)
    if n_pairs < FEWEST_FOR_P:
        return dict.fromkeys(("p_exact", "p_normal"), NOT_SHOWN)
    return {"p_exact": TOO_MANY_FOR_EXACT} if n_moved > MOST_FOR_EXACT else {}


def _method(n_moved: int) -> str:
    return EXACT if n_moved <= MOST_FOR_EXACT else NORMAL


def _exact_p(ranks: NDArray[np.int64], smaller: int) -> float:
    """Count the ways to choose ranks that sum to at most `smaller`, by dynamic programming.

    The null is symmetric, so the smaller tail is all that is needed: no sum above it is kept,
    and small ranks come first, for with them few sums can be reached yet.
    """
    step = int(np.gcd.reduce(ranks))  # without ties all are even
    most = smaller // step
    ways = np.zeros(most + 1)
    ways[0] = 1
    reached = 0
    for rank in np.sort(ranks // step).tolist():
        if rank > most:
            break  # this one and all after it can only be left out
        reached = min(reached + rank, most)
        ways[rank : reached + 1] += ways[: reached + 1 - rank]
    return min(1.0, math.ldexp(float(ways.sum()), 1 - len(ranks)))


def _normal_p(ranks: NDArray[np.int64], smaller: int) -> float:
    distance = ranks.sum() / 4 - smaller / 2
    sd = math.sqrt(float(np.square(ranks / 2).sum()) / 4)  # of W, be there ties or not
    z = max(0.0, distance - 0.5) / sd
    return float(2 * special.ndtr(-z))
