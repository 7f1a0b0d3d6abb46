"""Each format is opened with another program and compared with the database, cell by cell."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from flask import Flask
from sqlalchemy import update

from scoring.scales import score
from survey.export.columns import all_columns
from survey.export.kinds import FORMATS, LONG, WIDE
from survey.export.making import Made
from survey.files.fields import TEXT
from survey.files.reading import read_items
from survey.models import Participation, Study
from tests.export.stored_cells import stored_cells
from tests.export.taking_out import with_csv
from tests.factories import ITEMS, writing
from tests.proofs import IS_LONG

MakeFile = Callable[..., Made]
SAV_GAPS = {-97, -98, -99, "declined", "skipped", "notasked"}
RSCRIPT, LIBREOFFICE = shutil.which("Rscript") or "", shutil.which("soffice") or ""
R_REQUIRED = os.environ.get("SAMMENHENG_R_REQUIRED") == "1"


def empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def cell(value: Any) -> str:
    """Return a cell so that 4, 4.0 and "4" are the same, and empty ones too."""
    if empty(value):
        return ""
    try:
        return f"{float(str(value).replace(',', '.')):.9g}"
    except ValueError:
        return str(value)


def with_norwegian_csv(path: Path) -> list[dict[str, Any]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*map(without_guards, csv.DictReader(file, delimiter=";"))]


def without_guards(row: dict[str, str]) -> dict[str, str]:
    return {name: value.removeprefix("'") for name, value in row.items()}


def with_pyreadstat(path: Path) -> list[dict[str, Any]]:
    frame, _ = pyreadstat.read_sav(path, user_missing=True)
    rows = frame.to_dict("records")
    return [
        {key: None if value in SAV_GAPS else value for key, value in row.items()} for row in rows
    ]


def with_openpyxl(path: Path) -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(path)["data"].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def with_pandas(path: Path) -> list[dict[str, Any]]:
    frame = pd.read_parquet(path).astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


READERS = {
    "csv": with_csv,
    "csv-excel": with_norwegian_csv,
    "sav": with_pyreadstat,
    "xlsx": with_openpyxl,
    "parquet": with_pandas,
}


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_file_equals_the_database_cell_by_cell(
    app: Flask, study: Study, make_file: MakeFile, file_format: str
) -> None:
    rows = READERS[file_format](make_file(study, file_format).path)
    compare_long(rows, app, study)


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_row_for_each_person_has_before_and_after_side_by_side(
    app: Flask, study: Study, make_file: MakeFile, file_format: str
) -> None:
    rows = READERS[file_format](make_file(study, file_format, WIDE).path)
    known = stored_cells(app, study)
    assert {row["participant"] for row in rows} == {person for person, _ in known}
    for row in rows:
        for wave in ("pre", "post"):
            stored = known.get((row["participant"], wave), {})
            for items in ITEMS.values():
                for key in items:
                    for name in (key, f"{key}_keyed"):
                        assert cell(row[f"{name}_{wave}"]) == cell(stored.get(name))


def test_no_cell_of_the_norwegian_csv_is_taken_for_a_day_or_another_number(
    app: Flask, study: Study, make_file: MakeFile
) -> None:
    with writing(app) as session:
        session.execute(update(Participation).values(meetings_before="1-2"))
    with make_file(study, "csv-excel").path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["meetings_before"] for row in rows} >= {"'1-2"}
    assert {row["municipality"] for row in rows} == {"1806", "'0301"}
    assert {"'75+", "'18-39"} & {row["age_band"] for row in rows}
    for row in rows:
        assert row["participant"][0].isalpha()
        assert row["group"][0].isalpha()


def test_our_own_reader_takes_the_apostrophes_away(
    app: Flask, study: Study, make_file: MakeFile
) -> None:
    path = make_file(study, "csv-excel").path
    frame = read_items(path).frame
    assert "'" in path.read_text(encoding="utf-8-sig")
    assert not frame.astype("str").apply(lambda column: column.str.startswith("'")).any(axis=None)
    assert "0301" in set(frame["municipality"])


def compare_long(rows: list[dict[str, Any]], app: Flask, study: Study) -> None:
    known = stored_cells(app, study)
    assert {(row["participant"], row["wave"]) for row in rows} == set(known)
    assert len(rows) == len(known)
    for row in rows:
        stored = known[row["participant"], row["wave"]]
        for name, value in stored.items():
            assert cell(row.get(name)) == cell(value), name
    frame = pd.DataFrame(
        [
            {
                key: known[row["participant"], row["wave"]][key]
                for items in ITEMS.values()
                for key in items
            }
            for row in rows
        ]
    ).astype("Int64")
    scores = score(frame)
    for row, (_, expected) in zip(rows, scores.iterrows(), strict=True):
        assert {name: cell(row[name]) for name in scores} == {
            name: cell(value) for name, value in expected.items()
        }


def test_spss_tells_declined_skipped_and_not_asked_apart(
    app: Flask, study: Study, make_file: MakeFile
) -> None:
    frame, meta = pyreadstat.read_sav(make_file(study, "sav").path, user_missing=True)
    declined = frame["soc13_declined"].str.split().tolist()
    for key in ITEMS["soc13"]:
        said_no = [key in keys for keys in declined]
        assert ((frame[key] == -97) == said_no).all()
        assert set(frame[key]) <= {-97, -98, *range(1, 8)}
    before = frame["wave"] == "pre"
    assert set(frame.loc[before, "climate_trust"]) == {-99}
    assert (frame.loc[~before, "climate_trust"] == -97).sum() == 1
    still_in = frame["status"] == "still_in"
    assert set(frame.loc[still_in, "leaving_reason"]) == {"notasked"}
    assert set(frame.loc[~before, "age_band"]) == {"notasked"}
    assert "skipped" in set(frame.loc[before, "age_band"])
    assert [one["lo"] for one in meta.missing_ranges["soc13_01"]] == [-97, -98, -99]
    assert meta.variable_measure["soc13_01"] == "ordinal"
    assert meta.variable_measure["soc13_total"] == "scale"
    assert meta.variable_measure["gender"] == "nominal"
    assert meta.variable_value_labels["climate_trust"][5.0] == "Agree"
    assert meta.variable_value_labels["status"]["left_early"] == "No, I left early"
    assert all(meta.column_labels)


def test_the_codebook_describes_every_column_and_carries_the_hash_of_the_file(
    study: Study, make_file: MakeFile
) -> None:
    for file_format in FORMATS:
        for shape in (LONG, WIDE):
            made = make_file(study, file_format, shape)
            (resource,) = json.loads(made.package)["resources"]
            assert resource["hash"] == (
                f"sha256:{hashlib.sha256(made.path.read_bytes()).hexdigest()}"
            )
            fields = [one["name"] for one in resource["schema"]["fields"]]
            assert fields == list(READERS[file_format](made.path)[0])
            assert all(name in made.page.decode() for name in fields)


def test_a_package_keeps_the_rules_of_frictionless(study: Study, make_file: MakeFile) -> None:
    """The rules of version 1 that bear on us; the library itself would bring 39 packages."""
    for file_format in ("csv", "csv-excel"):
        made = make_file(study, file_format)
        package = json.loads(made.package)
        assert package["profile"] == "tabular-data-package"
        (resource,) = package["resources"]
        assert set(resource) >= {"name", "path", "schema"}
        assert resource["name"] == resource["name"].lower()
        assert not Path(resource["path"]).is_absolute()
        fields = resource["schema"]["fields"]
        kinds = {"string": str, "integer": int, "number": float}
        assert {one["type"] for one in fields} <= kinds.keys()
        assert set(resource["schema"]["primaryKey"]) <= {one["name"] for one in fields}
        rows = READERS[file_format](made.path)
        keys = [tuple(row[key] for key in resource["schema"]["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        for row in rows:
            for one in fields:
                text = row[one["name"]]
                if text in resource["schema"]["missingValues"]:
                    continue
                value = kinds[one["type"]](text.replace(one.get("decimalChar", "."), "."))
                limits = one.get("constraints", {})
                assert limits.get("minimum", value) <= value <= limits.get("maximum", value)
                if one["type"] == "string" and "values" in one:
                    assert value in one["values"]


def test_only_the_variables_that_are_approved_are_in_the_file(
    study: Study, make_file: MakeFile
) -> None:
    rows = with_csv(make_file(study, "csv", variables=("gender",)).path)
    assert "gender" in rows[0]
    assert not {"municipality", "group_type", "life_problem", "age_band"} & rows[0].keys()
    assert {"group", "weeks_since_pre", "status", "meetings"} <= rows[0].keys()


def test_the_same_answers_are_the_same_bytes(study: Study, make_file: MakeFile) -> None:
    for file_format in ("csv", "sav", "parquet"):
        assert make_file(study, file_format).sha256 == make_file(study, file_format).sha256


R_SCRIPT = """
suppressMessages(library(haven))
d <- read_sav(commandArgs(TRUE)[1], user_na = TRUE)
stopifnot(is.labelled(d$status), all(attr(d$soc13_01, "na_values") %in% c(-97, -98, -99)))
d <- as.data.frame(lapply(read_sav(commandArgs(TRUE)[1]), function(x) as.character(zap_labels(x))))
write.csv(d, commandArgs(TRUE)[2], row.names = FALSE, na = "")
"""


def has_haven() -> bool:
    if not RSCRIPT:
        return False
    asked = [RSCRIPT, "-e", 'quit(status = !requireNamespace("haven", quietly = TRUE))']
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(
    not (IS_LONG or R_REQUIRED) or not has_haven(),
    reason="R with haven (apt: r-cran-haven) is asked with --long or SAMMENHENG_R_REQUIRED=1",
)
def test_r_reads_the_spss_file_as_the_database_has_it(
    app: Flask, study: Study, make_file: MakeFile, tmp_path: Path
) -> None:
    made = make_file(study, "sav")
    out = tmp_path / "from_r.csv"
    subprocess.run(
        [RSCRIPT, "-e", R_SCRIPT, str(made.path), str(out)], check=True, capture_output=True
    )
    compare_long(with_csv(out), app, study)


@pytest.mark.skipif(
    not IS_LONG or not LIBREOFFICE,
    reason="LibreOffice (apt: libreoffice-calc-nogui, 400 MB) is asked with --long",
)
@pytest.mark.parametrize("file_format", ["xlsx", "csv-excel", "csv"])
def test_libreoffice_reads_the_file_as_the_database_has_it(
    app: Flask, study: Study, make_file: MakeFile, tmp_path: Path, file_format: str
) -> None:
    made = make_file(study, file_format)
    out = tmp_path / "converted"
    # Separator, quotes, UTF-8, first line, kinds of columns, language. The Norwegian one as by a
    # double click, with days and numbers found; the other one as it is opened on purpose, with
    # columns of text named as text.
    signs = {"csv-excel": "59,34,76,1,,1044,false,true"}
    if file_format == "csv":
        header = made.path.read_text(encoding="utf-8").split("\n")[0].split(",")
        with app.app_context():
            kinds = [all_columns()[name].field.kind for name in header]
        as_text = "/".join(f"{place}/2" for place, kind in enumerate(kinds, 1) if kind == TEXT)
        signs["csv"] = f"44,34,76,1,{as_text},1033"
    reads = [f"--infilter=CSV:{signs[file_format]}"] if file_format in signs else []
    subprocess.run(
        [
            LIBREOFFICE,
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            *reads,
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,1",
            "--outdir",
            str(out),
            str(made.path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    (converted,) = out.iterdir()
    compare_long([*map(without_guards, with_csv(converted))], app, study)
