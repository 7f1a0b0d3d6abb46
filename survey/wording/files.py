"""Reads a filled-in form, TOML or workbook, into one and the same content."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from survey.errors import BadWording
from survey.wording.finding import Finding
from survey.wording.form import FACTS
from survey.wording.sheets import cells_of
from survey.wording.template import COLUMNS

LARGEST = 256 * 1024  # a filled-in form has some 10 kB
ENDINGS = (".toml", ".xlsx")
POINT = re.compile(r"points_([1-9])")
ITEM = re.compile(r"[a-z0-9]+_[0-9]{2}")
LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class Filled:
    """What a file holds, where each field stands in it, and what kept it from being read."""

    content: dict[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)  # by field; none in TOML
    faults: tuple[Finding, ...] = ()


def read_path(path: Path) -> Filled:
    """Return what the file at a path holds; raise BadWording where there is none to read."""
    try:
        return read_bytes(path.name, path.read_bytes())
    except OSError as error:
        raise BadWording(f"{path} cannot be read: {error.strerror}") from error


def read_bytes(name: str, packed: bytes) -> Filled:
    """Return what a file of this name holds."""
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        return _refused("ending")
    if len(packed) > LARGEST:
        return _refused("too_large", kb=LARGEST // 1024)
    return _read_toml(packed) if ending == ".toml" else _read_workbook(packed)


def _refused(kind: str, place: str = "", **facts: str | int) -> Filled:
    return Filled(faults=(Finding(kind, place, facts),))


def _read_toml(packed: bytes) -> Filled:
    try:
        content = tomllib.loads(packed.decode())
    except UnicodeDecodeError:
        return _refused("not_utf8")
    except (ValueError, RecursionError) as error:  # numbers and nesting beyond measure too
        found = LINE.search(str(error))
        return _refused("not_toml", line=found[1] if found else "?")
    return Filled(_composed(content))


def _read_workbook(packed: bytes) -> Filled:
    cells = cells_of(packed)
    if fault := cells.get("fault"):
        return _refused(fault)
    if formulas := cells["formulas"]:
        return Filled(faults=tuple(Finding("formula", cell=one) for one in formulas))
    content: dict[str, Any] = {"items": {}}
    where: dict[str, str] = {}
    for number, values in cells["rows"]:
        row = dict(zip(COLUMNS, [*values, *[""] * len(COLUMNS)], strict=False))
        _take(content, where, number, row)
    if "instrument" not in content:
        return _refused("other_sheet")
    return Filled(_composed(content), where)


def _take(
    content: dict[str, Any], where: dict[str, str], number: int, row: Mapping[str, str]
) -> None:
    """Put one row of the sheet where it belongs in the content."""
    key = row["key"].strip()
    if point := POINT.fullmatch(key):
        content.setdefault("points", []).append(row["text"])
        where[f"points.{point[1]}"] = f"C{number}"
    elif ITEM.fullmatch(key):
        said = {name: row[name] for name in ("text", "low", "high") if row[name].strip()}
        content["items"][key] = said
        for name, letter in (("text", "C"), ("low", "D"), ("high", "E")):
            where[f"items.{key}.{name}"] = f"{letter}{number}"
        where[f"items.{key}"] = f"B{number}"
    elif key in {"instrument", "instrument_version", "language", "kind"} | {
        one.key for one in FACTS
    }:
        content[key] = row["text"]
        where[key] = f"C{number}"


def _composed(value: Any) -> Any:
    """Return the content with letters in one form and no space around them.

    The same text must have the same hash from a Mac and from Windows, from TOML and from a sheet.
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip()
    if isinstance(value, dict):
        return {key: _composed(one) for key, one in value.items() if key != "notes" or one}
    if isinstance(value, list):
        return [_composed(one) for one in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a year without quotation marks
    return value


def with_cells(faults: Iterable[Finding], cells: Mapping[str, str]) -> list[Finding]:
    """Return the findings with the cell beside the field, where the file has cells."""
    return [replace(one, cell=cells.get(one.place, "")) for one in faults]
