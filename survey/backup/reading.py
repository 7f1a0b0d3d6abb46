"""A backup read from its beginning to its end, with no more in memory than a row."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey.backup.dumping import Heading
from survey.backup.faults import BadBackup
from survey.backup.sealed_chunks import unsealed
from survey.backup.values import Kinds

OUT_AT_A_TIME = 1024 * 1024
ROWS_AT_A_TIME = 1_000

Row = Sequence[Any]
Tell = Callable[[int], object]


@dataclass(frozen=True)
class Contents:
    """A whole backup: what it says of itself, and how many rows each table has."""

    heading: Heading
    n_rows: dict[str, int]


@dataclass(frozen=True)
class TableRows:
    """One table of a backup. Its rows are to be gone through before the next table comes."""

    name: str
    kinds: Kinds
    rows: Iterator[Row]


class Backup:
    """A backup that is open for reading."""

    def __init__(self, heading: Heading, lines: Iterator[str]) -> None:
        """Begin after the first line."""
        self.heading, self._lines = heading, lines
        self._line = next(lines, "")
        self.n_rows: dict[str, int] = {}

    def tables(self) -> Iterator[TableRows]:
        """Yield every table; raise BadBackup where not every row that was written comes."""
        while self._line.startswith('{"table"'):
            head = json.loads(self._line)
            self.n_rows[head["table"]] = 0
            self._line = ""
            yield TableRows(head["table"], head["columns"], self._rows(head["table"]))
            if not self._line:
                raise RuntimeError(f"the rows of {head['table']} were not read")
        if not self._line or json.loads(self._line) != {"end": self.n_rows}:
            raise BadBackup("its rows are not as many as were written")

    def _rows(self, table: str) -> Iterator[Row]:
        for line in self._lines:
            if line.startswith("{"):
                self._line = line
                return
            self.n_rows[table] += 1
            yield json.loads(line)


@contextmanager
def opened(path: Path, backup_key: str) -> Iterator[Backup]:
    """Open a backup; raise BadBackup, naming the file, where something of it does not fit."""
    try:
        with path.open("rb") as file:
            lines = _lines(unsealed(file, backup_key))
            yield Backup(Heading(**json.loads(next(lines))), lines)
    except BadBackup as fault:
        raise BadBackup(f"{path} cannot be used: {fault}. Take another backup") from fault
    except OSError as fault:
        raise BadBackup(f"{path} cannot be read: {fault.strerror}") from fault


def heading_of(path: Path, backup_key: str) -> Heading:
    """Return what a backup says of itself; raise BadBackup. The rest of it is not read."""
    with opened(path, backup_key) as backup:
        return backup.heading


def read_through(path: Path, backup_key: str, tell: Tell = lambda _rows: None) -> Contents:
    """Read all of a backup; return what it holds. Raises BadBackup."""
    with opened(path, backup_key) as backup:
        for table in backup.tables():
            untold = 0
            for _row in table.rows:
                untold += 1
                if untold == ROWS_AT_A_TIME:
                    tell(untold)
                    untold = 0
            tell(untold)
        return Contents(backup.heading, backup.n_rows)


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    waiting = b""
    for part in _unpacked(chunks):
        *whole, waiting = (waiting + part).split(b"\n")
        yield from (line.decode() for line in whole)


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what was compressed, in pieces: a short chunk may hold a long text."""
    unpack = zlib.decompressobj()
    for chunk in chunks:
        left = chunk
        while left:
            yield unpack.decompress(left, OUT_AT_A_TIME)
            left = unpack.unconsumed_tail
    yield unpack.flush()
