"""Files out: whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from survey.files.faults import BadFile

CHUNK = 50_000  # rows that are made into text at a time
GROUP = 1 << 17  # rows in a row group of Parquet
SPREADSHEET_STARTS = r"^[=+\-@\t\r]"
PURE_NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?$"


def check_target(target: Path, source: Path) -> None:
    """Refuse, before any work is done, a target that cannot or must not be written."""
    if target.suffix.lower() not in {".csv", ".parquet"}:
        raise BadFile(target, "this ending is not known.", "Let it end in .csv or .parquet.")
    check_writable(target, source)


def check_writable(target: Path, source: Path) -> None:
    """Refuse a target in no folder, one that is no plain file, and the source itself."""
    if not target.parent.is_dir():
        raise BadFile(target, f"there is no folder {target.parent}.", "Make it, or use another.")
    if target.exists() and not target.is_file():
        raise BadFile(target, "this is not a file.", "Use another name.")
    if target.exists() and source.exists() and target.samefile(source):
        raise BadFile(target, "this would replace the answers themselves.", "Use another name.")


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """Open a file beside the target, and give it the target's name once all is written."""
    target = target.resolve()  # a link stays a link
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as fault:
        reason = f"cannot be written: {fault.strerror or fault}."
        raise BadFile(target, reason, "Use another folder.") from fault
    finally:
        beside.unlink(missing_ok=True)


class CsvOut:
    """CSV written as lines that are made already."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def begin(self, names: Sequence[str]) -> int:
        """Write the header, and return how many names had to be guarded."""
        safe, n_guarded = guarded_names(names)
        self.file.write(csv_header(safe))
        return n_guarded

    def add(self, lines: bytes) -> None:
        """Write the next lines."""
        self.file.write(lines)

    def close(self) -> None:
        """End the file: nothing stands at the end of CSV."""


class ParquetOut:
    """Parquet written in row groups of one size, whatever the size of what comes."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.waiting, self.n_waiting = file, list[pa.Table](), 0
        self.writer: parquet.ParquetWriter | None = None

    def begin(self, names: Sequence[str]) -> int:  # noqa: ARG002 - the first rows bring them
        """Return how many names had to be guarded: none, for no spreadsheet opens this."""
        return 0

    def add(self, table: pa.Table) -> None:
        """Take the next rows, types as in the first; write what fills a row group."""
        if self.writer is None:
            self.writer = parquet.ParquetWriter(self.file, table.schema)
        self.waiting.append(table.cast(self.writer.schema))
        self.n_waiting += table.num_rows
        if self.n_waiting >= GROUP:
            self._write(self.n_waiting - self.n_waiting % GROUP)

    def close(self) -> None:
        """Write the rest and the end of the file."""
        self._write(self.n_waiting)
        if self.writer is not None:
            self.writer.close()

    def _write(self, n: int) -> None:
        rows = pa.concat_tables(self.waiting) if self.waiting else None
        if rows is None or self.writer is None:
            return
        for start in range(0, n, GROUP):  # in one chunk each: so the bytes are the same too
            group = rows.slice(start, min(GROUP, n - start)).combine_chunks()
            self.writer.write_table(group, GROUP)
        self.waiting, self.n_waiting = [rows.slice(n)], rows.num_rows - n


def guarded_text(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the frame with an apostrophe before text that a spreadsheet would run; how often."""
    guarded = {}
    n_cells = 0
    for column in frame.columns:
        text = _as_arrow(frame[column])
        if not _is_text(text.type):
            continue
        text = text.cast(pa.large_string())
        risky = pc.and_not(
            pc.match_substring_regex(text, SPREADSHEET_STARTS),
            pc.match_substring_regex(text, PURE_NUMBER),
        )
        if found := pc.sum(risky).as_py():
            n_cells += found
            safe = pc.if_else(risky, _side_by_side("'", text), text)
            guarded[column] = pd.Series(safe.to_pylist(), index=frame.index, dtype="str")
    return frame.assign(**guarded), n_cells


def guarded_names(names: Sequence[str]) -> tuple[list[str], int]:
    """Return column names, guarded in the same way, and how many had to be."""
    safe = [f"'{name}" if re.match(SPREADSHEET_STARTS, name) else name for name in names]
    return safe, sum(new != old for new, old in zip(safe, names, strict=True))


def guarded_note(n_cells: int) -> list[str]:
    """Return the note on cells and names that were guarded, if there are any."""
    note = f"Texts that a spreadsheet would run as formulas, now with ' before them: {n_cells}."
    return [note] if n_cells else []


def csv_header(names: Iterable[str]) -> bytes:
    """Return the first line of a CSV file."""
    return _join([pa.array([str(name)]) for name in names])


def csv_rows(frame: pd.DataFrame) -> Iterator[bytes]:
    """Yield the rows as CSV: UTF-8, commas, numbers at full precision, missing empty."""
    for start in range(0, len(frame), CHUNK):
        rows = frame.iloc[start : start + CHUNK]
        yield _join(_as_arrow(rows[column]) for column in rows)


def csv_lines(columns: Iterable[pa.Array], *, separator: str, decimal: str) -> bytes:
    """Return the columns side by side as lines of CSV, with another separator or decimal sign."""
    return _join(columns, separator, decimal)


def _as_arrow(values: pd.Series) -> pa.Array:
    array = pa.array(values, from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _join(columns: Iterable[pa.Array], separator: str = ",", decimal: str = ".") -> bytes:
    """Return the columns side by side as lines of CSV."""
    cells = [_cells(column, separator, decimal) for column in columns]
    lines = _side_by_side(_side_by_side(*cells, between=separator), "\n")
    # The lines lie one after the other in memory: that is the file.
    offsets, text = lines.buffers()[1:]
    first, last = (
        memoryview(offsets).cast("q")[place] for place in (lines.offset, lines.offset + len(lines))
    )
    return bytes(memoryview(text)[first:last])


def _side_by_side(*texts: pa.Array | str, between: str = "") -> pa.Array:
    parts = [_scalar(text) if isinstance(text, str) else text for text in texts]
    return pc.binary_join_element_wise(*parts, _scalar(between))


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _cells(values: pa.Array, separator: str, decimal: str) -> pa.Array:
    """Return each value as the text that stands in its cell."""
    if pa.types.is_floating(values.type):  # few different ones: each is put into figures once
        distinct = values.dictionary_encode()
        figures = pc.replace_substring(distinct.dictionary.cast(pa.large_string()), ".", decimal)
        return pc.fill_null(figures.take(distinct.indices), "")
    text = pc.fill_null(values.cast(pa.large_string()), "")
    if not _is_text(values.type):
        return text
    quoted = pc.match_substring_regex(text, f'["\r\n{separator}]')
    if pc.any(quoted).as_py():
        doubled = pc.replace_substring(text, '"', '""')
        text = pc.if_else(quoted, _side_by_side('"', doubled, '"'), text)
    return text


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
