"""Answers collected elsewhere come in whole, or not at all."""

from __future__ import annotations

import csv
import os
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.config import Settings
from tests.databases import stored_bytes

SOC = [f"soc13_{number:02}" for number in range(1, 14)]
GSE = [f"gse_{number:02}" for number in range(1, 11)]
BRUSSELS = Path(os.environ.get("SAMMENHENG_REFERENCE_DATA", "")) / "soc13_brussels_2016.csv"


@pytest.fixture
def trial(settings: Settings, monkeypatch: pytest.MonkeyPatch, sammenheng: Callable) -> Callable:
    """The command line of an installation with one trial study, called trial."""
    monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings.source))
    assert sammenheng("study", "add", "trial", "--trial").code == 0
    return sammenheng


def write(path: Path, columns: list[str], *rows: list[object]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def exported(sammenheng: Callable, study: str = "trial") -> list[dict[str, str]]:
    result = sammenheng("export", study)
    assert result.code == 0, result.err
    return list(csv.DictReader(result.out.splitlines()))


@pytest.mark.skipif(
    not BRUSSELS.is_file(), reason="SAMMENHENG_REFERENCE_DATA names no folder with the answers"
)
def test_real_answers_come_in_and_go_out_unchanged_and_score_as_published(trial, tmp_path):
    options = ["--map", "soc13=soc{n}", "--wave", "pre", "--wording", "fr-routliers"]
    imported = trial("import", "trial", BRUSSELS, *options)
    assert imported.code == 0
    assert "2,077 participants are new" in imported.err
    assert "Columns not imported: genre" in imported.err
    assert "looks turned" not in imported.err  # the published key, on real answers

    rows = exported(trial)
    with BRUSSELS.open(encoding="utf-8") as file:
        source = [[row[f"soc{n}"] for n in range(1, 14)] for row in csv.DictReader(file)]
    assert sorted([row[key] for key in SOC] for row in rows) == sorted(source)
    assert {row["language"] for row in rows} == {"fr"}
    totals = [float(row["soc13_total"]) for row in rows]
    assert statistics.mean(totals) == pytest.approx(59.61145883, abs=1e-8)
    assert statistics.stdev(totals) == pytest.approx(11.45880296, abs=1e-8)


@pytest.mark.parametrize("value", ["8", "0", "2.5", "yes"])
def test_one_faulty_cell_is_named_and_nothing_comes_in(trial, tmp_path, value):
    good, bad = ["4"] * 13, ["4"] * 12 + [value]
    file = write(tmp_path / "a.csv", ["participant", *SOC], ["a", *good], ["b", *bad])

    refused = trial("import", "trial", file, "--wave", "pre")

    assert refused.code == 1
    assert "row 3" in refused.err
    assert "soc13_13" in refused.err
    assert exported(trial) == []


def test_a_participant_twice_in_a_wave_is_refused_with_both_rows(trial, tmp_path):
    file = write(tmp_path / "a.csv", ["participant", *SOC], ["a", *["4"] * 13], ["a", *["5"] * 13])

    refused = trial("import", "trial", file, "--wave", "pre")

    assert refused.code == 1
    assert "row 3: the participant of row 2 once more in pre" in refused.err
    assert exported(trial) == []


def test_a_later_files_answers_join_the_same_participants(trial, tmp_path):
    columns = ["participant", "wave", *SOC, *GSE]
    pre = write(tmp_path / "pre.csv", columns, ["a", "pre", *["4"] * 23], ["b", "pre", *["3"] * 23])
    post = write(tmp_path / "post.csv", columns, ["a", "post", *["4"] * 22, ""])
    assert trial("import", "trial", pre).code == 0
    assert trial("import", "trial", post).code == 0

    rows = exported(trial)

    both = [row["participant"] for row in rows if row["wave"] == "post"]
    assert len(rows) == 3
    assert both[0] in {row["participant"] for row in rows if row["wave"] == "pre"}
    assert next(row["gse_10"] for row in rows if row["wave"] == "post") == ""


def test_the_same_answers_are_not_taken_in_twice(trial, tmp_path):
    file = write(tmp_path / "a.csv", ["participant", *SOC], ["a", *["4"] * 13])
    assert trial("import", "trial", file, "--wave", "pre").code == 0

    again = trial("import", "trial", file, "--wave", "pre")

    assert again.code == 1
    assert "row 2: this participant has answered pre already" in again.err
    assert len(exported(trial)) == 1


def test_the_name_a_participant_has_in_the_file_is_not_stored(trial, tmp_path, settings):
    file = write(tmp_path / "a.csv", ["participant", *SOC], ["Kari-Nordmann-77", *["4"] * 13])
    trial("import", "trial", file, "--wave", "pre")

    stored = stored_bytes(settings.database)

    assert b"Nordmann" not in stored


@pytest.mark.parametrize(
    ("columns", "options", "complaint"),
    [
        (SOC, [], "row 2: no wave"),
        (SOC, ["--wave", "later"], "wave 'later' is none of post, pre"),
        (SOC, ["--wave", "pre", "--wording", "7"], "begin with a language code"),
        (SOC[:12], ["--wave", "pre"], "missing: soc13_13"),
        ([*SOC, "soc13_14"], ["--wave", "pre"], "soc13_14"),
        ([*SOC, "week"], ["--wave", "pre"], "is no ISO week such as 2027-W03"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(trial, tmp_path, columns, options, complaint):
    file = write(tmp_path / "a.csv", columns, ["4"] * len(columns))

    refused = trial("import", "trial", file, *options)

    assert refused.code == 1
    assert complaint in refused.err
    assert exported(trial) == []


AFTER = {
    "status": "left_early",
    "leaving_reason": "practical",
    "meetings": "12",
    "climate_trust": "5",
    "climate_conflict": "1",
    "overall_change": "-2",
}


def test_what_was_asked_about_taking_part_comes_in_and_goes_out_unchanged(trial, tmp_path):
    columns = ["participant", "wave", *SOC, *AFTER]
    pre = ["a", "pre", *["4"] * 13, *[""] * len(AFTER)]
    file = write(tmp_path / "a.csv", columns, pre, ["a", "post", *["4"] * 13, *AFTER.values()])

    imported = trial("import", "trial", file)

    assert imported.code == 0
    assert "Columns not imported" not in imported.err
    pre_row, post_row = exported(trial)
    assert {key: post_row[key] for key in AFTER} == AFTER
    assert {pre_row[key] for key in AFTER} == {""}
    assert "climate_room" not in post_row


def test_a_file_without_such_columns_brings_none_out(trial, tmp_path):
    file = write(tmp_path / "a.csv", ["participant", *SOC], ["a", *["4"] * 13])
    trial("import", "trial", file, "--wave", "post")

    assert not {"status", "meetings", "overall_change"} & exported(trial)[0].keys()


def test_every_cell_about_taking_part_that_is_no_answer_is_named_and_nothing_comes_in(
    trial, tmp_path
):
    columns = ["participant", *SOC, *AFTER]
    file = write(
        tmp_path / "a.csv",
        columns,
        ["a", *["4"] * 13, *AFTER.values()],
        ["b", *["4"] * 13, "gone", "weather", "-1", "6", "2.5", "4"],
        ["c", *["4"] * 13, "still_in", "health", "", "", "", "much"],
    )

    refused = trial("import", "trial", file, "--wave", "post")

    assert refused.code == 1
    for complaint in (
        "row 3, column status: 'gone' is none of still_in, finished, left_early",
        "row 3, column leaving_reason: 'weather' is none of got_what_i_needed",
        "row 3, column meetings: '-1' is outside 0 to 1000",
        "row 3, column climate_trust: '6' is outside 1 to 5",
        "row 3, column climate_conflict: '2.5' is not a whole number",
        "row 3, column overall_change: '4' is outside -3 to 3",
        "row 4, column leaving_reason: 'health' is a reason to leave, but status says still_in",
        "row 4, column overall_change: 'much' is not a whole number",
    ):
        assert complaint in refused.err
    assert exported(trial) == []


def test_an_answer_about_taking_part_at_the_first_wave_is_refused(trial, tmp_path):
    file = write(tmp_path / "a.csv", [*SOC, "status"], [*["4"] * 13, "still_in"])

    refused = trial("import", "trial", file, "--wave", "pre")

    assert refused.code == 1
    assert "row 2, column status: 'still_in' stands at pre, but this is asked at post" in (
        refused.err
    )
    assert exported(trial) == []


def test_a_study_that_is_not_open_yet_takes_nothing_in(trial, tmp_path):
    trial("study", "add", "real")
    file = write(tmp_path / "a.csv", SOC, ["4"] * 13)

    assert trial("import", "real", file, "--wave", "pre").code == 1
