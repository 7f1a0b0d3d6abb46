"""Whatever stands in a cell comes back, or nothing is handed over."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.errors import ExportDiffers
from survey.export import making
from survey.export.kinds import FORMATS
from survey.files import csv_out
from survey.files.chunks import ARROW, Chunk
from survey.files.csv_out import CsvFile, excel_csv
from survey.files.excel_out import Workbook
from survey.files.fields import INTEGER, NUMBER, TEXT, Field
from survey.files.parquet_out import ParquetFile
from survey.files.spss_out import SpssFile
from survey.models import Study
from tests.factories import make_study

FIELDS = [
    Field("row", INTEGER, "Rad"),  # as every file of ours has: no row is wholly empty
    Field("words", TEXT, "Ord", width=80),
    Field("code", TEXT, "Kode", {"a": "A"}, has_gaps=True, width=80),
    Field("point", INTEGER, "Poeng", {1: "Uenig"}, has_gaps=True),
    Field("score", NUMBER, "Skår"),
]
# What a spreadsheet runs, what cuts a line, what is no letter of English; no control signs, which
# neither a workbook nor SPSS can hold, and no space at an end, which SPSS takes away.
SIGNS = st.sampled_from(list("=+-@'\";,\t\n æøåÆ€“abc01.|\\"))
TEXTS = st.text(SIGNS, min_size=1, max_size=20).filter(lambda text: text == text.strip(" \t\n"))
NUMBERS = st.floats(-1000, 1000, allow_nan=False, width=32)
ROWS = st.lists(
    st.tuples(
        st.none() | TEXTS,
        st.none() | TEXTS,
        st.none() | st.integers(-3, 1000),
        st.none() | NUMBERS,
        st.integers(1, 3),
    ),
    max_size=12,
)
FORMS = {
    "csv": lambda: CsvFile(FIELDS),
    "csv-excel": lambda: excel_csv(FIELDS),
    "sav": lambda: SpssFile(FIELDS, {1: "nei", 2: "hoppet", 3: "ikke spurt"}),
    "xlsx": lambda: Workbook(FIELDS, {"codebook": [["=1+1"]]}),
    "parquet": lambda: ParquetFile(FIELDS),
}


def chunk_of(rows: list[tuple[Any, ...]]) -> Chunk:
    *cells, gaps = zip(*rows, strict=True) if rows else ([],) * 5
    columns = [
        pa.array(list(column), ARROW[one.kind])
        for one, column in zip(FIELDS, [[1] * len(rows), *cells], strict=True)
    ]
    table = pa.table(columns, names=[one.name for one in FIELDS])
    gap = np.array(gaps, dtype=np.uint8)
    return Chunk(
        table,
        {
            name: np.where(table[name].is_null().to_numpy(), gap, np.uint8(0))
            for name in ("code", "point")
        },
    )


@pytest.mark.parametrize("form", FORMS)
@given(chunks=st.lists(ROWS, max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_cell_comes_back_as_it_was(form: str, chunks: list[list[tuple[Any, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"any.{form}")
        rows = ((chunk_of(one), len(one)) for one in chunks)
        n_rows = making.write_and_compare(FORMS[form](), rows, path)
    assert n_rows == sum(map(len, chunks))


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "'"])
def test_no_spreadsheet_runs_a_text(tmp_path: Path, begins: str) -> None:
    text = f"{begins}HYPERLINK(A1)"
    path = tmp_path / "any.csv"
    rows = iter([(chunk_of([(text, None, None, None, 1)]), 1)])
    making.write_and_compare(CsvFile(FIELDS), rows, path)
    assert path.read_text(encoding="utf-8").splitlines()[1].startswith(f"1,'{begins}")


def test_a_file_that_differs_from_the_database_is_handed_over_to_nobody(
    app: Flask, study: Study, make_file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = csv_out.CsvFile._lines

    def with_one_cell_turned(self: CsvFile, columns: list[pa.Array]) -> bytes:
        return lines(self, columns).replace(b"still_in", b"finished", 1)

    monkeypatch.setattr(csv_out.CsvFile, "_lines", with_one_cell_turned)
    with pytest.raises(ExportDiffers, match="differs from the database in status"):
        make_file(study, "csv")


def test_a_row_that_is_missing_is_found(
    app: Flask, study: Study, make_file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = csv_out.CsvFile._lines
    monkeypatch.setattr(
        csv_out.CsvFile,
        "_lines",
        lambda self, columns: (
            lines(self, [one[1:] for one in columns])
            if len(columns[0]) > 1
            else lines(self, columns)
        ),
    )
    with pytest.raises(ExportDiffers):
        make_file(study, "csv")


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_study_that_nobody_has_answered_is_a_file_without_rows(
    app: Flask, make_file: Any, file_format: str
) -> None:
    from_nobody = make_file(make_study(app, "empty"), file_format)
    assert from_nobody.n_rows == 0
