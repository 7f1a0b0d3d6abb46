"""SPSS in: numbers as they are, values declared missing become missing."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from survey.files.faults import BadFile


def read(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Return the file's cases, rows counted from 2 as in the other formats; and notes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pyreadstat tells of names that it had to change
            frame, meta = pyreadstat.read_sav(path, user_missing=True)
    except Exception as fault:  # a torn file fails anywhere in pyreadstat
        remedy = "Open it in SPSS or PSPP and save it once more, or save it as CSV."
        raise BadFile(path, "this SPSS file cannot be read.", remedy) from fault
    if frame.empty:
        raise BadFile(path, "there is no case in this file.", "Add the answers.")
    notes = []
    for column, ranges in meta.missing_ranges.items():
        is_missing = _in_ranges(frame[column], ranges)
        if is_missing.any():
            frame[column] = frame[column].mask(is_missing)
            n_cells = int(is_missing.sum())
            notes.append(f"{column}: {n_cells} values that SPSS declares missing are missing.")
    text = frame.columns[[frame[column].dtype == "str" for column in frame]]
    frame[text] = frame[text].replace({"": None})  # SPSS has no other empty text
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    return frame, notes


def _in_ranges(values: pd.Series, ranges: Sequence[Any]) -> pd.Series:
    is_inside = pd.Series(data=False, index=values.index)
    for span in ranges:
        is_inside |= values.ge(span["lo"]) & values.le(span["hi"])
    return is_inside
