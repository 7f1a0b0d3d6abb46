"""The minimum a set of people must meet before any figure about it is shown.

The gate looks at sizes only. A refusal therefore tells nothing about what anybody answered,
and every refusal reads the same: the page never says which requirement was not met.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

THRESHOLDS_FILE = Path(__file__).with_name("thresholds.toml")
NOT_SHOWN = ":"


class BadThresholdsError(ValueError):
    """The file of thresholds is incomplete or holds a value that protects nobody."""


@dataclass(frozen=True)
class Thresholds:
    """The requirements of one version of the thresholds file."""

    version: int
    persons: int
    groups: int
    residual: int
    homogeneity_share: float

    def __post_init__(self) -> None:
        """Refuse values that protect nobody."""
        whole = (self.version, self.persons, self.groups, self.residual)
        if not all(isinstance(value, int) and value >= 1 for value in whole):
            message = "version, persons, groups and residual must be whole numbers of at least 1"
            raise BadThresholdsError(message)
        if not 0 < self.homogeneity_share <= 1:
            message = f"homogeneity_share must be above 0 and at most 1: {self.homogeneity_share}"
            raise BadThresholdsError(message)


@dataclass(frozen=True)
class Verdict:
    """Whether a set of people may be shown; sizes are for the record, never for a page."""

    is_allowed: bool
    n_people: int
    n_groups: int


def thresholds_from(values: Mapping[str, object]) -> Thresholds:
    """Return checked thresholds from the values of a thresholds file."""
    try:
        return Thresholds(**values)  # type: ignore[arg-type]  # __post_init__ checks the values
    except TypeError as error:
        message = f"the thresholds file must hold exactly the known settings: {error}"
        raise BadThresholdsError(message) from error


@cache
def load_thresholds(path: Path = THRESHOLDS_FILE) -> Thresholds:
    """Return the thresholds in force."""
    return thresholds_from(tomllib.loads(path.read_text(encoding="utf-8")))


def check(group_sizes: Sequence[int], thresholds: Thresholds | None = None) -> Verdict:
    """Return the verdict on a set of people, given how many of them each group has."""
    limits = thresholds or load_thresholds()
    if any(size < 0 for size in group_sizes):
        message = f"a group cannot have fewer than 0 people: {list(group_sizes)}"
        raise ValueError(message)
    sizes = [size for size in group_sizes if size > 0]
    n_people = sum(sizes)
    is_allowed = (
        n_people >= limits.persons
        and len(sizes) >= limits.groups
        and n_people - max(sizes) >= limits.residual
    )
    return Verdict(is_allowed=is_allowed, n_people=n_people, n_groups=len(sizes))


def is_homogeneous(
    n: int,
    sd: float,
    lowest: float,
    highest: float,
    *,
    thresholds: Thresholds | None = None,
) -> bool:
    """Return whether n answers lie so close together that their mean gives each one away.

    With mean m and sample standard deviation sd every one of n values lies within
    sd * (n - 1) / sqrt(n) of m (Samuelson 1968, J Am Stat Assoc 63, 1522-1525). That distance
    must be at least the threshold's share of the range from lowest to highest.
    """
    limits = thresholds or load_thresholds()
    if n < 1 or not sd >= 0 or not highest > lowest:
        message = f"need n >= 1, sd >= 0 and highest > lowest: {n=}, {sd=}, {lowest=}, {highest=}"
        raise ValueError(message)
    furthest = sd * (n - 1) / math.sqrt(n)
    return furthest < limits.homogeneity_share * (highest - lowest)
