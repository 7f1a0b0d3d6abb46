"""CSV in: the separator and the letters are found out, every cell stays text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from survey.files.faults import BadFile, listed

SEPARATORS = ",;\t"
HEAD = 1 << 20  # bytes that are looked at for the header
GUARDED = r"^'([=+\-@\t\r'0-9])"
BLANK_LINES = (b"\n\n", b"\n\r\n", b"\r\r")
SIGNATURES = {
    b"PK\x03\x04": "an Excel or zip file; give it the ending .xlsx if it is an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; save it as .xlsx or CSV",
    b"PAR1": "a Parquet file; give it the ending .parquet",
    b"$FL": "an SPSS file; give it the ending .sav",
}


def read(path: Path, *, separator: str = "", encoding: str = "") -> tuple[pd.DataFrame, list[str]]:
    """Return every cell as text, empty as missing, rows labelled as in the file; and notes."""
    data, notes = _as_said(path, encoding) if encoding else _as_utf8(path)
    if not data.strip():
        raise BadFile(path, "the file is empty.", "Export it once more from where it comes from.")
    header, separator, first_row, start = _read_header(path, data, separator or SEPARATORS)
    if not data[start:].strip():
        raise BadFile(path, "there is a header, but no row below it.", "Add the answers.")
    _check_quotes(path, data, separator)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(memoryview(data)[start:]),
            read_options=arrow_csv.ReadOptions(
                column_names=[str(place) for place in range(len(header))], block_size=1 << 22
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator, newlines_in_values=b'"' in data
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={str(place): pa.string() for place in range(len(header))},
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid as fault:
        raise _ragged(path, data, separator, len(header)) from fault
    if b"'" in data:
        table = _without_guards(table)
    frame = table.to_pandas()
    frame.columns = pd.Index(header)
    frame.index = _row_numbers(data, separator, first_row, len(frame))
    return frame, notes


def _without_guards(table: pa.Table) -> pa.Table:
    """Return the cells without the apostrophe that keeps a spreadsheet from reading into them."""
    columns = [pc.replace_substring_regex(one, GUARDED, r"\1") for one in table.columns]
    return pa.Table.from_arrays(columns, names=table.column_names)


def _as_said(path: Path, encoding: str) -> tuple[bytes, list[str]]:
    """Return the file in UTF-8, read as somebody said that it is written."""
    try:
        return path.read_bytes().decode(encoding).removeprefix("\ufeff").encode(), []
    except LookupError as fault:
        raise BadFile(path, f"there is no encoding {encoding}.", "Leave it out.") from fault
    except UnicodeDecodeError as fault:
        remedy = "Leave the encoding out, and it is found out."
        raise BadFile(path, f"the file is not {encoding}.", remedy) from fault


def _as_utf8(path: Path) -> tuple[bytes, list[str]]:
    """Return the file in UTF-8 without byte-order mark, and a note if it was not in UTF-8."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode(), ["The file was read as UTF-16."]
    if b"\0" in data:  # in no text, but in every file of these kinds
        for signature, kind in SIGNATURES.items():
            if data.startswith(signature):
                raise BadFile(path, f"this is not a CSV file, but {kind}.")
        raise BadFile(path, "this is not a text file.", "Save the answers as CSV, UTF-8.")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        row = data.count(b"\n", 0, fault.start) + 1
        note = f"The file is not UTF-8 (line {row}); it was read as Windows-1252 (Western European)"
        return _western(data).encode(), [f"{note}: check that letters such as æ, ø, å are right."]
    return data, []


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:  # five bytes mean nothing there, but do in Latin-1
        return data.decode("latin-1")


def _read_header(path: Path, data: bytes, separators: str) -> tuple[list[str], str, int, int]:
    """Return the column names, the separator, the header's row number and where rows start."""
    head = data[:HEAD].decode("utf-8", "ignore")
    found = []
    for separator in separators:
        lines = io.StringIO(head, newline="").readlines()
        reader = csv.reader(lines, delimiter=separator)
        try:
            records = [next(reader)]
            while not records[-1]:  # empty lines above the header
                records.append(next(reader))
            start = len("".join(lines[: reader.line_num]).encode())
            below = [len(record) for record, _ in zip(reader, range(5), strict=False) if record]
        except (csv.Error, StopIteration):
            continue
        header = records[-1]
        # The right separator cuts the rows into as many cells as the header.
        is_even = len(header) > 1 and all(cells == len(header) for cells in below)
        found.append((is_even, len(header), header, separator, len(records), start))
    if found:
        _, _, header, separator, row, start = max(found, key=lambda candidate: candidate[:2])
        if not any(ord(letter) < ord(" ") for name in header for letter in name.strip()):
            return header, separator, row, start
    raise BadFile(path, "no line with column names was found.", "Save the answers as CSV.")


def _records(data: bytes, separator: str, *, is_strict: bool = False) -> Iterator[list[str]]:
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    return csv.reader(text, delimiter=separator, strict=is_strict)


def _check_quotes(path: Path, data: bytes, separator: str) -> None:
    """Refuse a quote that is never closed: it would swallow every row after it."""
    if data.count(b'"') % 2 == 0:
        return
    row = 0
    try:
        for _ in _records(data, separator, is_strict=True):
            row += 1
    except csv.Error as fault:
        if "end of data" in str(fault):
            place = f'row {row + 1} has a quotation mark (") that is not closed.'
            raise BadFile(path, place, "Close or remove it and try again.") from fault


def _ragged(path: Path, data: bytes, separator: str, n_columns: int) -> BadFile:
    """Return the refusal of a file whose rows are not all as long as its header."""
    try:
        faults = [
            f"row {row} has {len(record)} cell{'s' * (len(record) != 1)}"
            for row, record in enumerate(_records(data, separator), start=1)
            if record and len(record) != n_columns
        ]
    except csv.Error as fault:
        return BadFile(path, f"the file cannot be read as CSV: {fault}.", "Export it once more.")
    if not faults:
        return BadFile(path, "the file cannot be read as CSV.", "Export it once more.")
    return BadFile(
        path,
        f"the header has {n_columns} column{'s' * (n_columns != 1)}, but\n{listed(faults)}",
        "Every row needs as many cells as the header; put text that holds a separator in quotes.",
    )


def _row_numbers(data: bytes, separator: str, header_row: int, n_rows: int) -> pd.Index[int]:
    """Return each row's number in the file; empty lines are left out but counted."""
    plain = pd.RangeIndex(header_row + 1, header_row + 1 + n_rows)
    if not any(blank in data for blank in BLANK_LINES):
        return plain
    rows = [row for row, record in enumerate(_records(data, separator), start=1) if record]
    return pd.Index(rows[1:]) if len(rows) == n_rows + 1 else plain
