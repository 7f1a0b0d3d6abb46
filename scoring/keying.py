"""From raw answers to keyed values: range check first, then reverse-keying.

Responses are held as codes, one byte each: 0 is an open item, 1 is the lowest point of the
range. Reversing, summing and counting then run over bytes, whatever the frame held.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import infer_dtype

from scoring.columns import find_instruments
from scoring.errors import BadCell, BadValues
from scoring.instrument import Instrument, Subscale

Codes = NDArray[np.uint8]

BLOCK = 1 << 16  # rows worked on at a time, so that a column's intermediate arrays stay in cache
CELLS_KEPT = 1000
NUMBERS_IN_OBJECTS = {"integer", "floating", "mixed-integer-float", "decimal", "empty"}


@dataclass(frozen=True, eq=False)
class KeyedItems:
    """One instrument's answers after range check and reversing.

    codes: uint8, shape (items, rows); 0 is open, 1..n_points the keyed point of the range.
    """

    instrument: Instrument
    codes: Codes

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Whether each row has at least one answered item; shape (rows,)."""
        return np.asarray(self.codes.any(axis=0))

    def values(self, scale: Subscale) -> NDArray[np.float64]:
        """Return the keyed values of a scale's items in points, NaN where open; (rows, items)."""
        codes = self.codes[np.array(scale.items) - 1].T
        values: NDArray[np.float64] = codes + np.float64(self.instrument.minimum - 1)
        values[codes == 0] = np.nan
        return values


def key_items(
    frame: pd.DataFrame, instruments: Sequence[Instrument] | None = None
) -> tuple[KeyedItems, ...]:
    """Return the keyed answers of each of the instruments (default: all) that the frame holds.

    frame: raw answers, one row a person and wave; columns of numbers of any kind, also Python
    numbers as objects. An empty cell (NaN, NA, None) is an open item and stays one.

    Raises BadColumns as `find_instruments` does, and BadValues naming row label, column and
    value where something is no whole number within the instrument's range. True, False and
    text are refused even where they could be read as numbers.
    """
    present = find_instruments(frame.columns, instruments)
    faulty: list[tuple[str, Instrument]] = []
    keyed = []
    for instrument in present:
        codes = np.empty((len(instrument.items), len(frame)), dtype=np.uint8)
        for item, row in zip(instrument.items, codes, strict=True):
            if not _encode(frame[item.key], instrument, row):
                faulty.append((item.key, instrument))
        keyed.append(KeyedItems(instrument, codes))
    if faulty:
        raise _bad_values(frame, faulty)
    for one in keyed:
        reverse_keyed(one.codes, one.instrument)
    return tuple(keyed)


def reverse_keyed(codes: Codes, instrument: Instrument) -> None:
    """Turn the scale of the reverse-keyed items, in place; open items stay open."""
    turned = np.uint8(instrument.n_points + 1)
    for item in instrument.items:
        if item.is_reversed:
            row = codes[item.number - 1]
            np.subtract(turned, row, out=row, where=row != 0)


def blocks(n_rows: int) -> Iterator[slice]:
    """Yield slices that cover n_rows, BLOCK rows at a time."""
    return (slice(start, start + BLOCK) for start in range(0, n_rows, BLOCK))


def _encode(column: pd.Series[Any], instrument: Instrument, codes: Codes) -> bool:
    """Write the column's codes; return whether every value was a response or open."""
    values = _as_numbers(column)
    if values is None:
        return False
    if values.dtype.kind in "iu":
        return _encode_whole(values, instrument, codes)
    return all(
        _encode_floats(values[rows], instrument, codes[rows]) for rows in blocks(len(values))
    )


def _as_numbers(column: pd.Series[Any]) -> NDArray[Any] | None:
    """Return the column as integers, or as floats with NaN; None if a cell is no number."""
    if column.dtype.kind in "iuf":
        if isinstance(column.dtype, np.dtype):
            return column.to_numpy()
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    objects = column.astype(object)
    if infer_dtype(objects, skipna=True) not in NUMBERS_IN_OBJECTS:
        return None
    try:
        return objects.to_numpy(dtype=np.float64, na_value=np.nan)
    except OverflowError:  # a whole number beyond any float
        return None


def _encode_whole(values: NDArray[Any], instrument: Instrument, codes: Codes) -> bool:
    if values.size and (values.min() < instrument.minimum or values.max() > instrument.maximum):
        return False
    np.copyto(codes, values, casting="unsafe")
    codes -= np.uint8((instrument.minimum - 1) % 256)  # wraps for a range that starts at 0
    return True


def _encode_floats(values: NDArray[Any], instrument: Instrument, codes: Codes) -> bool:
    shifted = values - (instrument.minimum - 1)
    is_open = np.isnan(shifted)
    shifted[is_open] = 0
    with np.errstate(invalid="ignore"):  # infinities and the like; found by the comparison below
        codes[:] = shifted.astype(np.uint8)
    n_answered = len(values) - np.count_nonzero(is_open)
    return bool(
        np.array_equal(codes, shifted)
        and codes.max() <= instrument.n_points
        and np.count_nonzero(codes) == n_answered
    )


def _bad_values(frame: pd.DataFrame, faulty: list[tuple[str, Instrument]]) -> BadValues:
    """Find the bad cells one by one, which may be slow: the first thousand, row by row."""
    found: list[tuple[int, int, BadCell]] = []
    n_cells = 0
    for place, (name, instrument) in enumerate(faulty):
        bad = list(_bad_cells(frame[name], instrument))
        n_cells += len(bad)
        found += [(position, place, cell) for position, cell in bad[:CELLS_KEPT]]
    found.sort(key=lambda entry: entry[:2])
    return BadValues([cell for *_, cell in found[:CELLS_KEPT]], n_cells)


def _bad_cells(column: pd.Series[Any], instrument: Instrument) -> Iterator[tuple[int, BadCell]]:
    objects = column.astype(object)
    for position in np.flatnonzero(column.notna().to_numpy()):
        value = objects.iloc[position]
        reason = _reason(value, instrument)
        if reason:
            yield (
                int(position),
                BadCell(column.index[int(position)], str(column.name), value, reason),
            )


def _reason(value: Any, instrument: Instrument) -> str:
    """Say what keeps a value from being a response; empty if nothing does."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (Real, Decimal)):
        return "is not a number"
    if not instrument.minimum <= value <= instrument.maximum:  # type: ignore[operator]
        return f"is outside {instrument.minimum} to {instrument.maximum}"
    if value != math.floor(value):
        return "is not a whole number"
    return ""
