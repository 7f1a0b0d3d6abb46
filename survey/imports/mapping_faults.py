"""What can be wrong with a mapping file, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from survey.files.faults import BadMapping
from survey.files.mapping import parse_mapping
from survey.imports.targets import INSTRUMENT_OF, ITEMS, OF_THE_PERSON, TARGETS
from survey.models.study import POST, PRE

WAVES = (PRE, POST)
ALL = "all"  # the table of values that goes for every answer
TEXTS = ("tool", "separator", "encoding", "wave", "wording")
TABLES = ("items", "columns", *WAVES, "fixed", "values", "shift", "turned")
FIXED = frozenset(TARGETS) - frozenset(INSTRUMENT_OF) - {"participant", "wave"}


def faults_of(raw: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the tables of a mapping, in words."""
    return [*_shape_faults(raw)] or [*_content_faults(raw)]


def _shape_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    known = ", ".join((*TEXTS, *(f"[{name}]" for name in TABLES)))
    for name, value in raw.items():
        if name in TEXTS and not isinstance(value, str):
            yield f"{name}: must be text in quotes."
        elif name in TABLES and not isinstance(value, dict):
            yield f"[{name}]: must be a table."
        elif name not in TEXTS and name not in TABLES:
            yield f"{name}: is not known. Known are {known}."
    for name in ("items", "columns", "fixed"):
        yield from _text_faults(raw.get(name, {}), name)
    for name, table in tables(raw, "values"):
        yield from _text_faults(table, f"values.{name}")
    for wave in WAVES:
        yield from _wave_faults(raw, wave)
    for key, kind in (("add", "shift"), ("items", "turned")):
        for name, table in tables(raw, kind):
            yield from _said_faults(f"{kind}.{name}", name, table, key)


def _wave_faults(raw: Mapping[str, Any], wave: str) -> Iterator[str]:
    for name, table in tables(raw, wave):
        if name not in {"items", "columns"}:
            yield f"[{wave}.{name}]: is not known. Known are items and columns."
        yield from _text_faults(table, f"{wave}.{name}")


def tables(raw: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    """Return the tables within a table of the mapping; none where it is not there."""
    found = raw.get(name)
    return list(found.items()) if isinstance(found, dict) else []


def _text_faults(table: Any, name: str) -> Iterator[str]:
    if not isinstance(table, dict):
        yield f"[{name}]: must be a table."
        return
    for key, value in table.items():
        if not isinstance(value, str):
            yield f"[{name}] {key}: must be text in quotes."


def _said_faults(place: str, name: str, table: Any, key: str) -> Iterator[str]:
    """Yield what is wrong with what somebody vouches for: the deed, or its reason."""
    if name not in ITEMS:
        yield f"[{place}]: {name} is none of {', '.join(ITEMS)}."
    elif not isinstance(table, dict) or table.keys() - {key, "reason"}:
        yield f"[{place}]: write {key} and reason, and nothing else."
    else:
        if not str(table.get("reason", "")).strip() or not isinstance(table["reason"], str):
            yield f"[{place}] reason: say why, such as where in the tool's codebook it stands."
        numbers = range(1, len(ITEMS[name]) + 1)
        value = table.get(key)
        if key == "add" and (type(value) is not int or not value):
            yield f"[{place}] add: must be a whole number such as 1."
        if key == "items" and not (isinstance(value, list) and value):
            yield f"[{place}] items: must be a list of numbers such as [1, 2]."
        elif key == "items" and isinstance(value, list):
            wrong = [one for one in value if type(one) is not int or one not in numbers]
            yield from (f"[{place}] items: {one!r} is no item's number." for one in wrong)


def _content_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    yield from _pattern_faults(raw.get("items"), "items")
    yield from _column_faults(raw.get("columns"), "columns")
    for wave in WAVES:
        inside = raw.get(wave, {})
        yield from _pattern_faults(inside.get("items"), f"{wave}.items")
        yield from _column_faults(inside.get("columns"), f"{wave}.columns")
    if any(wave in raw for wave in WAVES):
        waveless = {*raw.get("items", {}), *raw.get("columns", {})} - OF_THE_PERSON
        yield from (
            f"{name}: where there is [pre] or [post], it must stand in one of them."
            for name in sorted(waveless)
        )
    yield from (
        f"[fixed] {name}: cannot be the same for every row."
        for name in raw.get("fixed", {})
        if name not in FIXED
    )
    for name, table in tables(raw, "values"):
        if name not in {ALL, *ITEMS, *TARGETS}:
            yield f"[values.{name}]: is neither {ALL}, an instrument nor one of our columns."
        yield from (f"[values.{name}] {key!r}: becomes nothing." for key in table if not table[key])
    mapped = [
        (theirs, wave)
        for wave, table in (("", raw), *((wave, raw.get(wave, {})) for wave in WAVES))
        for theirs in table.get("columns", {}).values()
    ]
    twice = sorted({theirs for theirs, wave in mapped if mapped.count((theirs, wave)) > 1})
    yield from (f"{theirs}: is mapped twice." for theirs in twice)


def _pattern_faults(table: Mapping[str, str] | None, place: str) -> Iterator[str]:
    for name, pattern in (table or {}).items():
        try:
            parse_mapping([f"{name}={pattern}"])
        except BadMapping as fault:
            yield f"[{place}] {fault}"


def _column_faults(table: Mapping[str, str] | None, place: str) -> Iterator[str]:
    yield from (
        f"[{place}] {name}: is none of our columns."
        for name in (table or {})
        if name not in TARGETS
    )
