"""What every result is: a frozen record of figures that becomes JSON, with reasons for gaps.

A figure that does not exist is None, and the record's `why` has a sentence for it. In
`to_dict()` the dict that holds a null holds `"why"`, always one text: the names of the figures
without a value and the reason, sentence by sentence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field, fields
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
