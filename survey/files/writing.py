"""Files out: whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from survey.files.faults import BadFile

CHUNK = 50_000  # rows that are made into text at a time
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


def write_parquet(frame: pd.DataFrame, file: BinaryIO) -> None:
    """Write the frame as Parquet, types kept."""
    parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), file)


def guard_text(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with an apostrophe before text that a spreadsheet would run; and notes."""
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
    frame = frame.assign(**guarded)
    names = [f"'{name}" if re.match(SPREADSHEET_STARTS, name) else name for name in frame.columns]
    n_cells += sum(new != old for new, old in zip(names, frame.columns, strict=True))
    notes = [f"Texts that a spreadsheet would run as formulas, now with ' before them: {n_cells}."]
    return frame.set_axis(names, axis="columns"), notes if n_cells else []


def csv_chunks(frame: pd.DataFrame) -> Iterator[bytes]:
    """Yield the frame as CSV: UTF-8, commas, numbers at full precision, missing empty."""
    yield _join([pa.array([str(name)]) for name in frame.columns])
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
