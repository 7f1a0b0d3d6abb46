"""Excel in: the first sheet, every cell as the text it shows, no formulas."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from survey.files.faults import BadFile, listed

FORMULA = "f"  # openpyxl's word for the type of such a cell


def read(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Return every cell of the first sheet as text, rows labelled as in the sheet; and notes."""
    try:
        # Opened here: openpyxl looks at a path's ending, and a file in memory has none.
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # openpyxl tells of styles and lists it leaves out
            workbook = openpyxl.load_workbook(file, read_only=True)
            sheets = workbook.worksheets
            sheet = sheets[0]
            sheet.reset_dimensions()  # some programs write them wrongly
            rows = [[_text(cell) for cell in row] for row in _checked(path, sheet)]
            workbook.close()
    except BadFile:
        raise
    except Exception as fault:  # a torn workbook fails anywhere in openpyxl
        remedy = "Open it in Excel, take away a password, and save it as .xlsx or CSV."
        raise BadFile(path, "this Excel workbook cannot be opened.", remedy) from fault
    notes = []
    if len(sheets) > 1:
        notes.append(f"Of {len(sheets)} sheets only the first, {sheet.title}, was read.")
    return _as_frame(path, rows), notes


def _checked(path: Path, sheet: Any) -> Iterable[Sequence[Any]]:
    """Yield the rows of a sheet; refuse it at the end if any cell is a formula."""
    formulas = []
    for row in sheet.iter_rows():
        formulas += [cell.coordinate for cell in row if cell.data_type == FORMULA]
        yield row
    if formulas:
        places = [f"sheet {sheet.title}, cell {place}" for place in formulas]
        many = f"{len(formulas)} cells hold formulas" if formulas[1:] else "a cell holds a formula"
        raise BadFile(
            path,
            f"{many}:\n{listed(places)}",
            "Copy the sheet and paste it as values (Paste special, Values), save, and try again.",
        )


def _text(cell: Any) -> str | None:
    """Return what a cell shows, whole numbers without decimals; an empty cell is missing."""
    value = cell.value
    if value is None or value == "":
        return None
    if isinstance(value, bool):  # before numbers: in Python True is 1
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return str(value.date()) if is_day else value.isoformat(sep=" ")
    return str(value)


def _as_frame(path: Path, rows: list[list[str | None]]) -> pd.DataFrame:
    """Return the rows below the first row that is not empty, under its names."""
    top = next((place for place, row in enumerate(rows) if any(row)), None)
    if top is None:
        raise BadFile(path, "the first sheet is empty.", "Put the answers on the first sheet.")
    body = rows[top + 1 :]
    width = max(len(row) for row in rows)
    padded = [row + [None] * (width - len(row)) for row in (rows[top], *body)]
    if not any(map(any, body)):
        raise BadFile(path, "there is a header, but no row below it.", "Add the answers.")
    frame = pd.DataFrame(padded[1:], index=pd.RangeIndex(top + 2, top + 2 + len(body)), dtype="str")
    frame.columns = pd.Index([name or "" for name in padded[0]], dtype="str")
    return frame
