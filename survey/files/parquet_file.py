"""Parquet in: every column with its own type, so that nothing is rounded on the way."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from survey.files.faults import BadFile


def read(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Return the file's rows, counted from 2 as in the other formats; and notes."""
    try:
        table = parquet.ParquetFile(path).read()
    except Exception as fault:  # a torn file fails anywhere in pyarrow
        raise BadFile(path, "this Parquet file cannot be read.", "Write it once more.") from fault
    if not table.num_rows:
        raise BadFile(path, "there is no row in this file.", "Add the answers.")
    names = table.column_names
    # Numbered while converting: pandas would drop one of two columns of one name.
    numbered = table.rename_columns([str(place) for place in range(len(names))])
    frame = numbered.to_pandas(types_mapper=_keep_type, ignore_metadata=True)
    frame.columns = pd.Index(names)
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    return frame, []


def _keep_type(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype:
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return pd.StringDtype(na_value=float("nan")) if is_text else pd.ArrowDtype(kind)
