"""What the answers say about a mean change, so that two analyses can be held against each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.effect_size import NO_SPREAD, SAME_CHANGE
from scoring.record import Interval, Record, Why, no_reasons

HIGHER = "higher"
LOWER = "lower"
UNCLEAR = "no clear change"
NO_CONCLUSION = "one of the two analyses has no conclusion"


@dataclass(frozen=True)
class ChangeFound(Record):
    """A mean change in points with its interval, and what that says."""

    n_pairs: int
    mean: float | None
    ci95: Interval | None
    conclusion: str | None  # higher, lower or no clear change
    why: Why = no_reasons


@dataclass(frozen=True)
class Conclusions(Record):
    """What a mean change says with people one by one, and with people in their groups.

    Where the two differ, the one with people in their groups is to be believed: people who met
    every week are not independent of each other.
    """

    one_by_one: str | None
    in_groups: str | None
    agrees: bool | None
    why: Why = no_reasons


def change_found(change: NDArray[np.float64]) -> ChangeFound:
    """Return the mean of changes in points with its paired-t interval, and the conclusion.

    change: post minus pre, shape (people,); NaN, somebody without a pair, is left out. The
    conclusion is the side of zero that the whole interval lies on, else "no clear change".
    Without two pairs, or where everyone changed alike (SD below 1e-9), interval and conclusion
    are None with a reason. The interval takes people one by one, as the t-test does.
    """
    kept = change[~np.isnan(change)]
    n = len(kept)
    mean = float(kept.mean()) if n else None
    sd = float(kept.std(ddof=1)) if n > 1 else 0.0
    if mean is None or n < 2 or sd < NO_SPREAD:
        reason = SAME_CHANGE if n > 1 else "an interval needs at least two pairs"
        why = {"ci95": reason, "conclusion": reason}
        return ChangeFound(
            n, mean, None, None, why=why if n else {"mean": "there is no pair", **why}
        )
    half = float(special.stdtrit(n - 1, 0.975)) * sd / math.sqrt(n)
    interval = Interval(mean - half, mean + half)
    return ChangeFound(n, mean, interval, conclude(interval))


def conclude(interval: Interval) -> str:
    """Return what an interval of a mean change says: higher, lower or no clear change."""
    if interval.low > 0:
        return HIGHER
    return LOWER if interval.high < 0 else UNCLEAR


def conclusions(one_by_one: Interval | None, in_groups: Interval | None) -> Conclusions:
    """Return what the two intervals of one mean change say; None with a reason where there is none.

    one_by_one: of the paired t-test; in_groups: with people in their groups. Both at 95 %,
    whatever the plan's level is.
    """
    given = {"one_by_one": one_by_one, "in_groups": in_groups}
    said = {name: conclude(interval) if interval else None for name, interval in given.items()}
    why = {name: "there is no such interval" for name, word in said.items() if word is None}
    agrees = said["one_by_one"] == said["in_groups"] if not why else None
    if why:
        why["agrees"] = NO_CONCLUSION
    return Conclusions(said["one_by_one"], said["in_groups"], agrees, why=why)


def agreement(planned: ChangeFound, other: ChangeFound) -> tuple[bool | None, dict[str, str]]:
    """Return whether two analyses conclude alike; None with a reason if one concludes nothing."""
    if planned.conclusion is None or other.conclusion is None:
        return None, {"agrees": NO_CONCLUSION}
    return planned.conclusion == other.conclusion, {}
