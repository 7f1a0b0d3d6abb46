"""Which of several savings of the same answer stands, in whatever order they arrive.

A line that is lost and comes back sends the same thing twice, late, or after something newer. So
the draft remembers who wrote each answer last, as which of that writer's savings, and at which
version of the draft. A writer is one page in one window; it counts its own savings and says which
version of the draft it knows of. Then:

- after an own saving of the same count or a later one, this is a repetition and changes nothing;
- after somebody else's saving that the writer knew of, this is newer and stands;
- after one it did not know of, either may be the newer: nothing is changed, and a writer that is
  still there is told so and sends once more, now knowing. A message that was only late has nobody
  behind it who would.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

WRITER = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Stamp:
    """Who saves, as which of its savings, and the version of the draft it knows of."""

    writer: str
    count: int
    known: int


class Write(NamedTuple):
    """Who wrote an answer last, as which of its savings, and the version it made."""

    writer: str
    saving: int
    version: int


@dataclass(frozen=True)
class Settled:
    """What becomes of each answer that is to be saved."""

    stands: tuple[str, ...]  # is written now
    repeated: tuple[str, ...]  # was written before
    elsewhere: tuple[str, ...]  # was written by somebody else meanwhile


def read_stamp(writer: str, count: str, known: str) -> Stamp | None:
    """Return the stamp that a page sent; none where it has none in order."""
    in_order = WRITER.fullmatch(writer) and all(
        one.isascii() and one.isdecimal() and len(one) <= 9 for one in (count, known)
    )
    return Stamp(writer, int(count), int(known)) if in_order else None


def settle(last: Mapping[str, Write], keys: Collection[str], stamp: Stamp | None) -> Settled:
    """Return which of these answers are written; without a stamp all of them are."""
    found: dict[str, list[str]] = {"stands": [], "repeated": [], "elsewhere": []}
    for key in keys:
        found[_fate(last.get(key), stamp)].append(key)
    return Settled(**{name: tuple(keys) for name, keys in found.items()})


def _fate(last: Write | None, stamp: Stamp | None) -> str:
    if last is None or stamp is None:
        return "stands"
    if last.writer == stamp.writer:
        return "stands" if stamp.count > last.saving else "repeated"
    return "stands" if last.version <= stamp.known else "elsewhere"
