"""Instruments as published: their items, keys, ranges and missing rules; no wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from scoring.definition import definition_faults
from scoring.errors import BadDefinition
from scoring.tables import read_table

INSTRUMENT_KEYS = ("soc13", "gse")
DEFINITIONS = Path(__file__).with_name("instruments")


@dataclass(frozen=True)
class Item:
    """One question: its column, its number from 1, and whether its scale is turned."""

    key: str
    number: int
    is_reversed: bool


@dataclass(frozen=True)
class Subscale:
    """A published group of items (or all of them, the total) that has a score."""

    key: str  # such as comprehensibility, total
    column: str  # such as soc13_comprehensibility
    items: tuple[int, ...]  # item numbers, from 1
    allowed_open: int  # open items that the score survives under the instrument's rule
    lowest: int  # points
    highest: int  # points


@dataclass(frozen=True)
class Instrument:
    """One instrument; every response is a whole number from `minimum` to `maximum`."""

    key: str
    version: str
    name: str
    source: str
    rights: str
    minimum: int
    maximum: int
    items: tuple[Item, ...]
    subscales: tuple[Subscale, ...]  # empty if the instrument has none
    total: Subscale

    @cached_property
    def item_keys(self) -> tuple[str, ...]:
        """The items' columns, in the instrument's order."""
        return tuple(item.key for item in self.items)

    @cached_property
    def scales(self) -> tuple[Subscale, ...]:
        """Everything that has a score: the subscales, then the total."""
        return (*self.subscales, self.total)

    @property
    def n_points(self) -> int:
        """How many responses an item offers."""
        return self.maximum - self.minimum + 1


@cache
def load_instrument(key: str) -> Instrument:
    """Return the instrument `key`, one of INSTRUMENT_KEYS; BadDefinition for any other."""
    if key not in INSTRUMENT_KEYS:
        raise BadDefinition(
            f"there is no instrument {key!r}", [f"known are {', '.join(INSTRUMENT_KEYS)}"]
        )
    return load_definition(DEFINITIONS / f"{key}.toml")


def all_instruments() -> tuple[Instrument, ...]:
    """Return every published instrument, the primary outcome's first."""
    return tuple(load_instrument(key) for key in INSTRUMENT_KEYS)


def load_definition(path: Path) -> Instrument:
    """Return the instrument that a TOML file defines.

    Raises BadDefinition with every fault of the file: keys missing or unknown, a range that
    does not run upwards, reversed items that do not exist, subscales that overlap or leave an
    item out, a missing rule that leaves nothing to score.
    """
    raw, faults = read_table(path)
    faults = faults or definition_faults(raw)
    if faults:
        raise BadDefinition(f"{path.name} does not define an instrument", faults)
    return _instrument(raw)


def _instrument(raw: Mapping[str, Any]) -> Instrument:
    numbers = tuple(range(1, raw["item_count"] + 1))
    missing = raw["missing"]
    return Instrument(
        key=raw["key"],
        version=raw["version"],
        name=raw["name"],
        source=raw["source"],
        rights=raw["rights"],
        minimum=raw["response"]["minimum"],
        maximum=raw["response"]["maximum"],
        items=tuple(Item(f"{raw['key']}_{n:02}", n, n in raw["reverse_keyed"]) for n in numbers),
        subscales=tuple(
            _scale(raw, name, tuple(items), missing["subscale"])
            for name, items in raw.get("subscales", {}).items()
        ),
        total=_scale(raw, "total", numbers, missing["total"]),
    )


def _scale(raw: Mapping[str, Any], key: str, items: tuple[int, ...], allowed: int) -> Subscale:
    return Subscale(
        key=key,
        column=f"{raw['key']}_{key}",
        items=items,
        allowed_open=allowed,
        lowest=len(items) * raw["response"]["minimum"],
        highest=len(items) * raw["response"]["maximum"],
    )
