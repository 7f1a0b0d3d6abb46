"""What a file says was declined, cell by cell. Imports pandas."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from scoring.columns import find_instruments
from survey.after_questions import AFTER, DECLINABLE
from survey.declined import declined_column
from survey.models.study import POST

Declined = Mapping[Hashable, frozenset[str]]  # row -> keys of items and questions


def declined_columns(frame: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the columns of the file that say so, and the keys that each may name."""
    known = {AFTER: DECLINABLE}
    known |= {one.key: one.item_keys for one in find_instruments(frame.columns)}
    columns = {declined_column(name): keys for name, keys in known.items()}
    return {column: keys for column, keys in columns.items() if column in frame}


def read_declined(frame: pd.DataFrame, waves: pd.Series[Any]) -> tuple[Declined, list[str]]:
    """Return what each row declined, and what is wrong with a cell, in words."""
    found: dict[Hashable, frozenset[str]] = {}
    faults: list[str] = []
    for column, known in declined_columns(frame).items():
        for (row, cell), wave in zip(frame[column].items(), waves, strict=True):
            keys = [] if pd.isna(cell) else str(cell).split()
            faults += [
                f"row {row}, column {column}: {fault}" for fault in _faults(frame, row, keys, known)
            ]
            if keys and column == declined_column(AFTER) and wave != POST:
                faults.append(f"row {row}, column {column}: asked at {POST} only. Empty the cell.")
            if keys:
                found[row] = found.get(row, frozenset()) | frozenset(keys)
    return found, faults


def _faults(
    frame: pd.DataFrame, row: Any, keys: list[str], known: tuple[str, ...]
) -> Iterator[str]:
    for key in keys:
        if key not in known:
            yield f"{key!r} is none of {known[0]} to {known[-1]}."
        elif key in frame and not _is_empty(frame.loc[row, key]):
            yield f"{key} has an answer as well. Keep one of the two."


def _is_empty(cell: Any) -> bool:
    return bool(pd.isna(cell)) or not str(cell).strip()
