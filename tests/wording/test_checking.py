"""Everything that is wrong with a filled-in form, all at once, each with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from survey.wording.checking import doubts_in, faults_in
from survey.wording.files import read_bytes, with_cells
from survey.wording.reading import FOLDER, read_file
from survey.wording.template import toml_template
from tests.wordings import as_toml, as_workbook, invented


def found(content: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one.kind, one.place) for one in faults_in(content)}


def put(place: str, value: object, instrument: str = "soc13", language: str = "nb") -> set:
    """Return the faults of a text in which one place holds something else."""
    content = invented(instrument, language)
    *path, last = place.split("/")
    inner = content
    for key in path:
        inner = inner[int(key) if isinstance(inner, list) else key]
    if value is None:
        del inner[last]
    else:
        inner[int(last) if isinstance(inner, list) else last] = value
    return found(content)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("instrument", ["soc13", "gse"])
def test_a_whole_text_has_no_fault_and_nothing_doubtful(instrument: str, language: str) -> None:
    content = invented(instrument, language)
    assert faults_in(content) == []
    assert doubts_in(content) == []


@pytest.mark.parametrize("instrument", ["soc13", "gse"])
def test_an_empty_form_names_each_field_that_is_to_be_filled_in(instrument: str) -> None:
    filled = read_bytes("form.toml", toml_template(instrument, "nb").encode())
    places = {place for _kind, place in found(filled.content)}
    fields = {"soc13": 13 * 3 + 7, "gse": 10 + 4 + 7}
    assert len(places) == fields[instrument]
    assert {"translator", "year", "version", "source", "rights_holder", "anchor_layout"} < places
    assert f"items.{instrument}_01.text" in places


@pytest.mark.parametrize(
    ("place", "value", "kind", "told"),
    [
        ("items/soc13_04", None, "missing_item", "items.soc13_04"),
        ("items/soc13_04/text", "", "missing_text", "items.soc13_04.text"),
        ("items/soc13_04/low", "", "missing_low", "items.soc13_04.low"),
        ("items/soc13_04/high", None, "missing_high", "items.soc13_04.high"),
        ("items/soc13_04/hgih", "x", "no_such_field", "items.soc13_04.hgih"),
        ("items/soc13_14", {"text": "x"}, "other_item", "items.soc13_14"),
        ("items/soc13_04/text", "ord " * 101, "too_long", "items.soc13_04.text"),
        ("items/soc13_04/text", "en setning\ni to", "unseen_sign", "items.soc13_04.text"),
        ("items/soc13_04/low", "li\u00adte", "unseen_sign", "items.soc13_04.low"),
        ("items/soc13_04/text", "TODO", "left_over", "items.soc13_04.text"),
        ("items/soc13_04/text", "...", "left_over", "items.soc13_04.text"),
        ("items/soc13_04/low", "mye av 4", "same_ends", "items.soc13_04"),
        ("points", ["a"] * 7, "points_here", "points"),
        ("translator", "", "missing_fact", "translator"),
        ("year", "98", "no_year", "year"),
        ("source", "y" * 201, "too_long", "source"),
        ("anchor_layout", "turned", "turned", "anchor_layout"),
        ("anchor_layout", "unknown", "unknown_layout", "anchor_layout"),
        ("anchor_layout", "upside_down", "none_of", "anchor_layout"),
        ("language", "se", "none_of", "language"),
        ("instrument", "soc29", "none_of", "instrument"),
        ("instrument_version", "2", "none_of", "instrument_version"),
        ("kind", "stand_in", "none_of", "kind"),
        ("colour", "red", "no_such_field", "colour"),
        ("lead", ["x"], "no_text", "lead"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    place: str, value: object, kind: str, told: str
) -> None:
    assert put(place, value) == {(kind, told)}


@pytest.mark.parametrize(
    ("place", "value", "kind", "told"),
    [
        ("points", ["trinn 1", "trinn 2", "trinn 3"], "points_count", "points"),
        ("points/2", "", "missing_point", "points.3"),
        ("points/2", "Trinn 1.", "points_alike", "points"),
        ("points/0", "y" * 61, "too_long", "points.1"),
        ("points", None, "points_count", "points"),
        ("items/gse_02/low", "lite", "no_such_field", "items.gse_02.low"),
    ],
)
def test_gse_has_words_for_each_of_its_four_points(
    place: str, value: object, kind: str, told: str
) -> None:
    assert put(place, value, "gse") == {(kind, told)}


def test_all_faults_come_at_once() -> None:
    content = invented(anchor_layout="turned", year="x")
    del content["items"]["soc13_02"]
    content["items"]["soc13_13"]["high"] = ""
    assert len(faults_in(content)) == 4


def test_the_same_question_twice_is_told_with_the_other_place() -> None:
    content = invented()
    content["items"]["soc13_09"]["text"] = content["items"]["soc13_03"]["text"].upper()
    (fault,) = faults_in(content)
    assert (fault.kind, fault.place, fault.facts["other"]) == (
        "said_twice",
        "items.soc13_09.text",
        "items.soc13_03.text",
    )


def test_the_same_ends_at_every_question_are_another_form_than_the_published_one() -> None:
    content = invented()
    for item in content["items"].values():
        item |= {"low": "lite", "high": "mye"}
    assert found(content) == {("ends_never_change", "items")}


def test_ends_that_change_places_are_to_be_looked_at_but_may_be_right() -> None:
    content = invented()
    content["items"]["soc13_05"] |= {"low": "mye av 2", "high": "lite av 2"}
    assert faults_in(content) == []
    (doubt,) = doubts_in(content)
    assert (doubt.kind, doubt.place, doubt.facts["other"]) == (
        "swapped_ends",
        "items.soc13_05",
        "soc13_02",
    )


def test_signs_for_a_web_page_are_to_be_looked_at() -> None:
    content = invented()
    content["items"]["soc13_05"]["text"] = "Hvordan er <b>det</b>?"
    assert [one.kind for one in doubts_in(content)] == ["markup"]


@pytest.mark.parametrize("said", ["nn", "en"])
def test_a_text_in_another_language_than_it_says_is_refused(said: str) -> None:
    content = invented(language="nb") | {"language": said}
    for number, item in enumerate(content["items"].values()):
        item["text"] = f"Hva gjør noen når de ikke har noe å være med på, {number}?"
    (fault,) = faults_in(content)
    assert (fault.kind, fault.facts) == ("other_language", {"said": said, "found": "nb"})


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("instrument", ["soc13", "gse"])
def test_the_stand_in_is_not_taken_for_the_licensed_text(instrument: str, language: str) -> None:
    stand_in = read_file(FOLDER / f"{instrument}.{language}.toml")
    content = invented(instrument, language) | {"items": stand_in["items"]}
    assert {kind for kind, _place in found(content)} == {"stand_in"}
    assert len(found(content)) == len(content["items"])


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("instrument", ["soc13", "gse"])
def test_no_stand_in_reads_as_another_language(instrument: str, language: str) -> None:
    content = read_file(FOLDER / f"{instrument}.{language}.toml") | {"kind": "installed"}
    assert "other_language" not in {one.kind for one in faults_in(invented() | content)}


Pack = Callable[[dict[str, Any]], bytes]


@pytest.mark.parametrize("instrument", ["soc13", "gse"])
def test_a_text_has_the_same_hash_from_either_form(instrument: str) -> None:
    content = invented(instrument, year=2011)
    toml = read_bytes("a.toml", as_toml(content))
    sheet = read_bytes("a.XLSX", as_workbook(content))
    assert toml.content == sheet.content
    assert faults_in(sheet.content) == []


def test_letters_from_a_mac_and_spaces_around_a_text_make_no_other_text() -> None:
    composed = invented(source="Åse Ås, 2011")
    apart = invented(source="  A\u030ase A\u030as, 2011 ")
    assert (
        read_bytes("a.toml", as_toml(apart)).content
        == read_bytes("a.toml", as_toml(composed)).content
    )


def test_a_sheet_names_the_cell() -> None:
    content = invented()
    content["items"]["soc13_04"]["low"] = ""
    filled = read_bytes("a.xlsx", as_workbook(content))
    (fault,) = with_cells(faults_in(filled.content), filled.cells)
    assert (fault.kind, fault.place, fault.cell) == ("missing_low", "items.soc13_04.low", "D20")
