"""What is wrong with a data set is told with its file, row and remedy; nothing is half written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.parquet_people import people, write_parts


def untouched(folder: Path) -> bool:
    return [entry.name for entry in folder.iterdir()] == ["answers"]


def test_a_wrong_answer_is_named_with_its_row_in_its_file_and_nothing_is_written(
    sammenheng, dataset, tmp_path
):
    for ending in ("csv", "parquet"):
        result = sammenheng(
            "score", dataset({(9, "gse_03"): 5}), "-o", tmp_path / f"scores.{ending}"
        )

        assert result.code == 1
        # Row 9 of all, counted from 0, is the fifth of the second file, under a header.
        assert "2.parquet: 1 value cannot be scored:" in result.err
        assert "row 6, column gse_03: 5.0 is outside 1 to 4" in result.err
        assert untouched(tmp_path)


def test_of_wrong_answers_in_several_files_all_are_counted_and_the_first_are_shown(
    sammenheng, dataset
):
    wrong = {(6, "gse_03"): 5, (15, "gse_01"): 0, (16, "soc13_01"): 8, (7, "gse_03"): 5}

    message = sammenheng("score", dataset(wrong)).err

    assert "2.parquet: 2 values cannot be scored:" in message
    assert "row 3, column gse_03" in message
    assert "row 4, column gse_03" in message
    assert message.rstrip().endswith("In other files:\n  3.parquet: 2 values")


def test_on_the_screen_nothing_is_shown_of_a_data_set_with_a_fault_at_its_end(sammenheng, dataset):
    result = sammenheng("score", dataset({(17, "gse_03"): 5}))

    assert result.code == 1
    assert result.out == ""


def test_a_fault_leaves_older_scores_as_they_were(sammenheng, dataset, tmp_path):
    (tmp_path / "scores.csv").write_text("old")

    sammenheng("score", dataset({(17, "gse_03"): 5}), "-o", tmp_path / "scores.csv")

    assert (tmp_path / "scores.csv").read_text() == "old"


def test_an_evaluation_names_the_row_and_the_file_of_a_wrong_answer(sammenheng, dataset, tmp_path):
    result = sammenheng(
        "evaluate", dataset({(9, "gse_03"): 5}), "--json", tmp_path / "figures.json"
    )

    assert result.code == 1
    assert "2.parquet" in result.err
    assert "row 6, column gse_03" in result.err
    assert untouched(tmp_path)


def test_a_person_twice_in_a_wave_is_named_with_both_rows_and_files(sammenheng, tmp_path):
    frame = people()
    first = frame.iloc[[0]]
    folder = write_parts(tmp_path / "answers", pd.concat([frame, first]), (5, 13))

    result = sammenheng("evaluate", folder)

    assert result.code == 1
    assert f"rows 2 of 1.parquet and {len(frame) - 13 + 2} of 3.parquet" in result.err


def test_rows_are_named_rightly_after_empty_ones_were_left_out(sammenheng, dataset):
    empty = {(1, name): None for name in people().columns}

    result = sammenheng("evaluate", dataset({**empty, (14, "wave"): "after"}))

    assert "row 3 of 3.parquet: no wave that is known" in result.err
    assert "left out: 1." in result.err


def test_in_a_single_file_the_row_alone_is_named(sammenheng, tmp_path):
    frame = people()
    frame.loc[3, "wave"] = "after"
    path = write_parts(tmp_path, frame, ()) / "1.parquet"

    assert "row 5: no wave" in sammenheng("evaluate", path).err


def test_files_with_other_columns_are_refused_with_what_differs(sammenheng, dataset):
    folder = dataset()
    pd.read_parquet(folder / "2.parquet").rename(columns={"note": "remark"}).to_parquet(
        folder / "2.parquet"
    )

    message = sammenheng("score", folder).err

    assert "2.parquet" in message
    assert "only here: remark" in message
    assert "only there: note" in message


def test_files_with_their_columns_in_another_order_are_read_by_name(sammenheng, dataset):
    folder = dataset()
    before = sammenheng("score", folder).out
    second = pd.read_parquet(folder / "2.parquet")
    second[list(second)[::-1]].to_parquet(folder / "2.parquet")

    assert sammenheng("score", folder).out == before


def test_text_in_one_file_and_numbers_in_another_are_refused(sammenheng, dataset):
    folder = dataset()
    pd.read_parquet(folder / "3.parquet").assign(note=1).to_parquet(folder / "3.parquet")

    message = sammenheng("score", folder).err

    assert "3.parquet" in message
    assert "another type" in message


def test_whole_numbers_and_decimals_become_decimals_in_every_file(sammenheng, dataset, tmp_path):
    folder = dataset()
    for name, values in (("1", 1), ("2", 1.5), ("3", None)):
        path = folder / f"{name}.parquet"
        pd.read_parquet(path).assign(note=values).to_parquet(path)

    result = sammenheng("score", folder, "-o", tmp_path / "scores.parquet")

    assert result.code == 0
    notes = pd.read_parquet(tmp_path / "scores.parquet")["note"]
    assert notes.dropna().unique().tolist() == [1.0, 1.5]


def test_files_come_in_the_order_of_the_numbers_in_their_names(sammenheng, tmp_path):
    frame = people(10)
    folder = write_parts(tmp_path / "answers", frame, range(1, 12))

    lines = sammenheng("score", folder).out.splitlines()[1:]

    assert [line.split(",")[0] for line in lines] == frame["participant"].tolist()


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda folder: (folder / "2.parquet").write_bytes(b"PAR1 torn"), "2.parquet: this Parq"),
        (lambda folder: (folder / "2026").mkdir(), "there are folders in this folder: 2026"),
        (lambda folder: [one.unlink() for one in folder.iterdir()], "there is no .parquet file"),
    ],
)
def test_a_folder_that_is_no_data_set_is_refused(sammenheng, dataset, made, message):
    folder = dataset()
    made(folder)

    result = sammenheng("score", folder)

    assert result.code == 1
    assert message in result.err
    assert result.out == ""


def test_what_other_programs_put_beside_the_files_is_not_read(sammenheng, dataset):
    folder = dataset()
    before = sammenheng("score", folder).out
    for name in ("_SUCCESS", "_metadata", ".1.parquet.crc"):
        (folder / name).write_text("")

    assert sammenheng("score", folder).out == before


def test_several_processes_for_a_file_that_is_read_as_a_whole_are_a_usage_error(
    sammenheng, tmp_path
):
    people().to_csv(tmp_path / "answers.csv", index=False)

    for command in ("score", "evaluate"):
        result = sammenheng(command, tmp_path / "answers.csv", "--cluster", 2)

        assert result.code == 2
        assert "only Parquet is read in parts" in result.err


@pytest.mark.parametrize("cluster", ["0", "-1", "two", "localhost:8786", "http://host:8786"])
def test_a_cluster_that_cannot_be_is_a_usage_error(sammenheng, dataset, cluster):
    assert sammenheng("score", dataset(), "--cluster", cluster).code == 2
