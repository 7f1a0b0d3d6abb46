"""The records of a whole evaluation: what it rests on, and all of its sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.anchor import Anchor
from scoring.attrition import Attrition
from scoring.comparability import Comparability
from scoring.conditions import Conditions
from scoring.flow import Flow
from scoring.group_types import GroupTypes
from scoring.invariance import FactorModels
from scoring.item_drift import ItemDirection, ItemDrift
from scoring.missing import MissingScenarios
from scoring.outcomes import Outcome
from scoring.quality import Quality
from scoring.record import Record, Why, no_reasons
from scoring.regression_to_the_mean import RegressionToTheMean
from scoring.reliability import Reliability
from scoring.sensitivity import Sensitivity


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
class Measurement(Record):
    """Whether the scales worked alike before and after; looked at before change is interpreted."""

    status: str
    item_direction: ItemDirection
    item_drift: ItemDrift
    factor_models: FactorModels


@dataclass(frozen=True)
class Evaluation(Record):
    """The whole evaluation; outcomes and reliability by score column, reliability by wave."""

    plan: Mapping[str, Any]
    data: Data
    flow: Flow
    comparability: Comparability
    outcomes: Mapping[str, Outcome]
    reliability: Mapping[str, Mapping[str, Reliability]]
    attrition: Attrition
    missing_scenarios: MissingScenarios
    quality: Quality
    measurement: Measurement
    regression_to_the_mean: RegressionToTheMean
    anchor: Anchor
    sensitivity: Sensitivity
    group_types: GroupTypes
    conditions: Conditions
