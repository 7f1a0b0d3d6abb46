"""The rows of a database as the lines of a backup.

The first line says what the backup is, one line before each table names its columns, each row is a
line, and the last line counts them all. Lines are compressed before they are encrypted.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from survey.backup.sealed_chunks import SealedWriter
from survey.backup.values import kinds_of, selected, writer
from survey.models import Base

ROWS_AT_A_TIME, LARGE_ROWS_AT_A_TIME = 1_000, 8
LEVEL = 3  # of compression: half the time of the usual, and a tenth more bytes

# What ends within a day or a week by itself. Put back it would open doors that were shut: a
# session that somebody has ended, a link that was used.
LEFT_OUT = frozenset(
    {
        "card_sheet",
        "code_attempt",
        "import_upload",
        "invitation",
        "invitation_study",
        "sign_in_attempt",
        "staff_session",
        "word_attempt",
    }
)


@dataclass(frozen=True)
class Heading:
    """What a backup says of itself."""

    revision: str  # the migration that its tables are at
    made: str  # UTC, to the hour: 2027-03-01T02
    n_rows: int


def tables() -> list[Table]:
    """Return the tables that are backed up, each after those it refers to."""
    return [one for one in Base.metadata.sorted_tables if one.name not in LEFT_OUT]


def n_rows(session: Session) -> int:
    """Return how many rows a backup will hold."""
    counts = (session.scalar(select(func.count()).select_from(one)) for one in tables())
    return sum(count or 0 for count in counts)


def dump(
    session: Session, into: SealedWriter, heading: Heading, tell: Callable[[int], object]
) -> None:
    """Write everything that a session sees, all of it as of one moment.

    Rows come in the order of their keys, which are random: not in that of the answers. tell is
    called with the number of rows since it was last called.
    """
    lines = _Lines(into)
    lines.put(asdict(heading))
    counts: dict[str, int] = {}
    for one in tables():
        kinds = kinds_of(one)
        lines.put({"table": one.name, "columns": kinds})
        write, counts[one.name], untold = writer(kinds), 0, 0
        for row in session.execute(_rows(one), execution_options={"yield_per": _at_a_time(one)}):
            lines.put_text(write(row))
            counts[one.name] += 1
            untold += 1
            if untold == ROWS_AT_A_TIME:
                tell(untold)
                untold = 0
        tell(untold)
    lines.put({"end": counts})
    lines.finish()


def _rows(of: Table) -> Select[Any]:
    return select(*(selected(one) for one in of.columns)).order_by(*of.primary_key.columns)


def _at_a_time(of: Table) -> int:
    is_large = any(kind == "bytes" for _, kind in kinds_of(of))
    return LARGE_ROWS_AT_A_TIME if is_large else ROWS_AT_A_TIME


class _Lines:
    """Lines of text, compressed into an encrypted file."""

    def __init__(self, into: SealedWriter) -> None:
        self._into, self._compress = into, zlib.compressobj(LEVEL)

    def put(self, thing: Mapping[str, Any]) -> None:
        self.put_text(json.dumps(thing, ensure_ascii=False))

    def put_text(self, line: str) -> None:
        self._into.write(self._compress.compress(line.encode() + b"\n"))

    def finish(self) -> None:
        self._into.write(self._compress.flush())
        self._into.finish()
