"""Files that are written are whole, and safe to open in a spreadsheet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from survey.files.faults import BadFile
from survey.files.writing import (
    check_target,
    csv_header,
    csv_rows,
    guarded_names,
    guarded_text,
    whole_file,
)


def as_csv(frame: pd.DataFrame) -> str:
    return b"".join([csv_header(frame.columns), *csv_rows(frame)]).decode()


def test_numbers_are_written_at_full_precision_and_missing_is_empty():
    frame = pd.DataFrame({"a": [1 / 3, None], "b": [59.0, 0.1 + 0.2]})

    assert as_csv(frame) == f"a,b\n{1 / 3!r},59\n,{0.1 + 0.2!r}\n"


def test_text_with_separators_quotes_and_line_ends_is_quoted():
    frame = pd.DataFrame({"a,b": ['x "y"', "1\n2", "Tromsø"], "c": [1, 2, 3]})

    assert as_csv(frame) == '"a,b",c\n"x ""y""",1\n"1\n2",2\nTromsø,3\n'


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "\rx", "-1+2", "+"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    frame, n_cells = guarded_text(pd.DataFrame({"a": [text, "plain"]}))

    assert frame["a"].tolist() == [f"'{text}", "plain"]
    assert n_cells == 1


@pytest.mark.parametrize("text", ["-1", "+4", "-2.5", "-2,5", "-1e-7", "x=1", "0301", ""])
def test_numbers_and_harmless_text_are_left_as_they_are(text):
    frame, n_cells = guarded_text(pd.DataFrame({"a": [text, None]}))

    assert frame["a"].tolist()[0] == text
    assert n_cells == 0


def test_numbers_below_zero_are_left_as_they_are():
    assert guarded_text(pd.DataFrame({"a": [-1.5]}))[0]["a"].tolist() == [-1.5]


def test_a_column_name_that_a_spreadsheet_would_run_gets_an_apostrophe():
    assert guarded_names(["=a", "b"]) == (["'=a", "b"], 1)


def test_an_interrupted_file_leaves_nothing_behind_and_the_old_one_whole(tmp_path: Path):
    target = tmp_path / "scores.csv"
    target.write_text("old")

    def interrupted() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), whole_file(target) as file:
        file.writelines(interrupted())

    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]
    assert target.read_text() == "old"


def test_a_finished_file_takes_its_name_and_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "link.csv").symlink_to(tmp_path / "scores.csv")

    with whole_file(tmp_path / "link.csv") as file:
        file.write(b"whole")

    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "scores.csv").read_text() == "whole"


def test_a_full_disk_is_refused_in_words(tmp_path: Path):
    with (
        pytest.raises(BadFile, match="cannot be written: No space left"),
        whole_file(tmp_path / "scores.csv"),
    ):
        raise OSError(28, "No space left on device")

    assert not list(tmp_path.iterdir())


def test_targets_that_cannot_be_written_are_refused_before_any_work(tmp_path: Path):
    source = tmp_path / "answers.csv"
    source.write_text("x")
    os.mkfifo(tmp_path / "pipe.csv")
    targets = {
        "answers.csv": "replace the answers",
        "pipe.csv": "not a file",
        "no/scores.csv": "no folder",
        "scores.xlsx": "Let it end in .csv or .parquet",
    }
    for name, reason in targets.items():
        with pytest.raises(BadFile, match=reason):
            check_target(tmp_path / name, source)
