"""Column names as they should have been written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.files.faults import BadFile, named


def tidy_columns(path: Path, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with one clean name for each column, and notes on what was changed."""
    written = [str(name) for name in frame.columns]
    stripped = [name.strip() for name in written]
    notes = []
    if changed := [new for old, new in zip(written, stripped, strict=True) if new != old]:
        notes.append(f"Spaces around column names were taken away: {named(changed)}.")
    names = [_in_lower_case(name) for name in stripped]
    if changed := [new for old, new in zip(stripped, names, strict=True) if new != old]:
        notes.append(f"Capital letters in item names were made small: {named(changed)}.")
    frame = frame.set_axis(pd.Index(names, dtype="str"), axis="columns")
    if not all(names):
        frame = _without_nameless(path, frame)
    twice = [name for name, times in Counter(frame.columns).items() if times > 1]
    if twice:
        fault = f"the header has a column name twice: {named(twice)}."
        raise BadFile(path, fault, "Rename or delete one of each.")
    return frame, notes


def _in_lower_case(name: str) -> str:
    """Return an item's name as ours; SPSS and people like capitals."""
    lower = name.lower()
    is_item = any(lower in load_instrument(key).item_keys for key in INSTRUMENT_KEYS)
    return lower if is_item else name


def _without_nameless(path: Path, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without empty columns that have no name.

    The first may have cells: R writes its row names so.
    """
    is_kept = [
        bool(name) or bool(frame.iloc[:, place].notna().any())
        for place, name in enumerate(frame.columns)
    ]
    for place, name in enumerate(frame.columns):
        if place and is_kept[place] and not name:
            fault = f"column {place + 1} has cells, but no name in the header."
            raise BadFile(path, fault, "Name it or delete it.")
    return frame.loc[:, is_kept]
