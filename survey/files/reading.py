"""Answers from a file: ``read_items`` reads every kind of file to one kind of frame."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scoring.instrument import Instrument
from survey.files.columns import tidy_columns
from survey.files.faults import BadFile
from survey.files.header import empty_rows_note, nothing_filled_in, read_header

# The module of each kind has a function ``read``. It is imported when a file of that kind comes:
# who reads CSV need not wait for what reads Excel.
READERS = {
    ".csv": "csv_file",
    ".tsv": "csv_file",
    ".txt": "csv_file",
    ".xlsx": "excel_file",
    ".sav": "spss_file",
    ".zsav": "spss_file",
    ".parquet": "parquet_file",
}
CSV = {kind for kind, module in READERS.items() if module == "csv_file"}
SPREADSHEETS = {".xls", ".xlsm", ".xlsb", ".ods", ".numbers"}


@dataclass(frozen=True)
class ItemFile:
    """What a file holds: a row for each of its rows, and what the reader should know."""

    frame: pd.DataFrame
    notes: tuple[str, ...]


def read_items(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    instruments: Sequence[Instrument] | None = None,
) -> ItemFile:
    """Return the file's rows with item columns as numbers; other columns pass through.

    A row is labelled with its number in the file, so the first person is row 2. ``mapping``
    comes from ``parse_mapping``. Raises BadFile; BadAnswers if cells are no answers.
    """
    frame, notes = read_cells(path)
    frame, more = tidy_columns(path, frame)
    header = read_header(path, list(frame.columns), mapping, instruments)
    if frame.isna().all(axis=None):
        raise nothing_filled_in(path)
    frame, n_empty = header.without_empty_rows(frame)
    notes += [*more, *empty_rows_note(n_empty)]
    return ItemFile(header.with_answers(path, frame), tuple(notes))


def read_cells(
    path: Path, *, kind: str = "", separator: str = "", encoding: str = ""
) -> tuple[pd.DataFrame, list[str]]:
    """Return the file's cells, after asking what kind of file it is; and notes.

    kind: the ending that counts, where it is not the file's own. separator, encoding: of a CSV
    file whose own were not found out rightly.
    """
    if not path.exists():
        raise BadFile(path, "there is no such file.", f"Looked for {path.absolute()}.")
    if path.is_dir():
        raise BadFile(path, "this is a folder.", "Name one file in it.")
    kind = kind or path.suffix.lower()
    if kind in SPREADSHEETS:
        raise BadFile(path, f"{kind} cannot be read.", "Save it as .xlsx or as CSV.")
    if kind not in READERS:
        raise BadFile(path, "this ending is not known.", f"Known are {', '.join(READERS)}.")
    try:
        reader = importlib.import_module(f"survey.files.{READERS[kind]}")
        how = {"separator": separator, "encoding": encoding} if kind in CSV else {}
        cells: tuple[pd.DataFrame, list[str]] = reader.read(path, **how)
    except OSError as fault:
        reason = f"cannot be read: {fault.strerror or fault}."
        raise BadFile(path, reason, "Check its rights.") from fault
    return cells
