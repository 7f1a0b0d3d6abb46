"""Emergency and support lines: data that an installation may replace, checked at the start."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from survey.language import LANGUAGES

SHIPPED = Path(__file__).with_name("help_lines.toml")
NEEDED = ("key", "number", "nb", "nn", "en")  # a language that was added may be left out
NUMBER = re.compile(r"\+?\d(?: ?\d){2,14}")


@dataclass(frozen=True)
class HelpLine:
    """One number to call, and what it is in each language."""

    key: str
    number: str
    what: dict[str, str]

    def said_in(self, language: str) -> str:
        """Return what it is; in English where nobody has written it in this language."""
        return self.what.get(language, self.what["en"])


@dataclass(frozen=True)
class HelpLines:
    """The lines in the order they are shown, and the day somebody saw that they were right."""

    lines: tuple[HelpLine, ...]
    checked_on: dt.date


class BadHelpLines(ValueError):
    """A file of help lines cannot be used; the message has one fault a line."""


@cache
def help_lines(path: str) -> HelpLines:
    """Return the lines of a file that was found good at the start; read once."""
    return read_help_lines(Path(path))


def read_help_lines(path: Path) -> HelpLines:
    """Return the lines of a file; raise BadHelpLines naming every fault in it."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadHelpLines(f"cannot be read as TOML: {error}") from error
    faults = _faults_in(given)
    if faults:
        raise BadHelpLines("\n".join(faults))
    lines = tuple(
        HelpLine(line["key"], line["number"], {one: line[one] for one in LANGUAGES if one in line})
        for line in given["lines"]
    )
    return HelpLines(lines, given["checked_on"])


def _faults_in(given: dict[str, Any]) -> list[str]:
    faults = [f"{name}: there is no such entry" for name in given.keys() - {"checked_on", "lines"}]
    checked_on = given.get("checked_on")
    if not isinstance(checked_on, dt.date) or isinstance(checked_on, dt.datetime):
        faults.append("checked_on: must be a day without quotes, such as 2026-11-23")
    lines = given.get("lines")
    if not isinstance(lines, list) or not lines or not all(isinstance(one, dict) for one in lines):
        return [*faults, "lines: must be at least one [[lines]]"]
    for position, line in enumerate(lines, 1):
        faults += [f"line {position}, {fault}" for fault in _faults_of_line(line)]
    keys = Counter(str(line.get("key")) for line in lines)
    return faults + [f"key: {key!r} is used twice" for key, count in keys.items() if count > 1]


def _faults_of_line(line: dict[str, Any]) -> list[str]:
    known = [*NEEDED, *(one for one in LANGUAGES if one in line and one not in NEEDED)]
    faults = [f"{name}: there is no such entry" for name in sorted(line.keys() - set(known))]
    empty = [
        name for name in known if not isinstance(line.get(name), str) or not line[name].strip()
    ]
    faults += [f"{name}: must be words in quotes" for name in empty]
    if "number" not in empty and not NUMBER.fullmatch(line["number"]):
        faults.append("number: must be 3 to 15 digits, with spaces where they are read")
    return faults
