"""CSV out and back: UTF-8; for Norwegian Excel with semicolons, decimal comma and a mark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from survey.files.chunks import ARROW, Chunk, schema_of
from survey.files.fields import TEXT, Field
from survey.files.writing import csv_lines

# A spreadsheet runs a cell that begins so. It gets an apostrophe in front, and so does a cell that
# begins with one: whoever takes one away from each gets every cell back as it was.
GUARDED_STARTS = r"^[=+\-@\t\r']"
# A double click also makes 1-2 a day in February, 0301 the number 301 and 75+ the number 75.
LOOKS_LIKE_A_NUMBER = r"^0[0-9]|^[0-9].*[^0-9]"
MARK = b"\xef\xbb\xbf"
BLOCK = 1 << 20  # bytes that are read at a time


class CsvFile:
    """One of the two ways to write CSV."""

    def __init__(
        self,
        fields: list[Field],
        separator: str = ",",
        decimal: str = ".",
        mark: bytes = b"",
        guarded: str = GUARDED_STARTS,
    ) -> None:
        self.fields, self.separator, self.decimal, self.mark = fields, separator, decimal, mark
        self.guarded = guarded

    def expected(self, chunk: Chunk) -> pa.Table:
        """Return the cells that a reader must find: an empty text is an empty cell."""
        columns = [
            pc.if_else(pc.equal(column, ""), None, column) if one.kind == TEXT else column
            for one, column in zip(self.fields, chunk.table.columns, strict=True)
        ]
        return pa.Table.from_arrays(columns, schema=schema_of(self.fields))

    def open(self, path: Path) -> None:
        """Begin a file with the header."""
        self.file = path.open("wb")
        self.file.write(self.mark)
        names = [pa.array([one.name], pa.large_string()) for one in self.fields]
        self.file.write(self._lines(names))

    def add(self, chunk: Chunk) -> None:
        """Write the next rows."""
        columns = [
            _guarded(column, self.guarded) if one.kind == TEXT else column
            for one, column in zip(self.fields, chunk.table.combine_chunks().columns, strict=True)
        ]
        self.file.write(self._lines([_whole(column) for column in columns]))

    def close(self) -> None:
        """End the file."""
        self.file.close()

    def read(self, path: Path) -> Iterator[pa.Table]:
        """Yield the rows as a reader finds them."""
        schema = schema_of(self.fields)
        reader = arrow_csv.open_csv(
            path,
            # One block at a time: threads would read ahead, and hold what they have read.
            read_options=arrow_csv.ReadOptions(block_size=BLOCK, use_threads=False),
            parse_options=arrow_csv.ParseOptions(delimiter=self.separator, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types={one.name: ARROW[one.kind] for one in self.fields},
                null_values=[""],
                strings_can_be_null=True,
                decimal_point=self.decimal,
            ),
        )
        for batch in reader:
            table = pa.Table.from_batches([batch]).select(schema.names)
            columns = [
                pc.replace_substring_regex(column, "^'", "") if one.kind == TEXT else column
                for one, column in zip(self.fields, table.columns, strict=True)
            ]
            yield pa.Table.from_arrays(columns, schema=schema)

    def _lines(self, columns: list[pa.Array]) -> bytes:
        return csv_lines(columns, separator=self.separator, decimal=self.decimal)


def _guarded(column: pa.ChunkedArray, pattern: str) -> pa.Array:
    text = _whole(column)
    is_risky = pc.match_substring_regex(text, pattern)
    if not pc.any(is_risky).as_py():
        return text
    with_mark = pc.binary_join_element_wise(
        pa.scalar("'", pa.large_string()), text, pa.scalar("", pa.large_string())
    )
    return pc.if_else(is_risky, with_mark, text)


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def excel_csv(fields: list[Field]) -> CsvFile:
    """Return the CSV that Norwegian Excel opens by a double click."""
    guarded = f"{GUARDED_STARTS}|{LOOKS_LIKE_A_NUMBER}"
    return CsvFile(fields, separator=";", decimal=",", mark=MARK, guarded=guarded)
