"""``sammenheng score`` from the outside."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

SOC = ",".join(f"soc13_{number:02}" for number in range(1, 14))
HEADER = f"id,{SOC}"
MIDDLE = ",".join("4" * 13)
REFERENCE = Path(os.environ.get("SAMMENHENG_REFERENCE_DATA", ""), "soc13_brussels_2016.csv")


def answers(tmp_path: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = tmp_path / "answers.csv"
    path.write_bytes(("\n".join([header, *rows]) + "\n").encode(encoding))
    return path


def as_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.skipif(
    not REFERENCE.is_file(), reason=f"needs {REFERENCE.name} in SAMMENHENG_REFERENCE_DATA"
)
def test_the_scores_of_2077_real_people_equal_the_published_ones(sammenheng, tmp_path):
    output = tmp_path / "scores.csv"

    result = sammenheng("score", REFERENCE, "--map", "soc13=soc{n}", "-o", output)

    scores = pd.read_csv(output)
    assert result.code == 0
    assert len(scores) == 2077
    expected = {
        "total": (59.61145883, 11.45880296),
        "comprehensibility": (22.27732306, 5.33512111),
        "manageability": (16.74626866, 4.28226636),
        "meaningfulness": (20.58786712, 4.13227896),
    }
    for scale, (mean, sd) in expected.items():
        assert scores[f"soc13_{scale}"].mean() == pytest.approx(mean, abs=1e-8)
        assert scores[f"soc13_{scale}"].std() == pytest.approx(sd, abs=1e-8)


def test_scores_go_to_the_screen_and_the_summary_does_not(sammenheng, tmp_path):
    result = sammenheng("score", answers(tmp_path, f"a,{MIDDLE}", f"b,{MIDDLE}"))

    assert result.code == 0
    assert [row["soc13_total"] for row in as_rows(result.out)] == ["52", "52"]
    assert result.err.splitlines()[0].split() == ["2", "rows", "given", "prorated", "absent"]
    assert result.err.splitlines()[-1].split() == ["soc13_total", "2", "0", "0"]


def test_other_columns_come_out_as_they_went_in(sammenheng, tmp_path):
    path = answers(tmp_path, f"0301,{MIDDLE},1.50", header=f"municipality,{SOC},weight")

    row = as_rows(sammenheng("score", path).out)[0]

    assert (row["municipality"], row["weight"]) == ("0301", "1.50")


def test_a_prorated_score_is_written_at_full_precision(sammenheng, tmp_path):
    path = answers(tmp_path, "a,1,1,1,1,1,1,1,1,1,1,1,1,")

    row = as_rows(sammenheng("score", path).out)[0]

    assert row["soc13_total"] == repr(42 * 13 / 12)
    assert row["soc13_total_missing"] == "1"
    assert row["soc13_total_prorated"] == "1"


@pytest.mark.parametrize(
    ("rule", "total"), [("instrument", "52"), ("complete", ""), ("0.2", "52"), ("0.05", "")]
)
def test_the_missing_rule_may_be_chosen(sammenheng, tmp_path, rule, total):
    path = answers(tmp_path, "a,4,4,4,4,4,4,4,4,4,4,4,4,NA")

    row = as_rows(sammenheng("score", path, "--missing", rule).out)[0]

    assert row["soc13_total"] == total


def test_a_parquet_file_is_written_with_the_same_scores(sammenheng, tmp_path):
    result = sammenheng("score", answers(tmp_path, f"a,{MIDDLE}"), "-o", tmp_path / "s.parquet")

    assert result.code == 0
    assert pd.read_parquet(tmp_path / "s.parquet")["soc13_total"].tolist() == [52]


def test_scored_output_scores_the_same_again_and_says_so(sammenheng, tmp_path):
    path = answers(tmp_path, f"a,{MIDDLE}")
    sammenheng("score", path, "-o", tmp_path / "once.csv")
    tampered = (tmp_path / "once.csv").read_text().replace("52", "91")
    (tmp_path / "tampered.csv").write_text(tampered)

    result = sammenheng("score", tmp_path / "tampered.csv", "-o", tmp_path / "twice.csv")

    assert (tmp_path / "twice.csv").read_text() == (tmp_path / "once.csv").read_text()
    assert "worked out anew" in result.err


def test_text_that_a_spreadsheet_would_run_is_guarded_and_told_of(sammenheng, tmp_path):
    result = sammenheng("score", answers(tmp_path, f"=1+1,{MIDDLE}", f"-4,{MIDDLE}"))

    assert [row["id"] for row in as_rows(result.out)] == ["'=1+1", "-4"]
    assert "formulas" in result.err


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "latin-1"), ("\t", "utf-8"), (",", "utf-8-sig")]
)
def test_semicolons_latin_1_and_a_byte_order_mark_work(sammenheng, tmp_path, separator, encoding):
    path = answers(
        tmp_path,
        f"Tromsø,{MIDDLE}".replace(",", separator),
        header=HEADER.replace(",", separator),
        encoding=encoding,
    )

    rows = as_rows(sammenheng("score", path).out)

    assert rows[0]["id"] == "Tromsø"
    assert rows[0]["soc13_total"] == "52"


def spreadsheet_with_a_formula(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(["a", *[4] * 12, "=B2"])
    book.save(tmp_path / "answers.xlsx")
    return tmp_path / "answers.xlsx"


REFUSED = {
    "an empty file": (lambda folder: answers(folder, header=""), "the file is empty"),
    "soc13_14": (lambda folder: answers(folder, "1,2", header="id,soc13_14"), "'soc13_14'"),
    "gse_1": (lambda folder: answers(folder, "1,2", header="id,gse_1"), "'gse_1'"),
    "8 on SOC-13": (
        lambda folder: answers(folder, f"a,{MIDDLE}", "b,4,8" + ",4" * 11),
        "row 3, column soc13_02: 8 is outside 1 to 7",
    ),
    "2.5": (
        lambda folder: answers(folder, "b,4,2.5" + ",4" * 11),
        "row 2, column soc13_02: '2.5' is not a whole number",
    ),
    "yes": (
        lambda folder: answers(folder, "b,4,yes" + ",4" * 11),
        "row 2, column soc13_02: 'yes' is not a whole number",
    ),
    "formulas": (spreadsheet_with_a_formula, "sheet Sheet, cell N2"),
    "some of the items": (
        lambda folder: answers(folder, "a,4,4", header="id,soc13_01,soc13_02"),
        "missing: soc13_03",
    ),
    "no such file": (lambda folder: folder / "nowhere.csv", "there is no such file"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_bad_input_is_refused_with_its_place_and_nothing_is_written(sammenheng, tmp_path, kind):
    make, message = REFUSED[kind]
    path = make(tmp_path)
    before = sorted(tmp_path.iterdir())

    result = sammenheng("score", path, "-o", tmp_path / "scores.csv")

    assert result.code == 1
    assert message in result.err
    assert result.out == ""
    assert sorted(tmp_path.iterdir()) == before


def test_a_mapping_that_finds_only_some_items_is_refused_and_nothing_is_written(
    sammenheng, tmp_path
):
    path = answers(tmp_path, "a,4,4", header="id,soc1,soc2")

    result = sammenheng("score", path, "--map", "soc13=soc{n}", "-o", tmp_path / "scores.csv")

    assert result.code == 1
    assert "Missing: soc3, soc4" in result.err
    assert [entry.name for entry in tmp_path.iterdir()] == ["answers.csv"]


def test_a_refused_file_leaves_older_scores_as_they_were(sammenheng, tmp_path):
    (tmp_path / "scores.csv").write_text("old")

    result = sammenheng(
        "score", answers(tmp_path, "b,4,8" + ",4" * 11), "-o", tmp_path / "scores.csv"
    )

    assert result.code == 1
    assert (tmp_path / "scores.csv").read_text() == "old"


def test_answers_that_are_not_there_leave_older_scores_as_they_were(sammenheng, tmp_path):
    (tmp_path / "scores.csv").write_text("old")

    result = sammenheng("score", tmp_path / "nowhere.csv", "-o", tmp_path / "scores.csv")

    assert "there is no such file" in result.err
    assert (tmp_path / "scores.csv").read_text() == "old"


def test_an_output_of_another_kind_is_refused_with_what_works(sammenheng, tmp_path):
    result = sammenheng("score", answers(tmp_path, f"a,{MIDDLE}"), "-o", tmp_path / "scores.xlsx")

    assert result.code == 1
    assert ".csv or .parquet" in result.err


def test_the_answers_themselves_are_never_replaced(sammenheng, tmp_path):
    path = answers(tmp_path, f"a,{MIDDLE}")

    result = sammenheng("score", path, "-o", path)

    assert result.code == 1
    assert path.read_text() == f"{HEADER}\na,{MIDDLE}\n"


@pytest.mark.parametrize("option", [("--map", "soc13"), ("--missing", "half"), ("--missing", "1")])
def test_an_option_that_makes_no_sense_is_a_usage_error(sammenheng, tmp_path, option):
    assert sammenheng("score", answers(tmp_path, f"a,{MIDDLE}"), *option).code == 2


def test_a_column_that_has_no_place_in_csv_is_refused_and_nothing_is_written(sammenheng, tmp_path):
    items = {f"gse_{number:02}": [1] for number in range(1, 11)}
    pd.DataFrame({**items, "notes": [[1, 2]]}).to_parquet(tmp_path / "answers.parquet")

    result = sammenheng("score", tmp_path / "answers.parquet", "-o", tmp_path / "scores.csv")

    assert result.code == 1
    assert "no place in this format" in result.err
    assert [entry.name for entry in tmp_path.iterdir()] == ["answers.parquet"]
