"""The analysis plan: what counts as the main result, decided before the data are seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from scoring.errors import BadPlan
from scoring.instrument import all_instruments
from scoring.scales import MissingRule, check_missing_rule
from scoring.tables import is_kind, read_table, shape_faults, well_formed

ABOUT_BOUNDS = (
    "equivalence bounds are working values of this project, not published minimal important "
    "changes: none was found"
)
KINDS: Mapping[str, type] = {
    "primary": str,
    "secondary": str,
    "holm_family": list,
    "equivalence_bounds": dict,
    "retest": dict,
    "alpha": float,
    "n_invited": int,
}


def standard_outcomes() -> tuple[str, ...]:
    """Return the score columns of the published instruments, totals first."""
    instruments = all_instruments()
    totals = tuple(one.total.column for one in instruments)
    return (*totals, *(scale.column for one in instruments for scale in one.subscales))


@dataclass(frozen=True)
class Plan:
    """What is confirmatory, and the constants; the default is the project's own plan.

    equivalence_bounds: points, by outcome. retest: test-retest correlations, by outcome (SOC
    total: about the midpoint of the .69-.78 over one year, SOC versions pooled, of Eriksson &
    Lindström 2005; GSE: one year, ZPID). alpha: the level of the tests. missing: the missing
    rule. n_invited: people who got a card, if it is known. Raises BadPlan, with every fault,
    for a plan that cannot be followed.
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
        default_factory=lambda: {"soc13_total": 0.74, "gse_total": 0.54}
    )
    alpha: float = 0.05
    missing: MissingRule = "instrument"
    n_invited: int | None = None

    def __post_init__(self) -> None:
        """Refuse a plan that cannot be followed."""
        settings = {one.name: getattr(self, one.name) for one in fields(self)}
        faults = _value_faults({**settings, "holm_family": list(self.holm_family)})
        if faults:
            raise BadPlan("the plan cannot be followed", faults)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan in JSON's own types; n_invited is absent where it is unknown."""
        out = {one.name: getattr(self, one.name) for one in fields(self)}
        for name in ("equivalence_bounds", "retest"):
            out[name] = dict(out[name])
        out["holm_family"] = list(self.holm_family)
        if self.n_invited is None:
            del out["n_invited"]
        is_ours = out["equivalence_bounds"] == dict(default_plan().equivalence_bounds)
        return {**out, "about_bounds": ABOUT_BOUNDS} if is_ours else out


def default_plan() -> Plan:
    """Return the plan that is used when none is given."""
    return Plan()


def load_plan(path: Path) -> Plan:
    """Return the plan in a TOML file; what the file leaves out is as in the default plan.

    A file that makes the default plan's second outcome the primary one, and names no other
    second, gets the default plan's primary outcome as its second.

    Raises BadPlan with every fault of the file: unknown keys, outcomes that are none, a retest
    correlation outside [0, 1), a bound that is not positive, a missing rule that is none.
    """
    raw, faults = read_table(path)
    if raw.get("primary") == Plan.secondary:
        raw.setdefault("secondary", Plan.primary)
    settings = {name: value for name, value in raw.items() if name != "missing"}
    faults = faults or [*shape_faults(settings, {}, KINDS), *_value_faults(raw)]
    if faults:
        raise BadPlan(f"{path.name} is no analysis plan", faults)
    if "holm_family" in raw:
        raw["holm_family"] = tuple(raw["holm_family"])
    return Plan(**raw)


def _value_faults(settings: Mapping[str, Any]) -> list[str]:
    given = well_formed(settings, KINDS)
    named = {
        "primary": [given["primary"]] if "primary" in given else [],
        "secondary": [given["secondary"]] if "secondary" in given else [],
        "holm_family": given.get("holm_family", []),
        "equivalence_bounds": given.get("equivalence_bounds", {}),
        "retest": given.get("retest", {}),
    }
    return [
        *(fault for where, outcomes in named.items() for fault in _unknown(where, outcomes)),
        *_order_faults(given.get("primary"), given.get("secondary")),
        *_family_faults(given.get("holm_family", [])),
        *_number_faults(given),
        *_rule_faults(settings.get("missing", "instrument")),
    ]


def _order_faults(primary: object, secondary: object) -> list[str]:
    primary, secondary = primary or Plan.primary, secondary or Plan.secondary
    if primary == secondary:
        return [f"{primary} is both primary and secondary: name two different outcomes"]
    return []


def _unknown(where: str, outcomes: Iterable[object]) -> list[str]:
    known = standard_outcomes()
    return [
        f"{where}: {outcome!r} is no outcome; known are {', '.join(known)}"
        for outcome in outcomes
        if outcome not in known
    ]


def _family_faults(family: list[Any]) -> list[str]:
    times = Counter(map(str, family))
    return [f"holm_family: {name} stands twice" for name, count in times.items() if count > 1]


def _number_faults(given: Mapping[str, Any]) -> list[str]:
    faults = [
        f"retest: {outcome} must be at least 0 and below 1: {value!r}"
        for outcome, value in given.get("retest", {}).items()
        if not (is_kind(value, float) and 0 <= value < 1)
    ]
    faults += [
        f"equivalence_bounds: {outcome} must be a number of points above 0: {value!r}"
        for outcome, value in given.get("equivalence_bounds", {}).items()
        if not (is_kind(value, float) and 0 < value < float("inf"))
    ]
    if not 0 < given.get("alpha", 0.05) < 1:
        faults.append(f"alpha must be between 0 and 1: {given['alpha']!r}")
    if given.get("n_invited", 0) < 0:
        faults.append(f"n_invited must be 0 or more: {given['n_invited']!r}")
    return faults


def _rule_faults(missing: MissingRule) -> list[str]:
    try:
        check_missing_rule(missing)
    except BadPlan as error:
        return [f"missing: {fault} ({missing!r})" for fault in error.faults]
    return []
