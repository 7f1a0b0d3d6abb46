"""What counts as an answer in a cell, and how the rest is refused."""

from __future__ import annotations

import numpy as np
import pytest

from survey.files.faults import BadAnswers, BadFile
from survey.files.reading import read_items


@pytest.mark.parametrize("text", ["5", "5.0", "5.", "5,0", " 5 ", "+5", "05"])
def test_a_whole_number_may_be_written_in_several_ways(write_csv, text):
    path = write_csv(separator=";", changed={"soc13_03": text})

    assert read_items(path).frame["soc13_03"].tolist() == [5, 6]


@pytest.mark.parametrize("text", ["", "NA", " ", '""'])
def test_an_empty_cell_and_na_are_missing(write_csv, text):
    path = write_csv(changed={"soc13_03": text})

    assert np.isnan(read_items(path).frame.loc[2, "soc13_03"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("8", "8 is outside 1 to 7"),
        ("0", "0 is outside 1 to 7"),
        ("-1", "'-1' is outside 1 to 7"),
        ("2.5", "'2.5' is not a whole number"),
        ("yes", "'yes' is not a whole number"),
        ("nan", "'nan' is not a whole number"),
        ("inf", "'inf' is not a whole number"),
        ("1e0", "'1e0' is not a whole number"),
        ("True", "'True' is not a whole number"),
        ("9" * 400, "is not a whole number"),
        ("५", "is not a whole number"),
    ],
)
def test_what_is_no_answer_is_refused_with_row_column_value_and_remedy(write_csv, text, reason):
    path = write_csv(changed={"soc13_03": text})

    with pytest.raises(BadAnswers) as refusal:
        read_items(path)

    assert "answers.csv: 1 value cannot be scored" in str(refusal.value)
    assert "row 2, column soc13_03: " in str(refusal.value)
    assert reason in str(refusal.value)
    assert "Correct each value, or leave the cell empty" in str(refusal.value)


def test_faults_of_every_kind_stand_in_one_list_row_by_row(write_csv):
    path = write_csv(changed={"soc13_03": "yes", "soc13_01": "8", "soc13_02": "2.5"})

    with pytest.raises(BadAnswers) as refusal:
        read_items(path)

    cells = refusal.value.values.cells
    assert [cell.column for cell in cells] == ["soc13_01", "soc13_02", "soc13_03"]


def test_of_many_faults_the_first_ten_are_named_and_all_counted(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("4,5,2", "4,9,2") + "Voss" + ",9" * 13 + "\n")

    with pytest.raises(BadAnswers) as refusal:
        read_items(path)

    assert "15 values cannot be scored" in str(refusal.value)
    assert "... and 5 more" in str(refusal.value)
    assert "row 4, column soc13_08" in str(refusal.value)
    assert "row 4, column soc13_09" not in str(refusal.value)


@pytest.mark.parametrize("column", ["soc13_14", "gse_1", "soc13_1", "gse_11"])
def test_a_column_that_only_looks_like_an_item_is_refused(write_csv, column):
    path = write_csv()
    path.write_text(path.read_text().replace("place", column))

    with pytest.raises(BadFile, match=rf"answers.csv: .*'{column}'"):
        read_items(path)


def test_a_file_that_lacks_an_item_is_refused_naming_it(write_csv):
    path = write_csv()
    path.write_text(path.read_text().replace("soc13_05", "age"))

    with pytest.raises(BadFile, match="missing: soc13_05"):
        read_items(path)


def test_in_a_file_of_items_only_a_person_who_answered_nothing_keeps_the_row(write_csv):
    path = write_csv()
    rows = path.read_text().splitlines()
    items_only = [row.partition(",")[2] for row in rows]
    path.write_text("\n".join([*items_only, "," * 12, items_only[1]]))

    assert read_items(path).frame.index.tolist() == [2, 3, 4, 5]


def test_a_file_with_no_cell_filled_in_is_refused(write_csv):
    path = write_csv()
    path.write_text(path.read_text().splitlines()[0] + "\n" + "," * 13 + "\n")

    with pytest.raises(BadFile, match="no row with a cell filled in"):
        read_items(path)
