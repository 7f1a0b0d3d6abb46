"""Files from outside: a workbook is opened elsewhere, with little memory and little time."""

from __future__ import annotations

import io
import sys
import zipfile

import openpyxl
import pytest

from survey.wording import spreadsheet
from survey.wording.files import LARGEST, read_bytes
from survey.wording.template import toml_template
from tests.wordings import as_workbook, empty_form, invented


def told(name: str, packed: bytes) -> list[tuple[str, str]]:
    filled = read_bytes(name, packed)
    assert filled.content == {}
    return [(one.kind, one.cell) for one in filled.faults]


def with_part(packed: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook with one more part in it."""
    file = io.BytesIO(packed)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.fixture(scope="module")
def whole() -> bytes:
    return as_workbook(invented())


def test_a_workbook_that_unpacks_to_far_more_is_not_opened(whole: bytes) -> None:
    bomb = with_part(whole, "xl/worksheets/sheet9.xml", b"0" * 30_000_000)
    assert len(bomb) < LARGEST
    assert spreadsheet.read(bomb) == {"fault": "too_large_inside"}


def test_a_small_part_that_says_it_is_small_and_is_large_is_refused(whole: bytes) -> None:
    bomb = bytearray(with_part(whole, "xl/zeros.bin", b"0" * 30_000_000))
    size = (30_000_000).to_bytes(4, "little")
    while (place := bomb.find(size)) >= 0:
        bomb[place : place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        archive.read("xl/zeros.bin")  # no more than it says, and then the sum is wrong
    assert len(spreadsheet.read(bytes(bomb))["rows"]) == 29  # nobody asks for that part


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/embeddings/oleObject1.bin",
        "xl/activeX/activeX1.xml",
    ],
)
def test_a_workbook_with_something_that_runs_or_reaches_out_is_not_opened(
    whole: bytes, part: str
) -> None:
    assert spreadsheet.read(with_part(whole, part, b"x")) == {"fault": "runs_by_itself"}


def test_xml_that_grows_when_it_is_read_is_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
    sheet = f'<?xml version="1.0"?><!DOCTYPE s [{laughs}]><worksheet>&l8;</worksheet>'
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_workbook(invented()))) as good,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in good.namelist():
            is_sheet = part.startswith("xl/worksheets/sheet")
            bad.writestr(part, sheet if is_sheet else good.read(part))
    assert told("a.xlsx", file.getvalue()) in ([("no_workbook", "")], [("other_sheet", "")])


def test_formulas_are_named_by_their_cells() -> None:
    filled = as_workbook(invented(), C19="=A1&B1", D20='=HYPERLINK("x")')
    assert told("a.xlsx", filled) == [("formula", "C19"), ("formula", "D20")]


@pytest.mark.parametrize(
    ("name", "packed", "kind"),
    [
        ("a.xlsx", b"no workbook", "no_workbook"),
        ("a.toml", b'translator = "', "not_toml"),
        ("a.toml", b'translator = "\xe5"', "not_utf8"),
        ("a.toml", b"a = " + b"[" * 5_000, "not_toml"),
        ("a.docx", b"", "ending"),
        ("a", b"", "ending"),
        ("a.toml", b"#" * (LARGEST + 1), "too_large"),
    ],
)
def test_a_file_that_is_no_form_is_told_so(name: str, packed: bytes, kind: str) -> None:
    assert told(name, packed) == [(kind, "")]


def test_another_sheet_is_told_from_the_form() -> None:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["item", "text"])
    book.save(file)
    assert told("a.xlsx", file.getvalue()) == [("other_sheet", "")]


def test_a_sheet_without_end_is_refused() -> None:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    for number in range(300):
        book.active.append([number, f"soc13_{number:02}", "x"])
    book.save(file)
    assert spreadsheet.read(file.getvalue()) == {"fault": "too_many_rows"}


def test_the_line_of_a_slip_is_named() -> None:
    (fault,) = read_bytes("a.toml", b'year = "2011"\nsource = "x\n').faults
    assert fault.facts == {"line": "2"}


@pytest.mark.parametrize(("instrument", "language"), [("soc13", "nb"), ("gse", "nn")])
def test_only_what_is_to_be_filled_in_can_be_changed_and_no_word_of_the_instrument_is_there(
    instrument: str, language: str
) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(empty_form(instrument, language))).active
    assert sheet.protection.sheet
    open_cells = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    assert len(open_cells) == {"soc13": 13 * 3 + 8, "gse": 10 + 4 + 8}[instrument]
    assert {cell.value for cell in open_cells} <= {None, ""}
    assert len({cell.fill.fgColor.rgb for cell in open_cells}) == 1
    keys = [row[1].value for row in sheet.iter_rows(min_row=5)]
    assert [one for one in keys if one.startswith(f"{instrument}_")] == [
        f"{instrument}_{n:02}" for n in range(1, {"soc13": 14, "gse": 11}[instrument])
    ]


@pytest.mark.parametrize("instrument", ["soc13", "gse"])
def test_the_form_tells_of_each_question_only_its_number_its_side_and_its_way(
    instrument: str,
) -> None:
    lines = toml_template(instrument, "nb").splitlines()
    about = [line for line in lines if line.startswith("# Question")]
    allowed = {"#", "Question", "points", "scored", "turned", "when", "as", "they", "are"} | {
        "comprehensibility",
        "manageability",
        "meaningfulness",
    }
    words = {word.strip(":,") for line in about for word in line.split()}
    assert {word for word in words if not word.isdecimal()} <= allowed


def test_no_process_of_ours_opens_a_workbook(whole: bytes) -> None:
    """openpyxl is here because this test reads workbooks itself; the reader must not use it."""
    known = sys.modules.pop("openpyxl")
    try:
        assert read_bytes("a.xlsx", whole).content["translator"] == "Ola Oversetter"
        assert "openpyxl" not in sys.modules
    finally:
        sys.modules["openpyxl"] = known
