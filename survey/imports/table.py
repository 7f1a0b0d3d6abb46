"""A file as texts under its own column names. Imports pandas: jobs and commands only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from survey.files.columns import tidy_columns
from survey.files.faults import BadFile
from survey.files.reading import read_cells
from survey.imports.targets import INSTRUMENT_OF


@dataclass(frozen=True)
class Table:
    """Every cell as text, empty where there is nothing; rows by their numbers in the file."""

    rows: Sequence[str]
    columns: Mapping[str, Sequence[str]]
    notes: tuple[str, ...]


def read_table(path: Path, *, kind: str = "", separator: str = "", encoding: str = "") -> Table:
    """Return what a file holds; raise BadFile where it cannot be read."""
    frame, notes = read_cells(path, kind=kind, separator=separator, encoding=encoding)
    frame, more = tidy_columns(path, frame)
    is_empty = frame.isna().all(axis="columns")
    if is_empty.all():
        raise BadFile(path, "there is no row with a cell filled in.", "Add the answers.")
    # In a file of items only an empty row may be a person who answered nothing: it stays.
    if is_empty.any() and set(frame.columns) - set(INSTRUMENT_OF):
        frame = frame[~is_empty]
        more.append(f"Rows with no cell filled in, left out: {int(is_empty.sum())}.")
    columns = {str(name): [_text(cell) for cell in frame[name].tolist()] for name in frame}
    return Table([str(row) for row in frame.index], columns, (*notes, *more))


def _text(cell: Any) -> str:
    """Return what a cell shows, whole numbers without decimals."""
    if isinstance(cell, str):
        return cell.strip()
    if pd.isna(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
