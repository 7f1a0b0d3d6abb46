"""The list of municipalities that comes with the program."""

from __future__ import annotations

from survey.demo.population import MUNICIPALITIES
from survey.municipalities import all_municipalities, by_county


def test_there_are_357_and_no_number_twice() -> None:
    listed = all_municipalities()
    assert len(listed) == 357
    assert all(len(number) == 4 and number.isdecimal() for number in listed)
    assert sum(map(len, by_county().values())) == 357


def test_each_lies_in_the_county_that_its_number_begins_with() -> None:
    listed = all_municipalities().values()
    assert all(one.number.startswith(one.county_number) for one in listed)
    assert len({(one.county_number, one.county) for one in listed}) == 15 == len(by_county())


def test_no_county_has_a_name_twice_so_that_a_name_under_its_county_says_which() -> None:
    for listed in by_county().values():
        assert len({one.name for one in listed}) == len(listed)


def test_the_list_says_from_when_it_holds() -> None:
    assert {one.valid_from for one in all_municipalities().values()} == {"2024-01-01"}


def test_a_sami_name_stands_beside_the_norwegian_one() -> None:
    listed = all_municipalities()
    assert listed["5612"].whole_name == "Kautokeino / Guovdageaidnu"
    assert listed["1804"].whole_name == "Bodø"


def test_names_are_in_norwegian_order() -> None:
    names = [one.name for one in by_county()["Vestland"]]
    assert names.index("Øygarden") < names.index("Årdal")


def test_the_demonstration_has_municipalities_of_the_list() -> None:
    listed = all_municipalities()
    assert all(listed[one.number].name == one.name for one in MUNICIPALITIES)
