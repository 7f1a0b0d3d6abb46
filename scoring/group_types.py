"""Kinds of groups held against each other: self-organised and led, same and mixed life problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.change import Points
from scoring.clustered import MODEL, NO_GROUPS, Figures, group_means, inference, model_or_reason
from scoring.cohort import Cohort
from scoring.effect_size import NO_SPREAD, SAME_CHANGE
from scoring.mixed_model import Estimate
from scoring.participation import ATTRIBUTES, Participation, Texts
from scoring.record import Interval, Record, Why, no_reasons

NOTE = (
    "Groups were not drawn by lot to be of one type or the other, so the types may differ in other "
    "ways than this one, and nothing here says what led to what. Each attribute's comparison is "
    "exploratory and stands on its own. It ranks neither groups nor types."
)
WELCH = "Welch's t-test of the groups' mean changes"
ONE_TYPE = "the file does not have groups of two types"
FIGURES = ("difference", "se", "df", "ci95", "p")
UNKNOWN, UNCLEAR = -1, -2  # nobody in the group names its type; they name different ones


@dataclass(frozen=True)
class ByLevel(Record):
    """One figure for each type of group, by the type's name."""

    by_level: Mapping[str, float | None]
    why: Why = no_reasons

    def to_dict(self) -> dict[str, Any]:
        """Return the figures by type, and the reasons beside them."""
        out = super().to_dict()
        return {**out.pop("by_level"), **out}


@dataclass(frozen=True)
class TypeDifference(Record):
    """One outcome's mean change by type of group, and the difference in points, second - first."""

    n: Mapping[str, int]
    n_groups: Mapping[str, int]
    mean_change: ByLevel
    difference: float | None
    se: float | None
    df: float | None
    ci95: Interval | None
    p: float | None
    method: str | None
    why: Why = no_reasons


@dataclass(frozen=True)
class TypeComparison(Record):
    """Groups of two types, by outcome; n_groups_unclear: members name different types."""

    attribute: str
    levels: tuple[str, str]
    n_groups_unclear: int
    by_outcome: Mapping[str, TypeDifference]


@dataclass(frozen=True)
class GroupTypes(Record):
    """Comparisons of types of groups; none where the file has groups of one type only."""

    status: str
    note: str
    comparisons: tuple[TypeComparison, ...]
    why: Why = no_reasons


class _Members(NamedTuple):
    """The people with a change, a group and a type; each of shape (people,)."""

    change: Points
    is_second: NDArray[np.bool_]
    group: NDArray[np.intp]


def compare_group_types(cohort: Cohort, participation: Participation) -> GroupTypes:
    """Return how the change differs between types of groups, for each attribute and outcome.

    participation: of the cohort's people, in their order. The type belongs to the group: it is
    what its members name, and holds for those who name none. A group whose members name
    different types is left out, and counted in n_groups_unclear.

    difference, se and ci95 are in points, the second level minus the first, from change ~ type
    + (1 | group) by REML; p is two-sided. n and n_groups count pairs and their groups. Difference,
    se and df are those of Welch's t-test on the groups' mean changes, each group counting once,
    where `scoring.clustered.clustered` would turn to group means: `method` says so.

    None with a reason: where a type has fewer than 2 groups, or changes have no spread; p of five
    pairs or fewer. `comparisons` is empty with a reason if the file has no groups, or no
    attribute with two types.
    Sources: `scoring.mixed_model`; Welch (1947), Biometrika 34, 28-35.
    """
    if cohort.group is None:
        return GroupTypes("exploratory", NOTE, (), why={"comparisons": NO_GROUPS})
    codes, names = pd.factorize(cohort.group)
    comparisons = tuple(
        _comparison(cohort, name, codes, _type_of_groups(texts, codes, len(names), levels))
        for name, levels in ATTRIBUTES.items()
        if (texts := participation.attributes.get(name)) is not None and set(levels) <= set(texts)
    )
    why = {} if comparisons else {"comparisons": ONE_TYPE}
    return GroupTypes("exploratory", NOTE, comparisons, why=why)


def _type_of_groups(
    texts: Texts, codes: NDArray[np.intp], n_groups: int, levels: tuple[str, str]
) -> NDArray[np.intp]:
    """Return each group's type, 0 or 1 for the first or second level, or UNKNOWN or UNCLEAR."""
    has_group = codes >= 0
    names_first, names_second = (
        np.bincount(codes[has_group & (texts == level)], minlength=n_groups) > 0 for level in levels
    )
    return np.select(
        [names_first & names_second, names_first, names_second], [UNCLEAR, 0, 1], UNKNOWN
    )


def _comparison(
    cohort: Cohort, attribute: str, codes: NDArray[np.intp], type_of_group: NDArray[np.intp]
) -> TypeComparison:
    levels = ATTRIBUTES[attribute]
    own_type = np.append(type_of_group, UNKNOWN)[codes]  # the code -1 is nobody's group
    by_outcome = {}
    for column in cohort.scales:
        change = cohort.change(column)
        kept = ~np.isnan(change) & (own_type >= 0)
        group = pd.factorize(codes[kept])[0]
        members = _Members(change[kept], own_type[kept] == 1, group)
        by_outcome[column] = _difference(members, levels)
    n_unclear = int(np.count_nonzero(type_of_group == UNCLEAR))
    return TypeComparison(attribute, levels, n_unclear, by_outcome)


def _difference(members: _Members, levels: tuple[str, str]) -> TypeDifference:
    of_level = [members.change[members.is_second == is_second] for is_second in (False, True)]
    groups = [
        len(np.unique(members.group[members.is_second == is_second])) for is_second in (False, True)
    ]
    means = [float(points.mean()) if len(points) else None for points in of_level]
    missing = {
        level: "there is no pair"
        for level, points in zip(levels, of_level, strict=True)
        if not len(points)
    }
    found, method, why = _found(members, levels, groups)
    figures = {name: found.get(name) for name in FIGURES}
    return TypeDifference(
        n={level: len(points) for level, points in zip(levels, of_level, strict=True)},
        n_groups=dict(zip(levels, groups, strict=True)),
        mean_change=ByLevel(dict(zip(levels, means, strict=True)), why=missing),
        **figures,  # type: ignore[arg-type]  # by name
        method=method,
        why=why,
    )


def _found(
    members: _Members, levels: tuple[str, str], groups: list[int]
) -> tuple[Figures, str | None, dict[str, str]]:
    """Return the figures of a difference by name, its method and the reasons for gaps."""
    for level, n_groups in zip(levels, groups, strict=True):
        if n_groups < 2:
            named = "1 group" if n_groups else "no group"
            reason = f"it cannot be known from {named} of the type {level}"
            return {}, None, dict.fromkeys((*FIGURES, "method"), reason)
    change, is_second, group = members
    if float(change.std(ddof=1)) < NO_SPREAD:
        return {"difference": 0.0}, None, dict.fromkeys((*FIGURES[1:], "method"), SAME_CHANGE)
    columns = np.column_stack([np.ones(len(change)), is_second])
    fit, problem = model_or_reason(change, columns, group)
    if fit and not problem:
        estimate, method = fit.estimates[1], MODEL
    else:
        estimate, method = _welch(members), f"{WELCH}: {problem}"
    same = "all groups of a type changed by the same mean"
    if estimate.se < NO_SPREAD:  # then Welch's df does not exist either
        why = dict.fromkeys(FIGURES[1:], same)
        return {"difference": estimate.value}, method, why
    found, why = inference(estimate, len(change), same)
    return {"difference": estimate.value, **found}, method, why


def _welch(members: _Members) -> Estimate:
    means = group_means(members.change, members.group)
    is_second = group_means(members.is_second.astype(float), members.group) == 1
    first, second = means[~is_second], means[is_second]
    squared = [float(side.var(ddof=1)) / len(side) for side in (first, second)]
    terms = [part**2 / (len(side) - 1) for part, side in zip(squared, (first, second), strict=True)]
    df = sum(squared) ** 2 / sum(terms) if sum(terms) else 0.0
    return Estimate(float(second.mean() - first.mean()), sum(squared) ** 0.5, df)
