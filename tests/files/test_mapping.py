"""Item columns that have other names."""

from __future__ import annotations

import pytest

from survey.files.faults import BadAnswers, BadFile, BadMapping
from survey.files.mapping import parse_mapping
from survey.files.reading import read_items

OTHER = [f"soc{number}" for number in range(1, 14)]


def test_mapped_columns_get_their_items_names(write_csv):
    frame = read_items(write_csv(columns=OTHER), mapping=parse_mapping(["soc13=soc{n}"])).frame

    assert frame.columns.tolist() == ["place", *(f"soc13_{n:02}" for n in range(1, 14))]


def test_item_numbers_may_have_a_leading_zero(write_csv):
    path = write_csv(columns=[f"Q{number:02}_soc" for number in range(1, 14)])

    assert "soc13_13" in read_items(path, mapping=parse_mapping(["soc13=Q{n:02}_soc"])).frame


def test_a_fault_in_a_mapped_column_is_named_as_the_file_names_it(write_csv):
    path = write_csv(columns=OTHER, changed={"soc3": "9"})

    with pytest.raises(BadAnswers, match="row 2, column soc3: 9 is outside 1 to 7"):
        read_items(path, mapping=parse_mapping(["soc13=soc{n}"]))


def test_a_mapping_that_finds_only_some_items_is_refused_naming_those_missing(write_csv):
    path = write_csv(columns=[*OTHER[:11], "age", "sex"])

    with pytest.raises(BadFile, match=r"finds only 11 of 13 items.\nMissing: soc12, soc13"):
        read_items(path, mapping=parse_mapping(["soc13=soc{n}"]))


def test_a_mapping_that_finds_no_item_is_refused_with_the_names_there_are(write_csv):
    with pytest.raises(BadFile, match=r"finds none of the 13 .*\n.*the file has place, soc1"):
        read_items(write_csv(columns=OTHER), mapping=parse_mapping(["soc13=s{n}"]))


def test_the_first_items_of_a_longer_version_are_not_taken_for_soc13(write_csv):
    path = write_csv(columns=OTHER)
    path.write_text(path.read_text().replace("place", "soc14"))

    with pytest.raises(BadFile, match="the file has soc14 too"):
        read_items(path, mapping=parse_mapping(["soc13=soc{n}"]))


def test_mapping_standard_names_is_refused(write_csv):
    with pytest.raises(BadFile, match="items already: soc13_01"):
        read_items(write_csv(), mapping=parse_mapping(["soc13=soc13_{n:02}"]))


def test_mapping_two_instruments_onto_the_same_columns_is_refused(write_csv):
    both = parse_mapping(["soc13=soc{n}", "gse=soc{n}"])

    with pytest.raises(BadFile, match="--map gse"):
        read_items(write_csv(columns=OTHER), mapping=both)


def test_mapped_columns_beside_standard_ones_are_refused(write_csv):
    path = write_csv(columns=OTHER)
    path.write_text(path.read_text().replace("place", "soc13_01"))

    with pytest.raises(BadFile, match="there already: soc13_01"):
        read_items(path, mapping=parse_mapping(["soc13=soc{n}"]))


@pytest.mark.parametrize(
    ("mappings", "reason"),
    [
        (["soc{n}"], "no mapping of columns"),
        (["soc13=soc"], "no mapping of columns"),
        (["soc13=soc{n}{n}"], "no mapping of columns"),
        (["soc13=soc{m}{n}"], "no mapping of columns"),
        (["soc13="], "no mapping of columns"),
        (["soc29=soc{n}"], "Known are: soc13, gse"),
        (["soc13=a{n}", "soc13=b{n}"], "mapped twice"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(mappings, reason):
    with pytest.raises(BadMapping, match=reason):
        parse_mapping(mappings)
