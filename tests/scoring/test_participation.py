from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from scoring.errors import BadFrame
from scoring.participation import CLIMATE, STATUSES, Participation, read_participation
from scoring.people import find_people

WAVES = ["pre", "pre", "pre", "post", "post", "post"]
NOTHING = [np.nan] * 3


def participation_of(**columns: Any) -> Participation:
    """Read three people, first before and then after; rows are labelled from 2 on."""
    frame = pd.DataFrame(
        {"participant": ["a", "b", "c"] * 2, "wave": WAVES, **columns}, index=range(2, 8)
    )
    return read_participation(frame, find_people(frame, []))


def test_a_file_without_the_columns_says_nothing_of_taking_part() -> None:
    found = participation_of()
    assert (found.attributes, found.climate) == ({}, {})
    assert (found.status, found.meetings, found.overall_change) == (None, None, None)


def test_what_kind_of_group_it_was_is_taken_from_before_or_else_from_after() -> None:
    found = participation_of(group_type=["led", None, None, "self_organised", " led ", ""])
    assert list(found.attributes["group_type"]) == ["led", "led", None]


def test_whether_the_life_problem_was_the_same_is_read_likewise() -> None:
    found = participation_of(life_problem=["same", "mixed", None] + [None] * 3)
    assert list(found.attributes) == ["life_problem"]
    assert list(found.attributes["life_problem"]) == ["same", "mixed", None]


def test_status_is_what_was_said_after() -> None:
    found = participation_of(status=["still_in", "left_early", None, *STATUSES])
    assert list(found.status) == list(STATUSES)


def test_somebody_without_a_row_after_has_no_status_and_no_figures() -> None:
    frame = pd.DataFrame(
        {
            "participant": ["a", "b", "a"],
            "wave": ["pre", "pre", "post"],
            "status": [None, None, "finished"],
            "meetings": [np.nan, np.nan, 12],
        }
    )
    found = read_participation(frame, find_people(frame, []))
    assert list(found.status) == ["finished", None]
    np.testing.assert_array_equal(found.meetings, [12, np.nan])


@pytest.mark.parametrize(
    ("name", "values"),
    [("meetings", [0, 25, 1000]), ("overall_change", [-3, 0, 3]), ("climate_trust", [1, 3, 5])],
)
def test_figures_are_those_given_after(name: str, values: list[int]) -> None:
    found = participation_of(**{name: [np.nan, 1, 2, *values]})
    figures = found.climate[name] if name in CLIMATE else getattr(found, name)
    assert figures.dtype == float
    assert list(figures) == values


def test_an_open_cell_is_no_answer_and_never_nought() -> None:
    found = participation_of(overall_change=[*NOTHING, np.nan, 0, np.nan])
    np.testing.assert_array_equal(found.overall_change, [np.nan, 0, np.nan])


def test_figures_may_be_whole_numbers_with_gaps_as_a_database_gives_them() -> None:
    values = pd.array([None, None, None, 2, None, -2], dtype="Int64")
    found = participation_of(overall_change=pd.Series(values, index=range(2, 8)))
    np.testing.assert_array_equal(found.overall_change, [2, np.nan, -2])


def test_only_the_climate_items_of_the_file_are_there() -> None:
    found = participation_of(climate_room=[*NOTHING, 1, 2, 3], climate_trust=[*NOTHING, 4, 5, 4])
    assert list(found.climate) == ["climate_trust", "climate_room"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "group_type",
            "closed",
            "row 6: column group_type has a word that it cannot have. Give one of ",
        ),
        ("life_problem", "grief", "row 6: column life_problem has a word that it cannot have"),
        ("status", "gone", "Give one of still_in, finished, left_early, or nothing"),
        (
            "meetings",
            -1,
            "row 6: column meetings has a value that it cannot have. Give a whole number from 0",
        ),
        ("meetings", 1001, "from 0 to 1000, or nothing"),
        ("overall_change", 4, "row 6: column overall_change has a value that it cannot have"),
        ("overall_change", 0.5, "a whole number from -3 to 3"),
        ("climate_trust", 0, "a whole number from 1 to 5, or nothing"),
        ("climate_trust", "good", "row 6: column climate_trust has a value that it cannot have"),
    ],
)
def test_a_value_that_a_column_may_not_have_is_refused_with_its_row(
    name: str, value: Any, message: str
) -> None:
    with pytest.raises(BadFrame) as refused:
        participation_of(**{name: [None] * 4 + [value, None]})
    assert message in str(refused.value)


def test_a_refusal_names_no_participant() -> None:
    with pytest.raises(BadFrame) as refused:
        participation_of(status=["Kari"] * 6)
    assert "Kari" not in str(refused.value)


def test_what_is_kept_is_that_of_those_people_only() -> None:
    found = participation_of(
        group_type=["led", "self_organised", "led"] * 2,
        status=[*[None] * 3, *STATUSES],
        meetings=[*NOTHING, 1, 2, 3],
        overall_change=[*NOTHING, -1, 0, 1],
        climate_trust=[*NOTHING, 3, 4, 5],
    ).kept(np.array([True, False, True]))
    assert list(found.attributes["group_type"]) == ["led", "led"]
    assert list(found.status) == ["still_in", "left_early"]
    assert list(found.meetings) == [1, 3]
    assert list(found.overall_change) == [-1, 1]
    assert list(found.climate["climate_trust"]) == [3, 5]


def test_of_nothing_known_nothing_is_kept() -> None:
    found = participation_of().kept(np.array([True, False, False]))
    assert (found.status, found.meetings, found.overall_change) == (None, None, None)
