"""A workbook out and back: the data first, then other sheets; text is text, never a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import openpyxl
import pyarrow as pa
import xlsxwriter

from survey.files.chunks import ARROW, Chunk, schema_of
from survey.files.faults import BadFile
from survey.files.fields import TEXT, Field

MOST_ROWS = 1_048_575  # below the header
ROWS_AT_A_TIME = 5_000
DATA = "data"
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class Workbook:
    """One sheet of data; other sheets are named with the rows that stand in them."""

    def __init__(self, fields: list[Field], sheets: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self.fields, self.sheets = fields, sheets

    def expected(self, chunk: Chunk) -> pa.Table:
        """Return the cells that a reader must find: an empty text is an empty cell."""
        columns = [
            pa.array([cell or None for cell in column.to_pylist()], ARROW[TEXT])
            if one.kind == TEXT
            else column
            for one, column in zip(self.fields, chunk.table.columns, strict=True)
        ]
        return pa.Table.from_arrays(columns, schema=schema_of(self.fields))

    def open(self, path: Path) -> None:
        """Begin a file with the header."""
        self.path = path
        self.book = xlsxwriter.Workbook(str(path), OPTIONS)
        self.bold = self.book.add_format({"bold": True})
        self.sheet = self.book.add_worksheet(DATA)
        self.sheet.freeze_panes(1, 0)
        self.sheet.write_row(0, 0, [one.name for one in self.fields], self.bold)
        self.n_rows = 0

    def add(self, chunk: Chunk) -> None:
        """Write the next rows; refuse more than a sheet can hold."""
        if self.n_rows + len(chunk.table) > MOST_ROWS:
            raise BadFile(
                self.path,
                f"a sheet holds {MOST_ROWS:,} rows, and there are more.",
                "Take them out as csv, parquet or sav.",
            )
        for row in zip(*(column.to_pylist() for column in chunk.table.columns), strict=True):
            self.n_rows += 1
            self.sheet.write_row(self.n_rows, 0, row)

    def close(self) -> None:
        """Write the other sheets, and end the file."""
        for name, rows in self.sheets.items():
            sheet = self.book.add_worksheet(name)
            sheet.set_column(0, 0, 28)
            sheet.set_column(1, 8, 44)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row, self.bold if number == 0 else None)
        self.book.close()

    def read(self, path: Path) -> Iterator[pa.Table]:
        """Yield the rows as a reader finds them."""
        book = openpyxl.load_workbook(path, read_only=True)
        rows = book[DATA].iter_rows(min_row=2, max_col=len(self.fields), values_only=True)
        while some := list(islice(rows, ROWS_AT_A_TIME)):
            columns = [
                pa.array(column, ARROW[one.kind])
                for one, column in zip(self.fields, zip(*some, strict=True), strict=True)
            ]
            yield pa.Table.from_arrays(columns, schema=schema_of(self.fields))
        book.close()
