"""Excel workbooks, made with the library that people's programs agree with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from survey.files.faults import BadAnswers, BadFile
from survey.files.reading import read_items

HEADER = ["place", *(f"soc13_{number:02}" for number in range(1, 14))]
ANSWERS: list[Any] = [4, 2, 6, 5, 3, 7, 1, 4, 5, 2, 6, 3, 7]


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    def write(cells: dict[str, Any] | None = None, sheets: tuple[str, ...] = ("Answers",)) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = sheets[0]
        for row in (HEADER, ["Oslo", *ANSWERS], ["Bergen", *ANSWERS]):
            sheet.append(row)
        for place, value in (cells or {}).items():
            sheet[place] = value
        for title in sheets[1:]:
            book.create_sheet(title)
        book.save(tmp_path / "answers.xlsx")
        return tmp_path / "answers.xlsx"

    return write


def test_the_first_sheet_is_read(write_xlsx):
    frame = read_items(write_xlsx()).frame

    assert frame["soc13_13"].tolist() == [7, 7]
    assert frame.index.tolist() == [2, 3]


def test_further_sheets_are_told_of(write_xlsx):
    note = read_items(write_xlsx(sheets=("Answers", "Codes"))).notes[0]

    assert note == "Of 2 sheets only the first, Answers, was read."


def test_a_formula_is_refused_with_sheet_cell_and_remedy(write_xlsx):
    with pytest.raises(BadFile, match=r"(?s)sheet Answers, cell C3.*paste it as values"):
        read_items(write_xlsx({"C3": "=B3+1"}))


def test_an_empty_cell_is_missing_and_text_may_be_a_number(write_xlsx):
    frame = read_items(write_xlsx({"B2": None, "B3": "5"})).frame

    assert np.isnan(frame.loc[2, "soc13_01"])
    assert frame.loc[3, "soc13_01"] == 5


@pytest.mark.parametrize("value", [8, 2.5, "yes", True, datetime(2026, 1, 2, tzinfo=UTC).date()])
def test_what_is_no_answer_is_refused_with_row_and_column(write_xlsx, value):
    with pytest.raises(BadAnswers, match="row 3, column soc13_01"):
        read_items(write_xlsx({"B3": value}))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0301", "0301"),
        (301, "301"),
        (301.0, "301"),
        (1.25, "1.25"),
        (datetime(2026, 1, 2, tzinfo=UTC).date(), "2026-01-02"),
        (datetime(2026, 1, 2, 10, 30), "2026-01-02 10:30:00"),  # noqa: DTZ001 - Excel knows no zones
    ],
)
def test_other_cells_pass_through_as_the_text_they_show(write_xlsx, value, text):
    assert read_items(write_xlsx({"A2": value})).frame.loc[2, "place"] == text


def test_empty_rows_are_left_out_but_counted(write_xlsx):
    frame = read_items(write_xlsx({"A6": "Voss", "B6": 1})).frame

    assert frame.index.tolist() == [2, 3, 6]


def test_a_column_with_cells_but_no_name_is_refused(write_xlsx):
    with pytest.raises(BadFile, match="column 16 has cells, but no name"):
        read_items(write_xlsx({"P3": "remark"}))


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"PK\x03\x04torn", b"\xd0\xcf\x11\xe0"])
def test_a_file_that_is_no_workbook_is_refused_with_the_remedy(tmp_path: Path, content):
    path = tmp_path / "answers.xlsx"
    path.write_bytes(content)

    with pytest.raises(BadFile, match=r"cannot be opened.\n.*save it as .xlsx or CSV"):
        read_items(path)


def test_an_empty_sheet_is_refused(tmp_path: Path):
    openpyxl.Workbook().save(tmp_path / "answers.xlsx")

    with pytest.raises(BadFile, match="first sheet is empty"):
        read_items(tmp_path / "answers.xlsx")


def test_a_sheet_with_only_a_header_is_refused(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.save(tmp_path / "answers.xlsx")

    with pytest.raises(BadFile, match="no row below it"):
        read_items(tmp_path / "answers.xlsx")
