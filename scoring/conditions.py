"""How change goes together with the group's climate, person by person and group by group."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.change import Points
from scoring.clustered import (
    FEWEST_GROUPS,
    MODEL,
    NO_GROUPS,
    group_means,
    inference,
    model_or_reason,
)
from scoring.cohort import Cohort
from scoring.effect_size import NO_SPREAD, SAME_CHANGE
from scoring.mixed_model import Estimate
from scoring.participation import Participation
from scoring.record import Interval, Record, Why, no_reasons

NOTE = (
    "Change and climate were answered at the same sitting by the same person, so one may colour "
    "the other. This shows what goes together, not what leads to what. Each slope is exploratory."
)
WITHOUT_GROUPS = "ordinary regression over people, df = pairs - 2, as the file has no column group"
BY_LEVEL = (
    "ordinary regression within groups, df = pairs - groups - 1, and over the groups' means, "
    "df = groups - 2"
)
NO_CLIMATE = "The file has no answers on climate."
ALIKE = "everyone gave the same answer on climate"
ALIKE_WITHIN = "nobody's answer differs from the mean of their group"
NO_PAIR = "nobody has a pair, an answer on climate and a group"
ALIKE_BETWEEN = "all groups have the same mean climate"
FEW_GROUPS = "it needs at least five groups"
FEW_PAIRS = "there are too few pairs for a slope and its spread"
NO_SLOPE = "there is no slope"
ON_A_LINE = "the changes lie on a line, without spread about it"


@dataclass(frozen=True)
class Slope(Record):
    """Points of change that go with one point of climate."""

    slope: float | None
    se: float | None
    df: float | None
    ci95: Interval | None
    p: float | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Condition(Record):
    """Change against one climate item: among people of one group, and among groups' means."""

    n: int
    n_groups: int | None
    person: Slope
    group: Slope
    method: str | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Conditions(Record):
    """Change against climate by outcome and climate item; no items where the file has none."""

    status: str
    note: str
    by_outcome: Mapping[str, Mapping[str, Condition]]


def conditions(cohort: Cohort, participation: Participation) -> Conditions:
    """Return how change goes with each climate item, for each outcome.

    participation: of the cohort's people, in their order; climate from 1 to 5, answered at post.
    n counts people with a pair, an answer to the item and, if the file has groups, a group;
    others are left out. Group means are of those n.

    One item at a time: change ~ (x - group mean) + group mean + (1 | group) by REML; slopes, se
    and ci95 in points of the outcome for one point of climate, p two-sided. person: among people
    of one group; group: among groups' means. Without a column group only the person slope exists,
    by ordinary regression. Where the model cannot be relied on (see
    `scoring.clustered.clustered`), the person slope is of ordinary regression within groups and
    the group slope of that over the groups' means: `method` says so, and why.

    None with a reason: a slope at a level without spread in climate, or with too few people; the
    group slope below 5 groups; se, df, interval and p without spread about the line; p of five
    pairs or fewer.
    Source: within and between, Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed.
    """
    groups = None if cohort.group is None else pd.factorize(cohort.group)[0]
    by_outcome = {
        column: _of_outcome(cohort.change(column), participation.climate, groups)
        for column in cohort.scales
    }
    note = NOTE if participation.climate else f"{NO_CLIMATE} {NOTE}"
    return Conditions("exploratory", note, by_outcome)


def _of_outcome(
    change: Points, climate: Mapping[str, Points], groups: NDArray[np.intp] | None
) -> dict[str, Condition]:
    """Return an outcome's change against each climate item; groups by number, -1 for none."""
    found = {}
    for name, values in climate.items():
        kept = ~np.isnan(change) & ~np.isnan(values)
        if groups is None:
            found[name] = _without_groups(change[kept], values[kept])
        else:
            kept &= groups >= 0
            found[name] = _with_groups(change[kept], values[kept], groups[kept])
    return found


def _with_groups(y: Points, x: Points, groups: NDArray[np.intp]) -> Condition:
    codes, numbers = pd.factorize(groups)
    counts = len(y), len(numbers)
    if not len(y):
        return _nothing(counts, NO_PAIR)
    if float(y.std()) < NO_SPREAD:
        return _nothing(counts, SAME_CHANGE)
    return _in_groups(y, x, codes)


def _without_groups(y: Points, x: Points) -> Condition:
    n = len(y)
    person = _ordinary(y, x, n - 2, n, ALIKE) if n > 2 else _missing(FEW_PAIRS)
    why = {"n_groups": NO_GROUPS}
    return Condition(n, None, person, _missing(NO_GROUPS), WITHOUT_GROUPS, why=why)


def _nothing(counts: tuple[int, int], reason: str) -> Condition:
    return Condition(*counts, _missing(reason), _missing(reason), None, why={"method": reason})


def _in_groups(y: Points, x: Points, codes: NDArray[np.intp]) -> Condition:
    n, mean = len(y), group_means(x, codes)
    columns, missing = {"one": np.ones(n)}, {}
    if _varies(x - mean[codes]):
        columns["person"] = x - mean[codes]
    else:
        missing["person"] = _missing(ALIKE_WITHIN)
    if len(mean) < FEWEST_GROUPS:
        missing["group"] = _missing(FEW_GROUPS)
    elif _varies(mean):
        columns["group"] = mean[codes]
    else:
        missing["group"] = _missing(ALIKE_BETWEEN)
    if len(missing) == 2:
        return Condition(
            n, len(mean), missing["person"], missing["group"], None, why={"method": NO_SLOPE}
        )
    fit, problem = model_or_reason(y, np.column_stack(list(columns.values())), codes)
    if fit and not problem:
        by_name = zip(columns, fit.estimates, strict=True)
        slopes, method = {name: _slope(one, n) for name, one in by_name}, MODEL
    else:
        slopes, method = _by_level(y, x, codes), f"{BY_LEVEL}: {problem}"
    slopes |= missing
    return Condition(n, len(mean), slopes["person"], slopes["group"], method)


def _by_level(y: Points, x: Points, codes: NDArray[np.intp]) -> dict[str, Slope]:
    """Return the slopes within groups and over groups' means, by ordinary regression."""
    n = len(y)
    y_mean, x_mean = group_means(y, codes), group_means(x, codes)
    n_groups = len(x_mean)
    within = _ordinary(y - y_mean[codes], x - x_mean[codes], n - n_groups - 1, n, ALIKE_WITHIN)
    return {"person": within, "group": _ordinary(y_mean, x_mean, n_groups - 2, n, ALIKE_BETWEEN)}


def _ordinary(y: Points, x: Points, df: int, n_pairs: int, alike: str) -> Slope:
    if not _varies(x):
        return _missing(alike)
    if df < 1:
        return _missing(FEW_PAIRS)
    about_x, about_y = x - x.mean(), y - y.mean()
    squares = float(about_x @ about_x)
    slope = float(about_x @ about_y) / squares
    left = about_y - slope * about_x
    return _slope(Estimate(slope, math.sqrt(float(left @ left) / df / squares), df), n_pairs)


def _varies(x: Points) -> bool:
    return float(x.std()) >= NO_SPREAD


def _slope(estimate: Estimate, n_pairs: int) -> Slope:
    found, why = inference(estimate, n_pairs, ON_A_LINE)
    figures = {name: found.get(name) for name in ("se", "df", "ci95", "p")}
    return Slope(estimate.value, **figures, why=why)  # type: ignore[arg-type]  # by name


def _missing(reason: str) -> Slope:
    names = ("slope", "se", "df", "ci95", "p")
    return Slope(**dict.fromkeys(names), why=dict.fromkeys(names, reason))
