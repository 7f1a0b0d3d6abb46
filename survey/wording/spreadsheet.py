"""Turns a workbook into cells, and cells into a workbook: a program of its own, without ours.

A workbook comes from outside and its library is large, so that no other process opens one:
``sheets.py`` runs this file, with little memory and little time, and talks to it in JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

MOST_MEMORY = 768 * 1024 * 1024
MOST_SECONDS = 10
MOST_UNPACKED = 8 * 1024 * 1024
MOST_PARTS = 100
MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 200, 8, 4000
RUNS_BY_ITSELF = ("vbaproject", "activex", "externallink", "oleobject", "embeddings", "macrosheets")
FORMULA = "f"  # openpyxl's word for the type of such a cell


def read(packed: bytes) -> dict[str, Any]:
    """Return the filled cells of the first sheet by row, and where formulas stand; or a fault."""
    if fault := _fault_of(packed):
        return {"fault": fault}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of styles and lists it leaves out
        book = openpyxl.load_workbook(io.BytesIO(packed), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write them wrongly
        rows, formulas = [], []
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
            if number > MOST_ROWS:
                return {"fault": "too_many_rows"}
            formulas += [cell.coordinate for cell in row if cell.data_type == FORMULA]
            rows.append([number, [_text(cell.value) for cell in row]])
    return {"rows": rows, "formulas": formulas}


def _fault_of(packed: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        return "no_workbook"
    names = [part.filename.lower() for part in parts]
    if any(one in name for name in names for one in RUNS_BY_ITSELF):
        return "runs_by_itself"
    # A part never unpacks to more than it says: the library stops there, and then checks its sum.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return "too_large_inside"
    return ""


def _text(value: object) -> str:
    """Return what a cell shows, cut where no text of ours is that long."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)[:MOST_LETTERS]


def write(told: dict[str, Any]) -> bytes:
    """Return a workbook with one sheet in which only what is to be filled in can be changed."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = told["sheet"]
    sheet.append([told["title"]])
    sheet.append([told["advice"]])
    sheet.append([])
    sheet.append(told["headings"])
    choice = DataValidation(type="list", formula1='"' + ",".join(told["layouts"]) + '"')
    sheet.add_data_validation(choice)
    for row in told["rows"]:
        sheet.append([row["number"], row["key"], row["text"], "", "", row["what"]])
        if row["key"] == "anchor_layout":
            choice.add(sheet.cell(sheet.max_row, 3))
    _dress(sheet, told)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _dress(sheet: Any, told: dict[str, Any]) -> None:
    line = Side(style="thin", color="C9D3DE")
    grid = Border(left=line, right=line, top=line, bottom=line)
    to_fill, plain = PatternFill("solid", fgColor="FFF4D6"), PatternFill("solid", fgColor="F1F5FA")
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells("A2:F2")
    sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].height = 34
    for letter, width in zip("ABCDEF", told["widths"], strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}4"].font = Font(bold=True)
    for number, row in enumerate(told["rows"], 5):
        sheet.row_dimensions[number].height = 48 if len(row["what"]) > 60 else 32
        for letter, column in zip("ABCDEF", ("", "", "text", "low", "high", ""), strict=True):
            cell, is_open = sheet[f"{letter}{number}"], column in row["fill"]
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = grid
            cell.fill = to_fill if is_open else plain
            cell.protection = Protection(locked=not is_open)
            cell.number_format = "@"  # what is typed stays text: no year becomes a day
    sheet.protection.sheet = True  # against slips, not against anybody: it has no password
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.freeze_panes = "C5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def main() -> None:
    """Read from stdin, and write to stdout, what the one argument says."""
    limits = {resource.RLIMIT_AS: MOST_MEMORY, resource.RLIMIT_CPU: MOST_SECONDS}
    for limit, most in limits.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of memory
            resource.setrlimit(limit, (most, most))
    given = sys.stdin.buffer.read()
    verbs: dict[str, Callable[[], bytes]] = {
        "read": lambda: json.dumps(read(given)).encode(),
        "write": lambda: write(json.loads(given)),
    }
    sys.stdout.buffer.write(verbs[sys.argv[1]]())


if __name__ == "__main__":
    main()
