"""How a file's columns and values become ours, as a record and as a TOML file that is kept."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from survey.files.faults import BadMapping
from survey.files.mapping import parse_mapping
from survey.imports.targets import INSTRUMENT_OF, ITEMS, OF_THE_PERSON, TARGETS
from survey.models.study import POST, PRE

PLAIN = "plain"
SKIPPED, DECLINED, NOT_ASKED = "skipped", "declined", "not_asked"
WAVES = (PRE, POST)
ALL = "all"  # the table of values that goes for every answer
TEXTS = ("tool", "separator", "encoding", "wave", "wording")
TABLES = ("items", "columns", *WAVES, "fixed", "values", "shift", "turned")
FIXED = frozenset(TARGETS) - frozenset(INSTRUMENT_OF) - {"participant", "wave"}


@dataclass(frozen=True)
class Place:
    """One column of the file, and what it is; ``wave`` only where each person has one row."""

    theirs: str
    ours: str
    wave: str = ""


@dataclass(frozen=True)
class Said:
    """That a file's answers are moved or turned: said by somebody, with the reason."""

    reason: str
    add: int = 0
    items: tuple[int, ...] = ()


@dataclass(frozen=True)
class ColumnMapping:
    """Everything that is said of a file."""

    tool: str = PLAIN
    separator: str = ""
    encoding: str = ""
    wave: str = ""  # of every row that does not say it itself
    wording: str = ""  # the text that was answered, by reference
    patterns: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (instrument, wave)
    places: tuple[Place, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)  # ours -> the same for every row
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shift: Mapping[str, Said] = field(default_factory=dict)  # by instrument
    turned: Mapping[str, Said] = field(default_factory=dict)  # by instrument

    @property
    def is_wide(self) -> bool:
        """Return whether each row is a person with both waves side by side."""
        waves = {place.wave for place in self.places} | {wave for _, wave in self.patterns}
        return bool(waves - {""})

    @property
    def sha256(self) -> str:
        """Return the hash of the mapping as it is kept."""
        return hashlib.sha256(write_mapping(self).encode()).hexdigest()


def read_mapping(text: str) -> ColumnMapping:
    """Return what a mapping file says; raise BadMapping with everything that is wrong in it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadMapping(f"The mapping cannot be read as TOML: {fault}.") from fault
    faults = [*_shape_faults(raw)]
    if not faults:
        faults = [*_content_faults(raw)]
    if faults:
        raise BadMapping("The mapping cannot be used:\n" + "\n".join(f"  {one}" for one in faults))
    return _mapping(raw)


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
        yield from _text_faults(raw.get(name), name)
    for wave in WAVES:
        inside = raw.get(wave)
        for name, table in inside.items() if isinstance(inside, dict) else ():
            if name not in {"items", "columns"}:
                yield f"[{wave}.{name}]: is not known. Known are items and columns."
            yield from _text_faults(table, f"{wave}.{name}")
    for name, table in _tables(raw, "values"):
        yield from _text_faults(table, f"values.{name}")
    for kind, key, form in (("shift", "add", int), ("turned", "items", list)):
        for name, table in _tables(raw, kind):
            yield from _said_faults(f"{kind}.{name}", name, table, key, form)


def _tables(raw: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    found = raw.get(name)
    return list(found.items()) if isinstance(found, dict) else []


def _text_faults(table: Any, name: str) -> Iterator[str]:
    if table is None:
        return
    if not isinstance(table, dict):
        yield f"[{name}]: must be a table."
        return
    for key, value in table.items():
        if not isinstance(value, str):
            yield f"[{name}] {key}: must be text in quotes."


def _said_faults(place: str, name: str, table: Any, key: str, form: type) -> Iterator[str]:
    if name not in ITEMS:
        yield f"[{place}]: {name} is none of {', '.join(ITEMS)}."
        return
    if not isinstance(table, dict) or table.keys() - {key, "reason"}:
        yield f"[{place}]: write {key} and reason, and nothing else."
        return
    if not isinstance(table.get("reason"), str) or not table["reason"].strip():
        yield f"[{place}] reason: say why, such as where in the tool's codebook it stands."
    value = table.get(key)
    if type(value) is not form or not value:
        yield f"[{place}] {key}: must be {'a number' if form is int else 'a list of numbers'}."
    elif form is list:
        numbers = range(1, len(ITEMS[name]) + 1)
        yield from (
            f"[{place}] items: {one!r} is no item's number." for one in value if one not in numbers
        )


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
    for name, table in _tables(raw, "values"):
        if name not in {ALL, *ITEMS, *TARGETS}:
            yield f"[values.{name}]: is neither {ALL}, an instrument nor one of our columns."
        yield from (f"[values.{name}] {key!r}: becomes nothing." for key in table if not table[key])
    places = [(one.theirs, one.wave) for one in _places(raw)]
    yield from (
        f"{one[0]}: is mapped twice." for one in sorted(set(places)) if places.count(one) > 1
    )


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


def _places(raw: Mapping[str, Any]) -> Iterator[Place]:
    for wave, table in (("", raw), *((wave, raw.get(wave, {})) for wave in WAVES)):
        yield from (Place(theirs, ours, wave) for ours, theirs in table.get("columns", {}).items())


def _mapping(raw: Mapping[str, Any]) -> ColumnMapping:
    patterns = {
        (name, wave): pattern
        for wave, table in (("", raw), *((wave, raw.get(wave, {})) for wave in WAVES))
        for name, pattern in table.get("items", {}).items()
    }
    return ColumnMapping(
        **{name: raw[name] for name in TEXTS if name in raw},
        patterns=patterns,
        places=tuple(_places(raw)),
        fixed=raw.get("fixed", {}),
        values=raw.get("values", {}),
        shift={key: Said(one["reason"], add=one["add"]) for key, one in _tables(raw, "shift")},
        turned={
            key: Said(one["reason"], items=tuple(one["items"]))
            for key, one in _tables(raw, "turned")
        },
    )


def write_mapping(mapping: ColumnMapping) -> str:
    """Return a mapping as the file that says the same."""
    lines = [
        f"{name} = {_text(getattr(mapping, name))}" for name in TEXTS if getattr(mapping, name)
    ]
    for wave in ("", *WAVES):
        before = f"{wave}." if wave else ""
        items = {name: one for (name, at), one in mapping.patterns.items() if at == wave}
        lines += _table(f"{before}items", items)
        columns = {one.ours: one.theirs for one in mapping.places if one.wave == wave}
        lines += _table(f"{before}columns", columns)
    lines += _table("fixed", mapping.fixed)
    for name, table in mapping.values.items():
        lines += _table(f"values.{name}", table)
    for name, said in mapping.shift.items():
        lines += ["", f"[shift.{name}]", f"add = {said.add}", f"reason = {_text(said.reason)}"]
    for name, said in mapping.turned.items():
        lines += ["", f"[turned.{name}]", f"items = {list(said.items)}"]
        lines += [f"reason = {_text(said.reason)}"]
    return "\n".join(lines).strip() + "\n"


def _table(name: str, table: Mapping[str, str]) -> list[str]:
    if not table:
        return []
    return ["", f"[{name}]", *(f"{_text(key)} = {_text(value)}" for key, value in table.items())]


def _text(value: str) -> str:
    """Return a text as TOML writes it: JSON's quoting, and its one sign that JSON leaves out."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
