"""How many groups a study needs, before anybody has answered."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.change import FEWEST_FOR_P
from scoring.noncentral import t_test_power
from scoring.power import ICC, design_effect
from scoring.record import Record, Why, no_reasons

MOST_GROUPS = 10_000
RELEASE_CHANCE = 0.95
TOO_FEW = "a test needs six pairs, and pairs in two groups; fewer are expected"
ROUNDING = 1e-9  # 3 groups x 5 people x .4 are 6 pairs, whatever the last digit


@dataclass(frozen=True)
class StudyDesign(Record):
    """What is planned: change and sd (of the score) in points; response and icc are shares."""

    change: float
    sd: float
    retest: float
    response: float = 0.6  # of those who start, answering both before and after
    icc: float = ICC
    group_size: int = 6  # people who start
    alpha: float = 0.05

    @property
    def sd_change(self) -> float:
        """SD of change in points, where the SD is the same before and after."""
        return self.sd * math.sqrt(2 * (1 - self.retest))

    @property
    def has_pair(self) -> float:
        """The chance that at least one person of a group answers both times."""
        return float(-np.expm1(special.xlog1py(self.group_size, -self.response)))


@dataclass(frozen=True)
class ReleaseLimits(Record):
    """What a municipal report needs of those who answered both times; each at least 1."""

    persons: int
    groups: int
    residual: int  # people left when the largest group is taken away


@dataclass(frozen=True)
class Outlook(Record):
    """What so many groups may be expected to give; power and chance are 0 to 1."""

    n_groups: int
    n_people: int
    expected_pairs: float
    expected_groups: float  # with at least one pair
    power: float | None
    chance_of_release: float
    why: Why = no_reasons


@dataclass(frozen=True)
class GroupsNeeded(Record):
    """The fewest groups for the power asked for, and for a municipal report 95 times of 100."""

    for_power: int | None
    for_release: int | None
    why: Why = no_reasons


def outlook(design: StudyDesign, n_groups: int, limits: ReleaseLimits) -> Outlook:
    """Return what n_groups groups may be expected to give.

    n_groups: groups that start, each of design.group_size people. power: of the two-sided
    paired t-test of design.change, taking the expected pairs as if exactly they came; variance
    times 1 + (m - 1) icc, m = expected pairs in a group that has any, and df = expected groups
    that have any - 1. It is None with a reason where fewer than six pairs or two such groups
    are expected, for then no test is shown. chance_of_release: as `chance_of_release`.
    Sources: as in `scoring.power`.
    """
    power = _power(design, n_groups)
    return Outlook(
        n_groups=n_groups,
        n_people=n_groups * design.group_size,
        expected_pairs=n_groups * design.group_size * design.response,
        expected_groups=n_groups * design.has_pair,
        power=power,
        chance_of_release=chance_of_release(n_groups, design.group_size, design.response, limits),
        why={"power": TOO_FEW} if power is None else {},
    )


def groups_needed(design: StudyDesign, power: float, limits: ReleaseLimits) -> GroupsNeeded:
    """Return the fewest groups with this power, and for a report 95 times of 100.

    Power and chance are those of `outlook`. Above 10,000 groups it is None with a reason.
    """
    for_power = _fewest(lambda n: (_power(design, n) or 0.0) >= power)
    for_release = _fewest(
        lambda n: chance_of_release(n, design.group_size, design.response, limits) >= RELEASE_CHANCE
    )
    found = {"for_power": for_power, "for_release": for_release}
    missing = [name for name, number in found.items() if number is None]
    why = dict.fromkeys(missing, f"{MOST_GROUPS:,} groups are not enough")
    return GroupsNeeded(for_power, for_release, why=why)


def chance_of_release(
    n_groups: int, group_size: int, response: float, limits: ReleaseLimits
) -> float:
    """Return the chance that those who answer both times pass the limits of a report.

    Each of group_size people in each group does so with chance `response`, whoever the others
    are; a group counts if somebody in it does. It is exact, not simulated.
    """
    counts = float(-np.expm1(special.xlog1py(group_size, -response)))
    failing = _failing(group_size, response, limits)[: n_groups + 1]
    weights = _binomial(np.arange(len(failing)), n_groups, counts)
    return min(max(1 - float(weights @ failing), 0.0), 1.0)


def _power(design: StudyDesign, n_groups: int) -> float | None:
    pairs = n_groups * design.group_size * design.response
    groups = n_groups * design.has_pair
    if pairs < FEWEST_FOR_P - ROUNDING or groups < 2 - ROUNDING:
        return None
    variance = design.sd_change**2 * design_effect(pairs / groups, design.icc) / pairs
    return t_test_power(design.change / math.sqrt(variance), groups - 1, alpha=design.alpha)


def _fewest(is_enough: Callable[[int], bool]) -> int | None:
    """Return the fewest groups that are enough; more groups are never worse."""
    if not is_enough(MOST_GROUPS):
        return None
    low, high = 0, MOST_GROUPS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _binomial(k: NDArray[np.intp], n: int, chance: float) -> NDArray[np.float64]:
    """Return the chance of each of k among n."""
    ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    found: NDArray[np.float64] = np.exp(
        ways + special.xlogy(k, chance) + special.xlog1py(n - k, -chance)
    )
    return found


@cache
def _failing(group_size: int, response: float, limits: ReleaseLimits) -> NDArray[np.float64]:
    """Return the chance of failing if 0, 1, 2, ... groups count; more than these cannot fail.

    It is summed over the size of the largest group (the chance that all have at most so many,
    less the chance that all have fewer) and over the totals that are too small with it.
    """
    enough = max(limits.persons, limits.residual + group_size, limits.groups)
    size = np.arange(group_size + 1)
    chances = np.where(size > 0, _binomial(size, group_size, response), 0)
    chances /= chances.sum()
    failing = np.zeros(enough)
    smaller = np.zeros((enough, enough))
    for largest in range(1, group_size + 1):
        upto = _totals(chances[: largest + 1], enough)
        needed = max(limits.persons, limits.residual + largest)
        failing += (upto - smaller)[:, :needed].sum(axis=1)
        smaller = upto
    failing[: limits.groups] = 1
    return failing


def _totals(chances: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Return the chance that 0, 1, 2, ... groups have 0, 1, 2, ... people; shape (n, n)."""
    out = np.zeros((n, n))
    out[0, 0] = 1
    for count in range(1, n):
        out[count] = np.convolve(out[count - 1], chances)[:n]
    return out
