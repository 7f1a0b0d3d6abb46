"""What is wrong with an analysis plan: every fault at once, each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from scoring.errors import BadPlan
from scoring.instrument import Subscale, all_instruments
from scoring.missing_rule import MissingRule, check_missing_rule
from scoring.tables import is_kind, shape_faults, well_formed

KINDS: Mapping[str, type] = {
    "primary": str,
    "secondary": str,
    "holm_family": list,
    "equivalence_bounds": dict,
    "retest": dict,
    "population_means": dict,
    "alpha": float,
    "n_invited": int,
    "imputations": int,
    "resamples": int,
    "seed": int,
}
DRAWS = {  # fewest and most; past the most only the waiting grows
    "imputations": (5, 1000),
    "resamples": (100, 99_999),
}


@cache
def outcome_scales() -> Mapping[str, Subscale]:
    """Return the scales of the published instruments by score column, totals first."""
    instruments = all_instruments()
    totals = [one.total for one in instruments]
    subscales = [scale for one in instruments for scale in one.subscales]
    return {scale.column: scale for scale in (*totals, *subscales)}


def plan_faults(settings: Mapping[str, Any], primary: str, secondary: str) -> list[str]:
    """Return a sentence for each fault of a plan in the form that its TOML file has.

    primary, secondary: what holds where the settings name none.
    """
    shaped = {name: value for name, value in settings.items() if name != "missing"}
    given = well_formed(settings, KINDS)
    first, second = given.get("primary", primary), given.get("secondary", secondary)
    return [
        *shape_faults(shaped, {}, KINDS),
        *_outcome_faults(given),
        *(
            [f"{first} is both primary and secondary: name two different outcomes"]
            * (first == second)
        ),
        *_family_faults(given.get("holm_family", [])),
        *(fault for one in given.get("retest", {}).items() for fault in _retest_faults(*one)),
        *(
            fault
            for one in given.get("population_means", {}).items()
            for fault in _mean_faults(*one)
        ),
        *_number_faults(given),
        *_rule_faults(settings.get("missing", "instrument")),
    ]


def _outcome_faults(given: Mapping[str, Any]) -> Iterator[str]:
    known = outcome_scales()
    named: dict[str, Iterable[object]] = {
        **{name: [given[name]] for name in ("primary", "secondary") if name in given},
        **{
            name: given.get(name, ())
            for name in ("holm_family", "equivalence_bounds", "retest", "population_means")
        },
    }
    for where, outcomes in named.items():
        for outcome in outcomes:
            if not (isinstance(outcome, str) and outcome in known):
                yield f"{where}: {outcome!r} is no outcome; known are {', '.join(known)}"


def _family_faults(family: list[Any]) -> list[str]:
    times = Counter(map(str, family))
    return [f"holm_family: {name} stands twice" for name, count in times.items() if count > 1]


def _retest_faults(outcome: str, entry: object) -> Iterator[str]:
    where = f"retest: {outcome}"
    if not isinstance(entry, Mapping):
        if not _is_correlation(entry):
            yield f"{where} must be at least 0 and below 1: {entry!r}"
        return
    ends = {"low": float, "high": float}
    yield from shape_faults(entry, {"value": float, "source": str}, ends, where=f"{where}: ")
    numbers = well_formed(entry, {"value": float, **ends})
    wrong = {name: value for name, value in numbers.items() if not _is_correlation(value)}
    for name, value in wrong.items():
        yield f"{where}: {name} must be at least 0 and below 1: {value!r}"
    order = [numbers[name] for name in ("low", "value", "high") if name in numbers]
    if not wrong and order != sorted(order):
        yield f"{where}: low, value and high must rise in this order: {order}"
    yield from _source_faults(where, entry)


def _mean_faults(outcome: str, entry: object) -> Iterator[str]:
    where = f"population_means: {outcome}"
    if not isinstance(entry, Mapping):
        yield f"{where} must be a table with low, high and source: {entry!r}"
        return
    ends = {"low": float, "high": float}
    yield from shape_faults(entry, {**ends, "source": str}, {}, where=f"{where}: ")
    numbers = well_formed(entry, ends)
    scale = outcome_scales().get(outcome)
    for name, value in numbers.items():
        if scale is not None and not scale.lowest <= value <= scale.highest:
            yield f"{where}: {name} must be {scale.lowest:g} to {scale.highest:g} points: {value!r}"
    if len(numbers) == len(ends) and numbers["low"] > numbers["high"]:
        yield f"{where}: low must not be above high: {numbers['low']!r}, {numbers['high']!r}"
    yield from _source_faults(where, entry)


def _source_faults(where: str, entry: Mapping[str, object]) -> Iterator[str]:
    source = entry.get("source")
    if isinstance(source, str) and not source.strip():
        yield f"{where}: source must say where the figures are from"


def _is_correlation(value: object) -> bool:
    return is_kind(value, float) and 0 <= value < 1  # type: ignore[operator]  # it is a number


def _number_faults(given: Mapping[str, Any]) -> Iterator[str]:
    for outcome, value in given.get("equivalence_bounds", {}).items():
        if not (is_kind(value, float) and 0 < value < float("inf")):
            yield f"equivalence_bounds: {outcome} must be a number of points above 0: {value!r}"
    if not 0 < given.get("alpha", 0.05) < 1:
        yield f"alpha must be between 0 and 1: {given['alpha']!r}"
    for name in ("n_invited", "seed"):
        if given.get(name, 0) < 0:
            yield f"{name} must be 0 or more: {given[name]!r}"
    for name, (fewest, most) in DRAWS.items():
        if not fewest <= given.get(name, most) <= most:
            yield f"{name} must be {fewest} to {most}: {given[name]!r}"


def _rule_faults(missing: MissingRule) -> list[str]:
    try:
        check_missing_rule(missing)
    except BadPlan as error:
        return [f"missing: {fault} ({missing!r})" for fault in error.faults]
    return []
