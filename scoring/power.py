"""What the tests could find with this many people, and the smallest p they could give."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.change import FEWEST_FOR_P
from scoring.effect_size import NO_SPREAD, SAME_CHANGE
from scoring.equivalence import NO_BOUND
from scoring.noncentral import equivalence_power, smallest_change, t_test_power
from scoring.record import Record, Why, no_reasons

Points = NDArray[np.float64]

ICC = 0.10  # share of the variance of change between groups; .02 to .12 seen in two trials


@dataclass(frozen=True)
class Power(Record):
    """Chances, 0 to 1, of finding what is there, given the spread of change; points for two."""

    change: float | None  # points: the plan's equivalence bound
    t_test: float | None  # of finding that change by the paired t-test
    clustered: float | None  # likewise, people in a group being alike
    equivalence: float | None  # of finding equivalence where nothing changed
    smallest_change_80: float | None  # points that the t-test finds four times in five
    icc_assumed: float
    why: Why = no_reasons


def power_of_tests(
    change: Points,
    bound: float | None,
    *,
    group: NDArray[np.object_] | None = None,
    alpha: float = 0.05,
) -> Power:
    """Return what the tests could find with these pairs and this spread of change.

    change: post minus pre in points, shape (people,); NaN, somebody without a pair, is left
    out. bound: the change in points that should be found; None where the plan has none. group:
    text, or None for somebody without one, shape (people,). alpha: level, two-sided.

    t_test: noncentral t, both tails. clustered: likewise with the standard error times
    sqrt(1 + (m - 1) ICC), m = sum of squared group sizes / pairs as in `scoring.clustered`,
    and df = groups - 1, all of it in those with a group. equivalence: see `equivalence_power`.
    smallest_change_80: the change that the t-test finds with a power of .80. A figure that does
    not exist is None with a reason.

    Only the SD of change is used, never its mean: power from the observed change says nothing
    beyond p (Hoenig & Heisey 2001, Am Stat 55, 19-24).
    Sources: Cohen (1988), Statistical Power Analysis; df by groups, Baldwin, Murray &
    Shadish (2005), J Consult Clin Psychol 73, 924-935; ICC, Baldwin, Stice & Rohde (2008).
    """
    has_pair = ~np.isnan(change)
    n = int(np.count_nonzero(has_pair))
    sd = float(change[has_pair].std(ddof=1)) if n > 1 else 0.0
    if n < 2 or sd < NO_SPREAD:
        reason = SAME_CHANGE if n > 1 else "power needs the spread of change, from two pairs"
        figures = ["t_test", "clustered", "equivalence", "smallest_change_80"]
        why = dict.fromkeys(figures, reason)
        return _power(bound, {}, {**why, **({"change": NO_BOUND} if bound is None else {})})
    error = sd / math.sqrt(n)
    found = {"smallest_change_80": smallest_change(error, n - 1, alpha=alpha)}
    if bound is None:
        unknown = ("change", "t_test", "clustered", "equivalence")
        return _power(None, found, dict.fromkeys(unknown, NO_BOUND))
    found["t_test"] = t_test_power(bound / error, n - 1, alpha=alpha)
    found["equivalence"] = equivalence_power(bound / error, n - 1, alpha=alpha)
    in_group = has_pair & pd.notna(group) if group is not None else np.zeros(len(change), bool)
    named = group[in_group] if group is not None else np.array([])
    sizes = np.bincount(pd.factorize(named)[0])
    n_groups = len(sizes)
    if n_groups < 2:
        return _power(bound, found, {"clustered": "the pairs are not from two groups or more"})
    sd_in_groups = float(change[in_group].std(ddof=1))
    if sd_in_groups < NO_SPREAD:
        return _power(bound, found, {"clustered": SAME_CHANGE})
    alike = design_effect(float((sizes**2).sum()) / len(named))
    wider = sd_in_groups * math.sqrt(alike / len(named))
    found["clustered"] = t_test_power(bound / wider, n_groups - 1, alpha=alpha)
    return _power(bound, found, {})


def design_effect(pairs_a_group: float, icc: float = ICC) -> float:
    """Return how many times larger likeness in groups makes the variance of a mean.

    1 + (m - 1) ICC, unitless. Source: Kish (1965), Survey Sampling.
    """
    return 1 + (pairs_a_group - 1) * icc


def power_note(
    n_pairs: int, n_nonzero: int, n_groups: int | None, power: Power, *, alpha: float = 0.05
) -> str:
    """Return one to three plain sentences on what these tests could find.

    n_nonzero: pairs whose score changed; n_groups: groups with a pair, None if none are known.
    """
    if n_pairs < FEWEST_FOR_P:
        return _too_few(n_pairs)
    parts = [_what_is_found(n_pairs, power, alpha)]
    if n_groups == 1:
        parts.append("All of them are from one group, so how much groups differ cannot be seen.")
    smallest_p = min(1.0, math.ldexp(1, 1 - n_nonzero))  # all of them in one direction
    if smallest_p >= alpha:
        parts.append(
            f"{n_nonzero or 'None'} of them changed, and with so few the rank test cannot reach "
            f"{_share(alpha)}: the smallest p possible is {_share(smallest_p)}."
        )
    return " ".join(parts)


def _too_few(n_pairs: int) -> str:
    if n_pairs == 0:
        return "There is no pair, so nothing can be known about change."
    pairs = "1 pair" if n_pairs == 1 else f"{n_pairs} pairs"
    return (
        f"With {pairs} nothing can be known about change: no rank test can reach .05 with five "
        "pairs or fewer, so no p is shown."
    )


def _what_is_found(n_pairs: int, power: Power, alpha: float) -> str:
    if power.smallest_change_80 is None:
        return f"With {n_pairs} pairs it cannot be said what a test could find: {SAME_CHANGE}."
    surely = f"a change of {power.smallest_change_80:.1f} points"
    test = f"(p below {_share(alpha)})"
    if power.change is None or power.t_test is None:
        return f"With {n_pairs} pairs {surely} would be found {test} in 80 of 100 such studies."
    alike, apart = "", ""
    if power.clustered is not None:
        icc = f"{power.icc_assumed:.2f}".removeprefix("0")
        alike = f", and in {_of_100(power.clustered)} if people in a group are alike (ICC {icc})"
        apart = " if they are not"
    return (
        f"With {n_pairs} pairs a change of {power.change:g} points would be found {test} in "
        f"{_of_100(power.t_test)} of 100 such studies{alike}. It takes {surely} to be found in "
        f"80 of 100{apart}."
    )


def _of_100(chance: float) -> str:
    if chance < 0.01:
        return "fewer than 1"
    return "more than 99" if chance > 0.99 else f"{100 * chance:.0f}"


def _share(value: float) -> str:
    return f"{value:.3g}".removeprefix("0")


def _power(bound: float | None, found: dict[str, float], why: Why) -> Power:
    return Power(
        change=bound,
        t_test=found.get("t_test"),
        clustered=found.get("clustered"),
        equivalence=found.get("equivalence"),
        smallest_change_80=found.get("smallest_change_80"),
        icc_assumed=ICC,
        why=why,
    )
