"""Whether a TOML table has the keys and the kinds of values that it should have."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

IN_WORDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


def read_table(path: Path) -> tuple[dict[str, Any], list[str]]:
    """Return the TOML file at `path` as a dict, and what is wrong with it as a file."""
    try:
        return parse_table(path.read_text(encoding="utf-8"))
    except OSError as error:
        return {}, [f"the file cannot be read: {error.strerror}"]
    except UnicodeDecodeError:
        return {}, ["the file is not UTF-8 text; save it as UTF-8"]


def parse_table(text: str) -> tuple[dict[str, Any], list[str]]:
    """Return the text of a TOML file as a dict, and what is wrong with it as a text."""
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        return {}, [f"the file is not TOML: {error}"]


def is_kind(value: object, kind: type) -> bool:
    """Return whether a TOML value is of the kind; true and false are no numbers."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def shape_faults(
    table: Mapping[str, object],
    required: Mapping[str, type],
    optional: Mapping[str, type],
    *,
    where: str = "",
) -> list[str]:
    """Return a sentence for each missing key, unknown key and value of the wrong kind."""
    known = {**required, **optional}
    absent = [f"{where}{key} is missing" for key in required if key not in table]
    unknown = [
        f"{where}{key} is not known here; known are {', '.join(known)}"
        for key in table
        if key not in known
    ]
    wrong = [
        f"{where}{key} must be {IN_WORDS[kind]}: {table[key]!r}"
        for key, kind in known.items()
        if key in table and not is_kind(table[key], kind)
    ]
    return absent + unknown + wrong


def well_formed(table: Mapping[str, object], kinds: Mapping[str, type]) -> dict[str, Any]:
    """Return the entries of the right kind, so that the rest can be checked all the same."""
    return {key: table[key] for key, kind in kinds.items() if is_kind(table.get(key), kind)}
