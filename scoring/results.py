"""The records of an evaluation: change, reliability, attrition and the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.attrition import Attrition
from scoring.change import PairedChange
from scoring.record import Record, Why, as_json, no_reasons, sentences
from scoring.reliability import Reliability


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
