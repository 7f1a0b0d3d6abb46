from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.definition import OPTIONAL, REQUIRED
from scoring.errors import BadDefinition
from scoring.instrument import (
    INSTRUMENT_KEYS,
    Instrument,
    all_instruments,
    load_definition,
    load_instrument,
)

INSTRUMENTS = Path(__file__).parents[1] / "instruments"


def faults_of(text: str, folder: Path) -> str:
    path = folder / "tried.toml"
    path.write_text(text)
    with pytest.raises(BadDefinition) as caught:
        load_definition(path)
    return str(caught.value)


def mood(**changes: str) -> str:
    """The made-up instrument's definition with some lines replaced."""
    text = (INSTRUMENTS / "mood.toml").read_text()
    for key, line in changes.items():
        text = re.sub(rf"^{key} = .*$", line, text, flags=re.MULTILINE)
    return text


def test_soc13_reverses_the_five_items_of_the_published_key() -> None:
    turned = {item.number for item in load_instrument("soc13").items if item.is_reversed}
    assert turned == {1, 2, 3, 7, 10}


def test_soc13_has_the_published_subscales_of_five_four_and_four_items() -> None:
    subscales = {scale.key: scale.items for scale in load_instrument("soc13").subscales}
    assert subscales == {
        "comprehensibility": (2, 6, 8, 9, 11),
        "manageability": (3, 5, 10, 13),
        "meaningfulness": (1, 4, 7, 12),
    }


def test_soc13_runs_from_13_to_91_points_and_survives_three_open_items() -> None:
    total = load_instrument("soc13").total
    assert (total.lowest, total.highest, total.allowed_open) == (13, 91, 3)


def test_a_subscale_of_soc13_survives_one_open_item() -> None:
    assert {scale.allowed_open for scale in load_instrument("soc13").subscales} == {1}


def test_gse_has_ten_items_none_reversed_and_no_subscales() -> None:
    gse = load_instrument("gse")
    assert len(gse.items) == 10
    assert not any(item.is_reversed for item in gse.items)
    assert gse.subscales == ()


def test_gse_runs_from_10_to_40_points_and_survives_three_open_items() -> None:
    total = load_instrument("gse").total
    assert (total.lowest, total.highest, total.allowed_open) == (10, 40, 3)


def test_the_score_columns_come_subscales_first() -> None:
    assert [scale.column for one in all_instruments() for scale in one.scales] == [
        "soc13_comprehensibility",
        "soc13_manageability",
        "soc13_meaningfulness",
        "soc13_total",
        "gse_total",
    ]


def test_item_keys_have_two_digits() -> None:
    assert load_instrument("soc13").item_keys[0] == "soc13_01"
    assert load_instrument("soc13").item_keys[-1] == "soc13_13"


@pytest.mark.parametrize("key", INSTRUMENT_KEYS)
def test_a_published_instrument_names_its_source_and_rights(key: str) -> None:
    instrument = load_instrument(key)
    assert re.search(r"\(\d{4}\)", instrument.source)
    assert instrument.rights


@pytest.mark.parametrize("key", INSTRUMENT_KEYS)
def test_an_instrument_is_loaded_once(key: str) -> None:
    assert load_instrument(key) is load_instrument(key)


def test_an_instrument_nobody_knows_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadDefinition, match=r"soc29.*\n.*soc13, gse"):
        load_instrument("soc29")


def test_a_definition_without_subscales_has_a_total_only(
    made_up: Callable[[str], Instrument],
) -> None:
    assert [scale.column for scale in made_up("zero").scales] == ["zero_total"]


def test_every_fault_of_a_definition_is_listed_at_once() -> None:
    with pytest.raises(BadDefinition) as caught:
        load_definition(INSTRUMENTS / "faulty.toml")
    assert set(caught.value.faults) == {
        "source is missing",
        f"colour is not known here; known are {', '.join([*REQUIRED, *OPTIONAL])}",
        "version must be text: 1",
        "name is empty",
        "key must be small letters and digits, such as soc13: 'Faulty 1'",
        "response.step is not known here; known are minimum, maximum",
        "response must run upwards within 0 to 100: 5 to 1",
        "reverse_keyed: '2' is no item number",
        "reverse_keyed: there is no item 9",
        "reverse_keyed: item 3 stands twice",
        "subscale 'total': a name is small letters, not total, ..._missing, ..._prorated",
        "subscale cheer: there is no item 7",
        "subscale none must be a list of item numbers: []",
        "item 2 is in more than one subscale: total, cheer",
        "item 3 is in no subscale",
        "item 4 is in no subscale",
        "missing.total must be at least 0 and leave an answered item: 4",
        "missing.subscale must be at least 0 and leave an answered item: -1",
        "total.aggregate can only be sum: 'mean'",
    }


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"item_count": "item_count = 0"}, "item_count must be 1 to 99: 0"),
        ({"item_count": "item_count = 100"}, "item_count must be 1 to 99: 100"),
        ({"item_count": "item_count = true"}, "item_count must be a whole number: True"),
        ({"item_count": ""}, "item_count is missing"),
        ({"response": "response = { minimum = 1 }"}, "response.maximum is missing"),
        ({"response": "response = 5"}, "response must be a table: 5"),
        ({"response": "response = { minimum = -1, maximum = 5 }"}, "within 0 to 100: -1 to 5"),
        ({"missing": "missing = { total = 1 }"}, "missing.subscale belongs with subscales"),
        ({"missing": "missing = { total = 1, subscale = 2 }"}, "missing.subscale must be at least"),
        ({"missing": "missing = 3"}, "missing must be a table: 3"),
        ({"calm": "calm = 2"}, "subscale calm must be a list of item numbers: 2"),
        ({"calm": "Calm = [1, 2]"}, "subscale 'Calm': a name is small letters"),
        ({"calm": "calm_missing = [1, 2]"}, "subscale 'calm_missing': a name"),
        ({"calm": "calm = [1, true]"}, "subscale calm: True is no item number"),
        ({"aggregate": "aggregate = 1"}, "total.aggregate must be text: 1"),
        ({"reverse_keyed": "reverse_keyed = [0]"}, "reverse_keyed: there is no item 0"),
    ],
)
def test_a_faulty_line_is_refused_by_its_name(
    change: dict[str, str], fault: str, tmp_path: Path
) -> None:
    assert fault in faults_of(mood(**change), tmp_path)


def test_a_total_that_is_no_table_is_refused(tmp_path: Path) -> None:
    text = 'total = "sum"\n' + mood().replace('[total]\naggregate = "sum"', "")
    assert "total must be a table: 'sum'" in faults_of(text, tmp_path)


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    assert "the file is not TOML" in faults_of("key =", tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('name = "Mestring på norsk"'.encode("latin-1"))
    with pytest.raises(BadDefinition, match="save it as UTF-8"):
        load_definition(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDefinition, match="cannot be read: No such file"):
        load_definition(tmp_path / "nowhere.toml")
