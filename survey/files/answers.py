"""Item columns from whatever the file holds to numbers; what is no answer is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from scoring.errors import BadCell, BadValues
from scoring.instrument import Instrument
from survey.files.faults import BadAnswers

MISSING = ("", "NA")  # NA: R writes it
WHOLE = re.compile(r"[+-]?[0-9]{1,9}(?:[.,]0*)?")
MOST_CELLS = 1000  # faulty cells that are kept; all are counted


def answers_as_numbers(
    path: Path, frame: pd.DataFrame, items: Mapping[str, Instrument]
) -> pd.DataFrame:
    """Return the frame with the item columns (column -> its instrument) as numbers.

    Missing is NaN. Raises BadAnswers if a cell is no whole number within the range.
    """
    numbers: dict[str, np.ndarray[Any, Any]] = {}
    faults: list[tuple[int, int, str, object, str]] = []
    n_faults = 0
    for place, (column, instrument) in enumerate(items.items()):
        codes, seen = _distinct(frame[column])
        parsed = [whole_number(value, instrument.minimum, instrument.maximum) for value in seen]
        values = np.array([number for number, _ in parsed] + [np.nan])
        numbers[column] = values[codes]
        is_fault = np.array([bool(reason) for _, reason in parsed] + [False])
        if is_fault.any():
            rows = np.flatnonzero(is_fault[codes])
            n_faults += len(rows)
            faults += [
                (row, place, column, seen[codes[row]], parsed[codes[row]][1])
                for row in rows[:MOST_CELLS].tolist()
            ]
    if n_faults:
        first = sorted(faults, key=lambda fault: fault[:2])[:MOST_CELLS]
        cells = [
            BadCell(frame.index[row], column, _as_seen(value), reason)
            for row, _, column, value, reason in first
        ]
        raise BadAnswers(path, BadValues(cells, n_faults))
    return frame.assign(**numbers)


def _as_seen(value: object) -> object:
    """Return a number that was read as text without the quotes of a text."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _distinct(values: pd.Series[Any]) -> tuple[np.ndarray[Any, Any], list[Any]]:
    """Return for each row the place of its value among the few different ones, and those.

    A missing value has the place -1.
    """
    array = pa.array(values, from_pandas=True)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return codes, array.dictionary.to_pylist()


def whole_number(value: Any, lowest: int, highest: int) -> tuple[float, str]:
    """Return a cell as a number and no fault, or NaN and what is wrong with it.

    An empty cell is NaN without a fault.
    """
    number: float | None = None
    if isinstance(value, str):
        text = value.strip()
        if text in MISSING:
            return np.nan, ""
        if WHOLE.fullmatch(text):
            number = float(text.replace(",", "."))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if np.isnan(value):
            return np.nan, ""
        number = float(value) if float(value).is_integer() else None
    if number is None:
        return np.nan, "is not a whole number"
    if not lowest <= number <= highest:
        return np.nan, f"is outside {lowest} to {highest}"
    return number, ""
