"""SPSS and Parquet files, which carry their own types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from pyarrow import parquet

from survey.files.faults import BadAnswers, BadFile
from survey.files.reading import read_items

ITEMS = [f"gse_{number:02}" for number in range(1, 11)]


def two_people(**changed: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"place": ["Tromsø", ""], **{item: [3.0, 4.0] for item in ITEMS}})
    return frame.assign(**changed)


@pytest.mark.parametrize("ending", ["sav", "zsav"])
def test_an_spss_file_is_read(tmp_path: Path, ending):
    path = tmp_path / f"answers.{ending}"
    pyreadstat.write_sav(two_people(), path, compress=ending == "zsav")

    frame = read_items(path).frame

    assert frame.index.tolist() == [2, 3]
    assert frame["gse_10"].tolist() == [3, 4]
    assert frame["place"].isna().tolist() == [False, True]


def test_values_that_spss_declares_missing_are_missing_with_a_note(tmp_path: Path):
    path = tmp_path / "answers.sav"
    ranges = {"gse_01": [9], "gse_02": [{"lo": 97, "hi": 99}]}
    frame = two_people(gse_01=[9.0, 1.0], gse_02=[98.0, 97.0])
    pyreadstat.write_sav(frame, path, missing_ranges=ranges)

    items = read_items(path)

    assert np.isnan(items.frame.loc[2, "gse_01"])
    assert items.frame["gse_02"].isna().all()
    assert any("gse_02: 2 values" in note for note in items.notes)


def test_spss_names_in_capitals_are_read(tmp_path: Path):
    path = tmp_path / "answers.sav"
    pyreadstat.write_sav(two_people().rename(columns=str.upper), path)

    assert read_items(path).frame["gse_10"].tolist() == [3, 4]


def test_a_value_outside_the_range_in_an_spss_file_is_refused(tmp_path: Path):
    path = tmp_path / "answers.sav"
    pyreadstat.write_sav(two_people(gse_03=[3.0, 5.0]), path)

    with pytest.raises(BadAnswers, match=r"row 3, column gse_03: 5\.0 is outside 1 to 4"):
        read_items(path)


@pytest.mark.parametrize("kind", [pa.int8(), pa.int64(), pa.float32(), pa.float64(), pa.string()])
def test_parquet_answers_may_be_of_any_kind_of_number(tmp_path: Path, kind):
    path = tmp_path / "answers.parquet"
    columns = {item: pa.array([3, None]).cast(kind) for item in ITEMS}
    parquet.write_table(pa.table(columns), path)

    frame = read_items(path).frame

    assert frame.loc[2, "gse_04"] == 3
    assert np.isnan(frame.loc[3, "gse_04"])


@pytest.mark.parametrize(
    "values", [[True, False], [2.5, 1], [float("inf"), 1], [8, 1], ["yes", "1"], [b"x", b"y"]]
)
def test_parquet_values_that_are_no_answers_are_refused(tmp_path: Path, values):
    path = tmp_path / "answers.parquet"
    columns = {item: pa.array([3, 4]) for item in ITEMS} | {"gse_07": pa.array(values)}
    parquet.write_table(pa.table(columns), path)

    with pytest.raises(BadAnswers, match="row 2, column gse_07"):
        read_items(path)


def test_large_whole_numbers_pass_through_parquet_unrounded(tmp_path: Path):
    path = tmp_path / "answers.parquet"
    columns = {item: pa.array([3, 4]) for item in ITEMS} | {"id": pa.array([2**62 + 1, None])}
    parquet.write_table(pa.table(columns), path)

    assert read_items(path).frame.loc[2, "id"] == 2**62 + 1


@pytest.mark.parametrize("name", ["answers.sav", "answers.parquet"])
def test_a_file_that_is_not_what_its_ending_says_is_refused(tmp_path: Path, name):
    path = tmp_path / name
    path.write_text("place,gse_01\n")

    with pytest.raises(BadFile, match=f"{name}: this .* file cannot be read"):
        read_items(path)


@pytest.mark.parametrize("name", ["answers.sav", "answers.parquet"])
def test_a_file_without_people_is_refused(tmp_path: Path, name):
    path = tmp_path / name
    empty = two_people().iloc[:0]
    if name.endswith("sav"):
        pyreadstat.write_sav(empty, path)
    else:
        empty.to_parquet(path)

    with pytest.raises(BadFile, match="there is no"):
        read_items(path)
