"""One line for each person who may be counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from survey.report.facts import OUTCOME_KEYS
from survey.report.people import CLIMATE_KEYS, people_of

MakeFrame = Callable[..., pd.DataFrame]


def test_everybody_who_answered_before_is_a_line_also_without_a_second_answer(
    make_frame: MakeFrame,
) -> None:
    frame = make_frame([3, 2])
    lost = (frame["participant"] == "1806-0-0") & (frame["wave"] == "post")
    people = people_of(frame[~lost]).set_index("participant")
    assert len(people) == 5
    assert list(people["has_post"]) == [False, True, True, True, True]
    assert list(people["is_complete"]) == [False, True, True, True, True]
    assert people["has_pre"].all()


def test_who_answered_only_afterwards_is_no_line(make_frame: MakeFrame) -> None:
    frame = make_frame([3])
    unlinked = (frame["participant"] == "1806-0-0") & (frame["wave"] == "pre")
    assert set(people_of(frame[~unlinked])["participant"]) == {"1806-0-1", "1806-0-2"}


def test_what_was_said_at_each_wave_is_on_the_line(make_frame: MakeFrame) -> None:
    frame = make_frame([4], seed=7)
    people = people_of(frame).set_index("participant")
    after = frame[frame["wave"] == "post"].set_index("participant")
    for key in (*CLIMATE_KEYS, "overall_change"):
        assert people[key].tolist() == after[key].astype(float).tolist()
    assert set(people["found_by"]) == {"other"}
    assert set(people["status"]) == {"finished"}
    assert set(people["week_pre"]) == {"2026-W36"}
    assert set(people["week_post"]) == {"2027-W10"}
    assert set(people["weeks_between"]) == {27.0}


def test_columns_that_no_one_was_asked_for_are_there_and_empty(make_frame: MakeFrame) -> None:
    asked_nothing = make_frame([4])[
        ["participant", "group", "wave", *(c for c in make_frame([1]) if c[:4] in {"soc1", "gse_"})]
    ]
    people = people_of(asked_nothing)
    empty = ["municipality", "contact_point", "group_type", "found_by", "week_pre", "status"]
    assert people[[*empty, *CLIMATE_KEYS, "weeks_between"]].isna().all(axis=None)
    assert people[[f"{key}_pre" for key in OUTCOME_KEYS]].notna().all(axis=None)


def test_a_contact_point_is_that_of_the_first_answer(make_frame: MakeFrame) -> None:
    frame = make_frame([4])
    frame["contact_point"] = np.where(frame["wave"] == "pre", "A", "B")
    assert set(people_of(frame)["contact_point"]) == {"A"}


def test_an_empty_cell_of_a_file_is_nothing_known(make_frame: MakeFrame) -> None:
    frame = make_frame([4])
    frame["group_type"], frame["found_by"] = "", ""
    people = people_of(frame)
    assert people[["group_type", "found_by"]].isna().all(axis=None)
