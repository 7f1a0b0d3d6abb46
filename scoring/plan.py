"""The analysis plan: what counts as the main result, decided before the data are seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from scoring.borrowed import (
    POPULATION_MEANS,
    RETEST,
    PopulationMean,
    Retest,
    retest_without_details,
)
from scoring.errors import BadPlan
from scoring.missing_rule import MissingRule, check_missing_rule
from scoring.plan_faults import outcome_scales, plan_faults
from scoring.tables import parse_table, read_table

ABOUT_BOUNDS = (
    "equivalence bounds are working values of this project, not published minimal important "
    "changes: none was found"
)
GIVEN, DEFAULT = "given", "default"
PRIMARY = "primary"
SECONDARY = "secondary"
PLANNED = "planned"
EXPLORATORY = "exploratory"


def standard_outcomes() -> tuple[str, ...]:
    """Return the score columns of the published instruments, totals first."""
    return tuple(outcome_scales())


@dataclass(frozen=True)
class Plan:
    """What is confirmatory, and the constants; the default is the project's own plan.

    equivalence_bounds: points, by outcome. retest: test-retest correlations, by outcome;
    retest_details: the same with range and source (`scoring.borrowed`), filled in where it is
    left out. population_means: range in points and source, by outcome, for the scenario of
    regression to the mean. alpha: the level of the tests. missing: the missing rule. n_invited:
    people who got a card, if it is known. imputations, resamples (of the bootstrap), seed: of
    whatever is drawn at random. source: "given", or "default" where the study has no plan of
    its own; it is no part of what the plan says.
    Raises BadPlan, with every fault, for a plan that cannot be followed.
    """

    primary: str = "soc13_total"
    secondary: str = "gse_total"
    holm_family: tuple[str, ...] = field(default_factory=standard_outcomes)
    equivalence_bounds: Mapping[str, float] = field(
        default_factory=lambda: {
            "soc13_total": 4.0,
            "soc13_comprehensibility": 2.0,
            "soc13_manageability": 1.5,
            "soc13_meaningfulness": 1.5,
            "gse_total": 2.0,
        }
    )
    retest: Mapping[str, float] = field(
        default_factory=lambda: {outcome: one.value for outcome, one in RETEST.items()}
    )
    retest_details: Mapping[str, Retest] = field(default_factory=dict)
    population_means: Mapping[str, PopulationMean] = field(
        default_factory=lambda: dict(POPULATION_MEANS)
    )
    alpha: float = 0.05
    missing: MissingRule = "instrument"
    n_invited: int | None = None
    imputations: int = 50
    resamples: int = 9999
    seed: int = 20061
    source: str = field(default=GIVEN, compare=False)

    def __post_init__(self) -> None:
        """Refuse a plan that cannot be followed; equal plans hold equal numbers."""
        faults = [
            *plan_faults(self.settings(), Plan.primary, Plan.secondary),
            *(
                f"retest_details: {outcome} must have the value that retest has"
                for outcome, one in self.retest_details.items()
                if self.retest.get(outcome) != one.value
            ),
        ]
        if faults:
            raise BadPlan("the plan cannot be followed", faults)
        details = {
            outcome: self.retest_details.get(outcome) or retest_without_details(outcome, value)
            for outcome, value in self.retest.items()
        }
        object.__setattr__(self, "retest_details", details)
        object.__setattr__(self, "missing", check_missing_rule(self.missing))

    def role(self, outcome: str) -> str:
        """Return what the plan makes of an outcome: primary, secondary or exploratory."""
        return {self.primary: PRIMARY, self.secondary: SECONDARY}.get(outcome, EXPLORATORY)

    def status(self, outcome: str) -> str:
        """Return planned for the primary and the secondary outcome, else exploratory.

        Standing in the Holm family does not make an outcome a planned one.
        """
        return EXPLORATORY if self.role(outcome) == EXPLORATORY else PLANNED

    def settings(self) -> dict[str, Any]:
        """Return the plan in the form that its TOML file has; what is unknown is left out."""
        out = {one.name: getattr(self, one.name) for one in fields(self)}
        details = out.pop("retest_details")
        del out["source"]
        out["holm_family"] = list(self.holm_family)
        out["equivalence_bounds"] = dict(self.equivalence_bounds)
        out["retest"] = {
            outcome: asdict(details[outcome]) if outcome in details else value
            for outcome, value in self.retest.items()
        }
        out["population_means"] = {
            outcome: asdict(one) for outcome, one in self.population_means.items()
        }
        return {name: value for name, value in out.items() if value is not None}

    @property
    def sha256(self) -> str:
        """The hash of what the plan says; comments, order and 4 or 4.0 make no difference."""
        said = {**self.settings(), "holm_family": sorted(self.holm_family)}
        text = json.dumps(_plain_numbers(said), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Return the plan in JSON's own types; n_invited is absent where it is unknown.

        retest holds the values alone, retest_details also range and source; sha256 is last but
        for a word about the bounds, which stands there while they are the project's own.
        """
        out: dict[str, Any] = {"source": self.source}
        for name, value in self.settings().items():
            out[name] = dict(self.retest) if name == "retest" else value
            if name == "retest":
                out["retest_details"] = value
        out["sha256"] = self.sha256
        is_ours = out["equivalence_bounds"] == dict(default_plan().equivalence_bounds)
        return {**out, "about_bounds": ABOUT_BOUNDS} if is_ours else out


def default_plan() -> Plan:
    """Return the plan that is used when none is given."""
    return Plan(source=DEFAULT)


def load_plan(path: Path) -> Plan:
    """Return the plan in a TOML file; what the file leaves out is as in the default plan.

    A file that makes the default plan's second outcome the primary one, and names no other
    second, gets the default plan's primary outcome as its second. An entry of retest is a
    number, or a table of value, source, and low and high if there is a range.

    Raises BadPlan with every fault of the file: unknown keys, outcomes that are none, a retest
    correlation outside [0, 1), a bound that is not positive, a missing rule that is none, ...
    """
    return _plan_of(*read_table(path), path.name)


def plan_from_text(text: str, name: str) -> Plan:
    """Return the plan in the text of such a file; name: what messages call it. See `load_plan`."""
    return _plan_of(*parse_table(text), name)


def _plan_of(raw: dict[str, Any], faults: list[str], name: str) -> Plan:
    if raw.get("primary") == Plan.secondary:
        raw.setdefault("secondary", Plan.primary)
    faults = faults or plan_faults(raw, Plan.primary, Plan.secondary)
    if faults:
        raise BadPlan(f"{name} is no analysis plan", faults)
    if "holm_family" in raw:
        raw["holm_family"] = tuple(raw["holm_family"])
    if "population_means" in raw:
        means = raw["population_means"].items()
        raw["population_means"] = {outcome: PopulationMean(**one) for outcome, one in means}
    return Plan(**{**raw, **_retest(raw)})


def plan_as_toml(plan: Plan) -> str:
    """Return the text of a TOML file from which `load_plan` makes an equal plan."""
    settings = plan.settings()
    tables = {name: value for name, value in settings.items() if isinstance(value, dict)}
    lines = [f"{name} = {_toml(settings[name])}" for name in settings if name not in tables]
    for name, table in tables.items():
        lines += ["", f"[{name}]"]
        for key, value in table.items():
            given = (
                {f"{key}.{part}": one for part, one in value.items()}
                if isinstance(value, dict)
                else {key: value}
            )
            lines += [f"{part} = {_toml(one)}" for part, one in given.items()]
    return "\n".join(lines) + "\n"


def _retest(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the two fields a file's table of retest correlations is kept in."""
    if "retest" not in raw:
        return {}
    details = {
        outcome: Retest(**{"low": entry["value"], "high": entry["value"], **entry})
        for outcome, entry in raw["retest"].items()
        if isinstance(entry, dict)
    }
    values = {
        outcome: details[outcome].value if outcome in details else entry
        for outcome, entry in raw["retest"].items()
    }
    return {"retest": values, "retest_details": details}


def _plain_numbers(value: Any) -> Any:
    """Return the value with whole numbers as whole numbers, however they were written."""
    if isinstance(value, dict):
        return {key: _plain_numbers(entry) for key, entry in value.items()}
    is_whole = isinstance(value, float) and value.is_integer()
    return int(value) if is_whole else value


def _toml(value: Any) -> str:
    """Return text, a number or a list of texts as TOML; JSON's text is TOML's but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
