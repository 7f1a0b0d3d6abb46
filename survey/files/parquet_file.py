"""Parquet in: every column with its own type, so that nothing is rounded on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from survey.files.faults import BadFile

FIRST_ROW = 2  # as in the other formats, where the header is row 1


def read(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Return the file's rows, counted from 2 as in the other formats; and notes."""
    with torn_is_bad(path):
        table = parquet.ParquetFile(path).read()
    if not table.num_rows:
        raise no_row(path)
    return as_frame(table, FIRST_ROW), []


@contextmanager
def torn_is_bad(path: Path) -> Iterator[None]:
    """Turn what pyarrow says of a file that it cannot read into BadFile."""
    try:
        yield
    except Exception as fault:  # a torn file fails anywhere in pyarrow
        raise BadFile(path, "this Parquet file cannot be read.", "Write it once more.") from fault


def no_row(path: Path) -> BadFile:
    """Return what is wrong with a file without rows."""
    return BadFile(path, "there is no row in this file.", "Add the answers.")


def as_frame(table: pa.Table, first_row: int) -> pd.DataFrame:
    """Return the rows with each column's own type, labelled from first_row on."""
    names = table.column_names
    # Numbered while converting: pandas would drop one of two columns of one name.
    numbered = table.rename_columns([str(place) for place in range(len(names))])
    frame = numbered.to_pandas(types_mapper=_keep_type, ignore_metadata=True)
    frame.columns = pd.Index(names)
    frame.index = pd.RangeIndex(first_row, first_row + len(frame))
    return frame


def _keep_type(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype:
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return pd.StringDtype(na_value=float("nan")) if is_text else pd.ArrowDtype(kind)
