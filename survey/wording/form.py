"""What a text's file holds: the facts, then each question. Template, reading and check agree.

No word of an instrument stands here: only its keys, its numbers and the way its points run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.instrument import Instrument

INSTRUMENT_NAMES = {"soc13": "SOC-13", "gse": "GSE"}
AS_PUBLISHED, TURNED, UNKNOWN = "as_published", "turned", "unknown"
LAYOUTS = (AS_PUBLISHED, TURNED, UNKNOWN)
LABELLED = frozenset({"gse"})  # every point has words of its own, the same for each question


@dataclass(frozen=True)
class Fact:
    """One fact about the text: its name in the file, and what belongs there."""

    key: str
    what: str
    longest: int = 200
    may_be_empty: bool = False


FIXED = ("instrument", "instrument_version", "language", "kind")
FACTS = (
    Fact("translator", "who translated this text, by name; the author where it is the original"),
    Fact("year", "the year of this text, in four digits"),
    Fact("version", "its name or number, as the rights holder calls it"),
    Fact("source", "where it is published or from whom you have it, as it is to be cited"),
    Fact("rights_holder", "who owns this text"),
    Fact(
        "anchor_layout",
        "as_published where the words stand at the same ends as in the published form; turned "
        "where some or all stand the other way round; unknown where you do not know",
    ),
    Fact("lead", "the instruction above the questions, as in the form", 600),
    Fact("notes", "anything another researcher should know of this text", 2000, may_be_empty=True),
)
KNOWN = (*FIXED, *(one.key for one in FACTS))
LONGEST = {"text": 400, "low": 90, "high": 90, "points": 60}


@dataclass(frozen=True)
class Place:
    """One question of the form: its key, its number, and what is known of it without its words."""

    key: str
    number: int
    about: str


def places(instrument: Instrument) -> Iterator[Place]:
    """Yield the questions of an instrument in order."""
    for item in instrument.items:
        parts = [one.key for one in instrument.subscales if item.number in one.items]
        way = (
            "points are turned when scored" if item.is_reversed else "points are scored as they are"
        )
        yield Place(item.key, item.number, ", ".join([*parts, way]))


def fields_of(instrument_key: str) -> tuple[str, ...]:
    """Return what a file says of each question."""
    return ("text",) if instrument_key in LABELLED else ("text", "low", "high")
