"""What an instrument's definition may say: every fault in it, found in one go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from scoring.tables import is_kind, shape_faults, well_formed

REQUIRED: Mapping[str, type] = {
    "key": str,
    "version": str,
    "name": str,
    "source": str,
    "rights": str,
    "response": dict,
    "item_count": int,
    "reverse_keyed": list,
    "missing": dict,
    "total": dict,
}
OPTIONAL: Mapping[str, type] = {"subscales": dict}
RANGE: Mapping[str, type] = {"minimum": int, "maximum": int}
MISSING: Mapping[str, type] = {"total": int}
MISSING_OPTIONAL: Mapping[str, type] = {"subscale": int}
TOTAL: Mapping[str, type] = {"aggregate": str}

INSTRUMENT_KEY = re.compile(r"[a-z][a-z0-9]*")
SUBSCALE_KEY = re.compile(r"[a-z]+(_[a-z]+)*")
HIGHEST_POINT = 100  # responses are kept in one byte, and no published scale comes near
MOST_ITEMS = 99  # item keys have two digits


def definition_faults(raw: Mapping[str, object]) -> list[str]:
    """Return a sentence for everything that is wrong with a definition; empty if it is right."""
    given = well_formed(raw, {**REQUIRED, **OPTIONAL})
    return [
        *shape_faults(raw, REQUIRED, OPTIONAL),
        *_text_faults(given),
        *_range_faults(given.get("response")),
        *_item_faults(given),
        *_subscale_faults(given),
        *_missing_faults(given),
        *_total_faults(given.get("total")),
    ]


def _text_faults(given: Mapping[str, Any]) -> list[str]:
    blank = [
        f"{key} is empty"
        for key in ("version", "name", "source", "rights")
        if not given.get(key, "x").strip()
    ]
    if not INSTRUMENT_KEY.fullmatch(given.get("key", "x")):
        blank.append(f"key must be small letters and digits, such as soc13: {given['key']!r}")
    return blank


def _range_faults(response: Mapping[str, Any] | None) -> list[str]:
    if response is None:
        return []
    faults = shape_faults(response, RANGE, {}, where="response.")
    bounds = well_formed(response, RANGE)
    if bounds.keys() == RANGE.keys():
        low, high = bounds["minimum"], bounds["maximum"]
        if not 0 <= low < high <= HIGHEST_POINT:
            faults.append(f"response must run upwards within 0 to {HIGHEST_POINT}: {low} to {high}")
    return faults


def _item_faults(given: Mapping[str, Any]) -> list[str]:
    faults = []
    count = given.get("item_count")
    if count is not None and not 1 <= count <= MOST_ITEMS:
        faults.append(f"item_count must be 1 to {MOST_ITEMS}: {count}")
    return faults + _number_faults("reverse_keyed", given.get("reverse_keyed", []), count)


def _number_faults(name: str, numbers: list[Any], count: int | None) -> list[str]:
    """Faults of a list of item numbers; repeats count as faults too."""
    whole = _whole_numbers(numbers)
    faults = [f"{name}: {n!r} is no item number" for n in numbers if not is_kind(n, int)]
    if count is not None:
        faults += [f"{name}: there is no item {n}" for n in whole if not 1 <= n <= count]
    faults += [f"{name}: item {n} stands twice" for n, times in Counter(whole).items() if times > 1]
    return faults


def _whole_numbers(numbers: list[Any]) -> list[int]:
    return [n for n in numbers if is_kind(n, int)]


def _subscale_faults(given: Mapping[str, Any]) -> list[str]:
    if "subscales" not in given:
        return []
    count = given.get("item_count")
    faults: list[str] = []
    places: dict[int, list[str]] = {number: [] for number in range(1, (count or 0) + 1)}
    for name, numbers in given["subscales"].items():
        faults += _subscale_name_faults(name)
        if not isinstance(numbers, list) or not numbers:
            faults.append(f"subscale {name} must be a list of item numbers: {numbers!r}")
            continue
        faults += _number_faults(f"subscale {name}", numbers, count)
        for number in places.keys() & _whole_numbers(numbers):
            places[number].append(name)
    faults += [f"item {n} is in no subscale" for n, names in places.items() if not names]
    faults += [
        f"item {n} is in more than one subscale: {', '.join(names)}"
        for n, names in places.items()
        if len(names) > 1
    ]
    return faults


def _subscale_name_faults(name: str) -> list[str]:
    taken = name == "total" or name.endswith(("_missing", "_prorated"))
    if SUBSCALE_KEY.fullmatch(name) and not taken:
        return []
    return [f"subscale {name!r}: a name is small letters, not total, ..._missing, ..._prorated"]


def _missing_faults(given: Mapping[str, Any]) -> list[str]:
    missing = given.get("missing")
    if missing is None:
        return []
    faults = shape_faults(missing, MISSING, MISSING_OPTIONAL, where="missing.")
    allowed = well_formed(missing, {**MISSING, **MISSING_OPTIONAL})
    if ("subscale" in missing) != ("subscales" in given):
        faults.append("missing.subscale belongs with subscales: give both or neither")
    lists = [part for part in given.get("subscales", {}).values() if isinstance(part, list)]
    longest = {
        "total": given.get("item_count"),
        "subscale": min(map(len, lists), default=None),
    }
    for name, value in allowed.items():
        limit = longest[name]
        if value < 0 or (limit is not None and value >= limit):
            faults.append(f"missing.{name} must be at least 0 and leave an answered item: {value}")
    return faults


def _total_faults(total: Mapping[str, Any] | None) -> list[str]:
    if total is None:
        return []
    faults = shape_faults(total, TOTAL, {}, where="total.")
    if well_formed(total, TOTAL).get("aggregate", "sum") != "sum":
        faults.append(f"total.aggregate can only be sum: {total['aggregate']!r}")
    return faults
