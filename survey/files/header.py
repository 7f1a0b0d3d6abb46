"""What the columns of a file are called from now on, and what its rows become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scoring.columns import find_instruments
from scoring.errors import BadColumns
from scoring.instrument import Instrument
from survey.files.answers import answers_as_numbers
from survey.files.faults import BadFile
from survey.files.mapping import new_names


@dataclass(frozen=True)
class Header:
    """columns: the file's, tidy. names: other names -> item key. items: column -> instrument."""

    columns: tuple[str, ...]
    names: Mapping[str, str]
    items: Mapping[str, Instrument]

    @property
    def named(self) -> tuple[str, ...]:
        """The columns as they are called from now on."""
        return tuple(self.names.get(column, column) for column in self.columns)

    def without_empty_rows(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
        """Return the frame without rows that are no person, and how many those were.

        In a file of items only an empty row may be a person who answered nothing: it stays.
        """
        has_others = len(self.items) < len(self.columns)
        is_empty = frame.isna().all(axis="columns")
        if not (has_others and is_empty.any()):
            return frame, 0
        return frame[~is_empty], int(is_empty.sum())

    def with_answers(self, path: Path, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with item columns as numbers, by their standard names.

        Raises BadAnswers if cells are no answers.
        """
        return answers_as_numbers(path, frame, self.items).rename(columns=dict(self.names))


def read_header(
    path: Path,
    columns: Sequence[str],
    mapping: Mapping[str, str] | None = None,
    instruments: Sequence[Instrument] | None = None,
) -> Header:
    """Return what tidy columns are called; mapping comes from ``parse_mapping``.

    Raises BadFile if they are not an instrument's items.
    """
    names = new_names(path, list(columns), mapping or {})
    standard = {column: names.get(column, column) for column in columns}
    try:
        present = find_instruments(list(standard.values()), instruments)
    except BadColumns as fault:
        raise BadFile(path, str(fault)) from fault
    items = {key: instrument for instrument in present for key in instrument.item_keys}
    return Header(
        tuple(columns),
        names,
        {column: items[name] for column, name in standard.items() if name in items},
    )


def empty_rows_note(n: int) -> list[str]:
    """Return the note on rows that were left out, if there were any."""
    return [f"Rows with no cell filled in, left out: {n}."] if n else []


def nothing_filled_in(path: Path) -> BadFile:
    """Return what is wrong with a file of empty rows."""
    return BadFile(path, "there is no row with a cell filled in.", "Add the answers.")
