"""What is said of a file: as a file that is read again, and as the page says it."""

from __future__ import annotations

import pytest

from survey.files.faults import BadMapping
from survey.imports.mapping import ColumnMapping, Place, read_mapping, write_mapping
from survey.imports.said import as_chosen, as_mapping

WHOLE = """
tool = 'limesurvey'
separator = ';'
wording = "nb-'98"

[fixed]
municipality = '1804'

[pre.items]
soc13 = 'før[SQ{n:03}]'

[post.columns]
status = 'hva nå?'

[values.soc13]
'1 - "aldri"' = '1'

[shift.gse]
add = 1
reason = 'numbered from 0'

[turned.soc13]
items = [1, 2]
reason = 'on export'
"""


def test_a_mapping_says_the_same_after_it_was_written() -> None:
    mapping = read_mapping(WHOLE)
    assert mapping.is_wide
    assert read_mapping(write_mapping(mapping)) == mapping
    assert len(mapping.all_places) == 14
    assert mapping.all_places[-1] == Place("før[SQ013]", "soc13_13", "pre")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("wave = 1", "wave: must be text in quotes"),
        ("[column]\na = 'b'", "column: is not known"),
        ("[columns]\nsoc13_14 = 'b'", "soc13_14: is none of our columns"),
        ("[columns]\nsoc13_01 = 'b'\nsoc13_02 = 'b'", "b: is mapped twice"),
        ("[items]\nsoc13 = 'soc'", "is no mapping of columns"),
        ("[shift.gse]\nadd = 1", "[shift.gse] reason: say why"),
        ("[turned.gse]\nitems = [11]\nreason = 'x'", "11 is no item's number"),
        ("[values.colour]\na = 'b'", "[values.colour]: is neither all, an instrument nor"),
        ("[columns]\nsoc13_01 = 'b'\n[pre.columns]\nsoc13_02 = 'c'", "must stand in one of them"),
        ("[fixed]\nparticipant = 'a'", "[fixed] participant: cannot be the same"),
        ("columns = ", "cannot be read as TOML"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(text: str, complaint: str) -> None:
    with pytest.raises(BadMapping) as refused:
        read_mapping(text)
    assert complaint in str(refused.value)


def test_a_file_with_both_times_in_a_row_keeps_what_is_certain_of_its_columns() -> None:
    header = ["kode", "soc1", "status", "når"]
    places = (
        Place("kode", "participant"),
        Place("soc1", "soc13_01"),
        Place("status", "status"),
        Place("når", "wave"),
    )
    before = ColumnMapping(wave="pre", places=places)
    wide = as_mapping(before, header, [], as_chosen(before, header) | {"layout": "wide"})
    assert wide.wave == ""
    assert wide.places == (
        Place("kode", "participant"),
        Place("soc1", "soc13_01", "pre"),
        Place("status", "status", "post"),
    )
    again = as_mapping(wide, header, [], as_chosen(wide, header) | {"layout": "long"})
    assert again.places == (Place("kode", "participant"), Place("soc1", "soc13_01"))


def test_the_page_leaves_a_mapping_as_it_is_where_nothing_is_changed() -> None:
    mapping = read_mapping(WHOLE)
    header = [place.theirs for place in mapping.all_places]
    kept = as_mapping(mapping, header, [], as_chosen(mapping, header))
    assert set(kept.places) == set(mapping.all_places)
    assert (kept.fixed, kept.turned) == (mapping.fixed, mapping.turned)
    assert kept.shift["gse"].add == 1
