"""A first mapping for a file, by the marks that public descriptions of each tool name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from survey.files.reading import READERS
from survey.imports.forms import ENDINGS
from survey.imports.mapping import ColumnMapping, read_mapping, write_mapping
from survey.imports.proposing import propose
from survey.imports.table import read_table
from survey.imports.tools import is_personal
from survey.models import Study
from tests.importing import look_at, write_csv
from tests.pages import ALL_ITEMS


def proposed(path: Path, wave: str = "") -> ColumnMapping:
    return propose(read_table(path).columns, wave)


def by_ours(mapping: ColumnMapping) -> dict[str, str]:
    return {place.ours: place.theirs for place in mapping.places}


def test_a_file_from_nettskjema_is_recognised_with_its_items_and_its_day(
    app: Flask, study: Study, nettskjema: Path
) -> None:
    mapping = proposed(nettskjema, "pre")
    assert mapping.tool == "nettskjema"
    found = by_ours(mapping)
    assert found["soc13_13"] == "soc.13"
    assert found["gse_10"] == "gse.10"
    assert (found["week"], found["participant"]) == ("$created", "kode")
    looked = look_at(app, study, nettskjema, mapping)
    assert looked.checked.faults == ()
    assert [one.week for one in looked.checked.sittings] == ["2026-W40"] * 2


def test_a_file_from_limesurvey_is_recognised_with_its_answer_codes(
    app: Flask, study: Study, limesurvey: Path
) -> None:
    mapping = proposed(limesurvey, "pre")
    assert mapping.tool == "limesurvey"
    assert mapping.values["soc13"] == {"A1": "1", "A4": "4", "A5": "5"}
    looked = look_at(app, study, limesurvey, mapping)
    assert looked.checked.faults == ()
    first, second = looked.converted.rows
    assert [first.cells[item].value for item in ALL_ITEMS[:3]] == [4, 5, 4]
    assert second.cells["gse_10"].kind == "not_asked"
    assert (first.said("language"), first.said("week"), second.said("week")) == (
        "nb",
        "2026-W40",
        "",
    )


def test_a_file_from_redcap_is_recognised_with_its_events_as_waves(
    app: Flask, study: Study, redcap: Path
) -> None:
    mapping = proposed(redcap)
    assert mapping.tool == "redcap"
    assert mapping.values["wave"] == {"baseline_arm_1": "pre", "etter_arm_1": "post"}
    looked = look_at(app, study, redcap, mapping)
    assert looked.checked.faults == ()
    assert [row.wave for row in looked.converted.rows] == ["pre", "post", "pre"]
    assert looked.converted.rows[1].cells["meetings"].value == 9


def test_both_times_side_by_side_are_told_by_words_in_the_names(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    row: dict[str, object] = {"deltaker": "a", "age_band": "40-59"}
    row |= {f"soc{n}_{wave}": n % 7 + 1 for wave in ("før", "etter") for n in range(1, 14)}
    alone = {name: "" if name.endswith("etter") else cell for name, cell in row.items()}
    path = write_csv(tmp_path / "wide.csv", [row, alone | {"deltaker": "b"}])
    mapping = proposed(path)
    assert mapping.is_wide
    looked = look_at(app, study, path, mapping)
    assert looked.checked.faults == ()
    assert [row.number for row in looked.converted.rows] == ["2 (pre)", "2 (post)", "3 (pre)"]
    assert looked.converted.rows[0].said("age_band") == "40-59"


def test_labels_that_begin_with_their_number_are_understood(tmp_path: Path) -> None:
    row: dict[str, object] = dict.fromkeys(ALL_ITEMS[:13], "4 - midt imellom")
    mapping = proposed(write_csv(tmp_path / "a.csv", [row | {"soc13_01": "1 – aldri"}]))
    assert mapping.values["soc13"] == {"1 – aldri": "1", "4 - midt imellom": "4"}


@pytest.mark.parametrize(
    ("tool", "names"),
    [
        ("nettskjema", ["$submission_id", "$answer_time_ms", "epost", "Navn"]),
        ("limesurvey", ["id", "token", "ipaddr", "refurl", "seed", "datestamp", "attribute_1"]),
        ("redcap", ["redcap_survey_identifier", "spm_timestamp", "spm_complete"]),
        ("plain", ["E-post", "telefon", "fødselsdato", "IP-adresse"]),
    ],
)
def test_what_a_tool_adds_about_who_answered_is_known_for_what_it_is(
    tool: str, names: list[str]
) -> None:
    assert [name for name in names if not is_personal(tool, name)] == []
    assert not is_personal(tool, "soc13_01")


@pytest.mark.parametrize("tool", ["nettskjema", "limesurvey", "redcap"])
def test_a_proposal_says_the_same_after_it_was_kept_as_a_file(
    tool: str, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(tool)
    mapping = proposed(path, "pre")
    assert read_mapping(write_mapping(mapping)) == mapping


def test_the_command_writes_a_proposal_that_import_then_takes(
    installation: None, sammenheng: Callable, nettskjema: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.toml"
    sammenheng("study", "add", "try", "--trial")
    made = sammenheng("imports", "propose", nettskjema, "--wave", "pre", "-o", mapping)
    assert made.code == 0, made.err
    assert "about who answered: $submission_id" in made.err
    shown = sammenheng("import", "try", nettskjema, "--mapping", mapping, "--preview")
    assert shown.code == 0, shown.err
    assert "soc.1 -> soc13_01: '4' -> 4" in shown.out
    assert "soc.13 -> soc13_13: '' -> skipped" in shown.out
    assert "kari@example.org" not in shown.out
    assert sammenheng("imports", "list", "try").out == ""
    assert sammenheng("import", "try", nettskjema, "--mapping", mapping).code == 0
    listed = sammenheng("imports", "list", "try").out.split("\t")
    assert listed[2:] == ["nettskjema", "2", "stored\n"]
    told = sammenheng("imports", "mapping", "try", listed[0])
    assert told.out == mapping.read_text("utf-8")


def test_the_page_offers_every_kind_of_file_that_can_be_read() -> None:
    assert {f".{ending}" for ending in ENDINGS} == set(READERS)


def test_of_a_file_with_answers_as_given_and_turned_those_as_given_are_proposed(
    tmp_path: Path,
) -> None:
    """Our own files have both: the turned ones would be taken for what people answered."""
    columns = [*ALL_ITEMS, *(f"{item}_keyed" for item in ALL_ITEMS)]
    path = write_csv(tmp_path / "out.csv", [dict.fromkeys(columns, "3")])
    found = proposed(path, "pre")
    assert set(found.patterns.values()) <= {"soc13_{n:02}", "gse_{n:02}"}
    assert not [one for one in found.places if one.theirs.endswith("_keyed")]


def test_turned_columns_of_our_own_files_are_refused_as_answers(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    columns = {f"soc13_{number:02}_keyed": "3" for number in range(1, 14)}
    path = write_csv(tmp_path / "out.csv", [columns])
    looked = look_at(app, study, path, proposed(path, "pre"))
    assert "turned_name" in {one.kind for one in looked.checked.faults}
