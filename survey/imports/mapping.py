"""How a file's columns and values become ours, as a record and as a TOML file that is kept."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from survey.files.faults import BadMapping
from survey.files.mapping import column_of
from survey.imports.mapping_faults import TEXTS, WAVES, faults_of, tables
from survey.imports.targets import ITEMS

PLAIN = "plain"
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SKIPPED, DECLINED, NOT_ASKED = "skipped", "declined", "not_asked"


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
    def all_places(self) -> tuple[Place, ...]:
        """Return the columns one by one, those that a pattern names too."""
        by_pattern = [
            Place(column_of(pattern, number), item, wave)
            for (instrument, wave), pattern in self.patterns.items()
            for number, item in enumerate(ITEMS[instrument], start=1)
        ]
        return (*self.places, *by_pattern)

    @property
    def sha256(self) -> str:
        """Return the hash of the mapping as it is kept."""
        return hashlib.sha256(write_mapping(self).encode()).hexdigest()


def read_mapping(text: str) -> ColumnMapping:
    """Return what a mapping file says; raise BadMapping with everything that is wrong in it."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as fault:  # numbers and nesting beyond measure too
        raise BadMapping(f"The mapping cannot be read as TOML: {fault}.") from fault
    if faults := faults_of(raw):
        raise BadMapping("The mapping cannot be used:\n" + "\n".join(f"  {one}" for one in faults))
    return _mapping(raw)


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
        shift={key: Said(one["reason"], add=one["add"]) for key, one in tables(raw, "shift")},
        turned={
            key: Said(one["reason"], items=tuple(one["items"]))
            for key, one in tables(raw, "turned")
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
    return ["", f"[{name}]", *(f"{_key(key)} = {_text(value)}" for key, value in table.items())]


def _text(value: str) -> str:
    """Return a text as TOML writes it: as it stands, or with JSON's quoting where it must."""
    if "'" not in value and value.isprintable():
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if BARE_KEY.fullmatch(key) else _text(key)
