"""Reads and checks a wording file."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scoring.instrument import Instrument, load_instrument
from survey.errors import BadWording

FOLDER = Path(__file__).parent
LANGUAGES = ("nb", "nn", "en")
KINDS = ("stand_in", "installed")
ANCHOR_LAYOUTS = ("as_published",)  # the reversed set of the instrument files belongs to it
FIELDS = ("instrument", "instrument_version", "language", "kind", "anchor_layout", "source", "lead")


@dataclass(frozen=True)
class ItemText:
    """What a participant reads for one item: the text, and words for some or all points."""

    key: str
    text: str
    points: tuple[tuple[int, str], ...]  # every point; the words may be empty between two anchors
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Wording:
    """One language version of one instrument."""

    instrument_key: str
    instrument_version: str
    language: str
    kind: str
    anchor_layout: str
    source: str
    lead: str
    items: tuple[ItemText, ...]
    sha256: str

    @property
    def is_stand_in(self) -> bool:
        """Whether the pages must say that this is not the instrument's own text."""
        return self.kind == "stand_in"

    def item(self, key: str) -> ItemText:
        """Return the text of one item."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, ItemText]:
        return {item.key: item for item in self.items}

    def __hash__(self) -> int:
        """Return the same for the same content, without reading all of it again."""
        return hash(self.sha256)


def read_file(path: Path) -> dict[str, Any]:
    """Return the contents of a wording file, checked; raise BadWording naming every fault."""
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadWording(f"{path} cannot be read as a wording: {error}") from error
    check(text, path.name)
    return text


def check(text: dict[str, Any], place: str) -> None:
    """Raise BadWording unless the text has the instrument's items, with words for its points."""
    faults = [f"{field}: is missing or empty" for field in FIELDS if not _is_text(text.get(field))]
    if not faults:
        faults += _faults_of_kind(text)
    if not faults:
        faults += _faults_of_items(text, load_instrument(text["instrument"]))
    if faults:
        raise BadWording(
            "\n".join([f"The wording in {place} cannot be used:", *(f"- {f}" for f in faults)])
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _faults_of_kind(text: dict[str, Any]) -> list[str]:
    allowed = {"instrument": ("soc13", "gse"), "kind": KINDS, "anchor_layout": ANCHOR_LAYOUTS}
    return [
        f"{field}: {text[field]!r} is none of {', '.join(values)}"
        for field, values in allowed.items()
        if text[field] not in values
    ]


def _faults_of_items(text: dict[str, Any], instrument: Instrument) -> list[str]:
    items = text.get("items", {})
    keys = set(instrument.item_keys)
    faults = [f"items.{key}: is missing" for key in instrument.item_keys if key not in items]
    faults += [
        f"items.{key}: is not an item of {instrument.key}" for key in items if key not in keys
    ]
    points = instrument.maximum - instrument.minimum + 1
    shared = text.get("points")
    if shared is not None and (len(shared) != points or not all(map(_is_text, shared))):
        faults.append(f"points: needs {points} labels, one for each point")
    wanted = ("text",) if shared is not None else ("text", "low", "high")
    faults += [
        f"items.{key}.{field}: is missing or empty"
        for key in instrument.item_keys
        if key in items
        for field in wanted
        if not _is_text(items[key].get(field))
    ]
    return faults


def wording(text: dict[str, Any]) -> Wording:
    """Return the wording that a checked text holds, with the hash administrations keep."""
    instrument = load_instrument(text["instrument"])
    points = range(instrument.minimum, instrument.maximum + 1)
    labels = text.get("points") or [""] * len(points)
    items = tuple(
        ItemText(
            key=key,
            text=text["items"][key]["text"],
            points=tuple(zip(points, labels, strict=True)),
            low=text["items"][key].get("low", ""),
            high=text["items"][key].get("high", ""),
        )
        for key in instrument.item_keys
    )
    canonical = json.dumps(text, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Wording(
        instrument_key=instrument.key,
        instrument_version=text["instrument_version"],
        language=text["language"],
        kind=text["kind"],
        anchor_layout=text["anchor_layout"],
        source=text["source"],
        lead=text["lead"],
        items=items,
        sha256=hashlib.sha256(canonical.encode()).hexdigest(),
    )
