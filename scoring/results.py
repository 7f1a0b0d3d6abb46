"""Frozen records of results, and how they become JSON.

A figure that does not exist is None, and the record's `why` has a sentence for it. In
`to_dict()` the dict that holds a null holds `"why"`, always one text: the names of the figures
without a value and the reason, sentence by sentence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

Why = Mapping[str, str]  # name of a figure without a value -> the reason
no_reasons = field(default_factory=dict[str, str], kw_only=True)


def sentences(why: Why) -> str:
    """Return the reasons as one text; figures that share a reason share a sentence."""
    named: dict[str, list[str]] = {}
    for name, reason in why.items():
        named.setdefault(reason, []).append(name)
    return " ".join(f"{', '.join(names)}: {reason}." for reason, names in named.items())


def as_json(value: object) -> Any:
    """Return a record, mapping, sequence or figure in JSON's own types; ValueError for NaN."""
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): as_json(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [as_json(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"a figure that does not exist must be None with a why, not {value}")
    return value


class Record:
    """A frozen dataclass of figures; its `why`, if it has one, explains those that are None."""

    def to_dict(self) -> dict[str, Any]:
        entries = {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]  # every subclass is a dataclass
        why = entries.pop("why", {})
        out: dict[str, Any] = as_json(entries)
        return {**out, "why": sentences(why)} if why else out


class Interval(NamedTuple):
    """An interval; its level is in the name it is kept under, such as ci95."""

    low: float
    high: float


@dataclass(frozen=True)
class Distribution(Record):
    """Mean and standard deviation (n - 1) in points."""

    mean: float | None
    sd: float | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Change(Record):
    """Post minus pre: mean and SD in points, and how many rose, stayed and fell."""

    mean: float | None
    sd: float | None
    n_up: int
    n_zero: int
    n_down: int
    why: Why = no_reasons


@dataclass(frozen=True)
class TTest(Record):
    """Paired t-test of no mean change, two-sided; ci95 is of the mean change in points."""

    t: float | None
    df: int | None
    p: float | None
    ci95: Interval | None
    why: Why = no_reasons


@dataclass(frozen=True)
class EffectSize(Record):
    """Standardised mean changes, unitless; `method` names each formula."""

    d_z: float | None
    g_z: float | None
    d_z_ci95: Interval | None
    d_av: float | None
    g_av: float | None
    g_av_ci95: Interval | None
    d_pre: float | None
    method: Mapping[str, str]
    why: Why = no_reasons


@dataclass(frozen=True)
class PairedChange(Record):
    """Everything about one score before and after, in the people who have it both times."""

    n_pairs: int
    pre: Distribution
    post: Distribution
    correlation: float | None
    change: Change
    t_test: TTest
    effect_size: EffectSize
    why: Why = no_reasons


@dataclass(frozen=True)
class ItemFigures(Record):
    """One figure for each item, by the item's key."""

    by_item: Mapping[str, float | None]
    why: Why = no_reasons

    def to_dict(self) -> dict[str, Any]:
        out = super().to_dict()
        return {**out.pop("by_item"), **out}


@dataclass(frozen=True)
class Reliability(Record):
    """Cronbach's alpha of one scale at one wave, from complete rows."""

    n: int
    k: int
    alpha: float | None
    alpha_ci95: Interval | None
    item_rest: ItemFigures
    alpha_if_dropped: ItemFigures
    why: Why = no_reasons


@dataclass(frozen=True)
class Attrition(Record):
    """Who came back: people with at least one answered item at each wave."""

    n_pre: int
    n_post: int
    n_both: int
    n_lost: int
    rate: float | None
    rate_ci95: Interval | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Outcome(Record):
    """One score at both waves: how many have it, and the change in those who have it twice."""

    n_pre: int
    n_post: int
    n_prorated: int
    paired: PairedChange
    p_holm: float | None
    why: Why = no_reasons

    def to_dict(self) -> dict[str, Any]:
        paired = self.paired.to_dict()
        why = {**self.paired.why, **self.why}
        out = {
            "n_pre": self.n_pre,
            "n_post": self.n_post,
            "n_pairs": paired["n_pairs"],
            "n_prorated": self.n_prorated,
            **paired,
            "p_holm": as_json(self.p_holm),
        }
        return {**out, "why": sentences(why)} if why else out


@dataclass(frozen=True)
class Data(Record):
    """What the evaluation rests on; sha256 as `scoring.fingerprint` makes it."""

    sha256: str
    n_rows: int
    n_participants: int
    n_groups: int | None
    n_late_pre: int
    n_group_changed: int | None
    software: Mapping[str, str]
    why: Why = no_reasons


@dataclass(frozen=True)
class Evaluation(Record):
    """The whole evaluation; outcomes and reliability by score column, reliability by wave."""

    plan: Mapping[str, Any]
    data: Data
    outcomes: Mapping[str, Outcome]
    reliability: Mapping[str, Mapping[str, Reliability]]
    attrition: Attrition
