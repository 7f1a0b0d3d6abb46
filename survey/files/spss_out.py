"""SPSS out and back: labels, levels of measurement, and three kinds of missing.

pyreadstat writes whole frames. Without compression a case is a fixed number of bytes after the
dictionary, so the rows are written some at a time, each time with the same dictionary, and their
bytes are put one after the other: the file is the same as if it had been written at once. A first
row in which every text has its full width, and which is left out again, keeps the dictionary so.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat

from survey.files.chunks import Chunk, schema_of
from survey.files.fields import DECLINED, INTEGER, NOT_ASKED, NUMBER, SKIPPED, TEXT, Field

NUMBERS = {DECLINED: -97, SKIPPED: -98, NOT_ASKED: -99}
TEXTS = {DECLINED: "declined", SKIPPED: "skipped", NOT_ASKED: "notasked"}
WORDS = ("declined", "skipped", "not_asked")
SEGMENT = 8  # bytes: a number, or a piece of a text
COUNT_AT = 80  # where the header says how many cases there are
DATE_AT, DATE = 92, b"01 Jan 7000:00:00"  # the same rows are the same file, whenever it is made
LONG_COUNT = struct.pack("<iiiiq", 7, 16, 8, 2, 1)  # before the same count in 64 bits
ROWS_AT_A_TIME = 50_000
LONGEST_NAME, LONGEST_LABEL, LONGEST_VALUE_LABEL = 64, 255, 120


class SpssFile:
    """A .sav file, not compressed. gap_words: what the three kinds of missing are called."""

    def __init__(self, fields: list[Field], gap_words: dict[int, str]) -> None:
        self.fields, self.gap_words = fields, gap_words
        self.options = self._options()
        self.case_size = sum(
            SEGMENT * (-(-one.width // SEGMENT) if one.kind == TEXT else 1) for one in fields
        )

    def expected(self, chunk: Chunk) -> pa.Table:
        """Return the cells that a reader must find, missing ones under their codes."""
        columns = [self._coded(one, chunk) for one in self.fields]
        names = [one.name for one in self.fields]
        return pa.Table.from_arrays(columns, names=names)

    @property
    def compared(self) -> list[Field]:
        """Return the fields as this format keeps them: every number is a floating one."""
        kinds = {TEXT: TEXT, INTEGER: NUMBER, NUMBER: NUMBER}
        return [Field(one.name, kinds[one.kind]) for one in self.fields]

    def open(self, path: Path) -> None:
        """Begin a file with the dictionary."""
        self.file = path.open("w+b")
        self.n_rows = 0
        self.head = b""
        names = [one.name for one in self.fields]
        empty = pa.Table.from_arrays(
            [pa.array([], column.type) for column in schema_of(self.fields)], names=names
        )
        self.add(Chunk(empty, {one.name: np.zeros(0, np.uint8) for one in self.fields}))

    def add(self, chunk: Chunk) -> None:
        """Write the next rows."""
        frame = self.expected(chunk).to_pandas()
        with NamedTemporaryFile(suffix=".sav", dir=Path(self.file.name).parent) as piece:
            pyreadstat.write_sav(
                pd.concat([self._widest(), frame], ignore_index=True), piece.name, **self.options
            )
            written = Path(piece.name).read_bytes()
        start = len(written) - (len(frame) + 1) * self.case_size
        head = _with_count(written[:start], 0)
        if not self.head:
            self.head = head
            self.file.write(head)
        if head != self.head:
            raise ValueError("a text is wider than its column")
        self.file.write(written[start + self.case_size :])
        self.n_rows += len(frame)

    def close(self) -> None:
        """Say in the dictionary how many cases there are, and end the file."""
        self.file.seek(0)
        self.file.write(_with_count(self.head, self.n_rows))
        self.file.close()

    def read(self, path: Path) -> Iterator[pa.Table]:
        """Yield the rows as a reader finds them, missing ones under their codes."""
        names = [one.name for one in self.fields]
        for start in range(0, max(self.n_rows, 1), ROWS_AT_A_TIME):
            frame, _ = pyreadstat.read_sav(
                path, user_missing=True, row_offset=start, row_limit=ROWS_AT_A_TIME
            )
            columns = [
                pa.array(frame[one.name], pa.large_string() if one.kind == TEXT else pa.float64())
                for one in self.fields
            ]
            yield pa.Table.from_arrays(columns, names=names)

    def _coded(self, one: Field, chunk: Chunk) -> pa.Array:
        if one.kind == TEXT:
            values = chunk.table[one.name].to_numpy(zero_copy_only=False).copy()
            values[[value is None for value in values]] = ""
            codes: dict[int, Any] = TEXTS
        else:
            values = chunk.table[one.name].cast(pa.float64()).to_pandas().to_numpy().copy()
            codes = NUMBERS
        if one.has_gaps:
            for gap, code in codes.items():
                values[chunk.gaps[one.name] == gap] = code
        if one.kind == TEXT:
            return pa.array(values, pa.large_string())
        return pa.array(values, pa.float64(), from_pandas=True)

    def _widest(self) -> pd.DataFrame:
        return pd.DataFrame(
            {one.name: ["x" * one.width if one.kind == TEXT else 0.0] for one in self.fields}
        )

    def _options(self) -> dict[str, Any]:
        with_gaps = [one for one in self.fields if one.has_gaps]
        return {
            "column_labels": {one.name: one.label[:LONGEST_LABEL] for one in self.fields},
            "variable_value_labels": {
                one.name: labels for one in self.fields if (labels := self._value_labels(one))
            },
            "missing_ranges": {
                one.name: list((TEXTS if one.kind == TEXT else NUMBERS).values())
                for one in with_gaps
            },
            "variable_measure": {one.name: one.measure for one in self.fields},
            "variable_format": {one.name: "F3.0" for one in self.fields if one.kind == INTEGER},
        }

    def _value_labels(self, one: Field) -> dict[Any, str]:
        codes: dict[int, Any] = TEXTS if one.kind == TEXT else NUMBERS
        gaps = {codes[gap]: words for gap, words in self.gap_words.items()} if one.has_gaps else {}
        values = {
            key if one.kind == TEXT else float(key): words[:LONGEST_VALUE_LABEL]
            for key, words in dict(one.values).items()
        }
        return values | {
            key if one.kind == TEXT else float(key): text for key, text in gaps.items()
        }


def _with_count(head: bytes, n_rows: int) -> bytes:
    head = head[:COUNT_AT] + struct.pack("<i", n_rows) + head[COUNT_AT + 4 :]
    head = head[:DATE_AT] + DATE + head[DATE_AT + len(DATE) :]
    place = head.find(LONG_COUNT)
    if place < 0:
        return head
    place += len(LONG_COUNT)
    return head[:place] + struct.pack("<q", n_rows) + head[place + 8 :]
