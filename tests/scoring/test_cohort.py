from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scoring.cohort import Cohort, make_cohort
from scoring.instrument import load_instrument
from scoring.keying import key_items
from scoring.missing_rule import MissingRule
from scoring.people import find_people
from scoring.scales import score

Frames = Callable[..., pd.DataFrame]

COLUMNS = [
    "soc13_comprehensibility", "soc13_manageability", "soc13_meaningfulness", "soc13_total",
    "gse_total",
]  # fmt: skip


def cohort_of(frame: pd.DataFrame, missing: MissingRule = "instrument") -> Cohort:
    keyed = key_items(frame)
    people = find_people(frame, [items.instrument for items in keyed])
    return make_cohort(keyed, people, frame.index, missing=missing)


def test_scores_before_and_after_are_those_of_each_persons_rows(people: Frames) -> None:
    frame = people(n=6)
    cohort, scores = cohort_of(frame), score(frame)
    assert cohort.n_people == 6
    assert list(cohort.scales) == list(cohort.before) == list(cohort.after) == COLUMNS
    for column in COLUMNS:
        both = scores[column].to_numpy()
        np.testing.assert_array_equal(cohort.before[column], both[:6])
        np.testing.assert_array_equal(cohort.after[column], both[6:])
        np.testing.assert_array_equal(cohort.change(column), both[6:] - both[:6])


def test_somebody_without_a_row_has_no_score_there_and_no_change(people: Frames) -> None:
    cohort = cohort_of(people(n=3, gaps=0).iloc[1:5])  # the first only after, the third only before
    before, after = cohort.before["soc13_total"], cohort.after["soc13_total"]
    named = dict(zip(["first", "second", "third"], range(3), strict=True))
    assert [np.isnan(before[named[who]]) for who in ("first", "second", "third")] == [
        True, False, False,
    ]  # fmt: skip
    assert [np.isnan(after[named[who]]) for who in ("first", "second", "third")] == [
        False, False, True,
    ]  # fmt: skip
    assert np.count_nonzero(~np.isnan(cohort.change("soc13_total"))) == 1


def test_late_starters_are_not_in_the_cohort(people: Frames) -> None:
    frame = people(n=4).assign(late_pre=[0, 1, 0, 0] * 2)
    cohort = cohort_of(frame)
    assert cohort.n_people == 3
    np.testing.assert_array_equal(cohort.pre, [0, 2, 3])
    np.testing.assert_array_equal(cohort.post, [4, 6, 7])


def test_each_person_has_the_group_they_were_in_before(people: Frames) -> None:
    frame = people(n=3).assign(group=["a", None, None, "b", "c", None])
    assert list(cohort_of(frame).group) == ["a", "c", None]


def test_without_a_column_group_nobody_has_one(people: Frames) -> None:
    cohort = cohort_of(people(n=3).drop(columns="group"))
    assert cohort.group is None
    assert cohort.kept(np.array([True, False, True])).group is None


def test_the_missing_rule_decides_who_has_a_score(people: Frames) -> None:
    frame = people(n=2, gaps=0)
    frame.iloc[0, frame.columns.get_loc("soc13_01")] = np.nan
    assert np.isnan(cohort_of(frame, "complete").before["soc13_total"][0])
    assert not np.isnan(cohort_of(frame).before["soc13_total"][0])


def test_only_an_answered_row_is_an_answer(people: Frames) -> None:
    frame = people(n=3, gaps=0)
    items = [key for one in ("soc13", "gse") for key in load_instrument(one).item_keys]
    frame.iloc[0, [frame.columns.get_loc(key) for key in items]] = np.nan  # an empty form before
    frame.iloc[4, [frame.columns.get_loc(key) for key in items[1:]]] = np.nan  # one answer after
    before, after = cohort_of(frame.iloc[:5]).has_answered
    assert before.tolist() == [False, True, True]
    assert after.tolist() == [True, True, False]


def test_item_values_are_keyed_points_of_the_scales_own_items(people: Frames) -> None:
    frame = people(n=2, gaps=0)
    frame.iloc[1, frame.columns.get_loc("soc13_03")] = np.nan
    cohort = cohort_of(frame)
    found = cohort.item_values("soc13_manageability", cohort.pre)
    raw = frame[["soc13_03", "soc13_05", "soc13_10", "soc13_13"]].to_numpy()[:2]
    expected = np.where([True, False, True, False], 8 - raw, raw)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("who", [[True, False, True], [False] * 3, [True] * 3])
def test_a_kept_cohort_is_that_of_those_people_only(people: Frames, who: list[bool]) -> None:
    everybody, is_kept = cohort_of(people(n=3)), np.array(who)
    some = everybody.kept(is_kept)
    assert some.n_people == sum(who)
    assert list(some.group) == list(everybody.group[is_kept])
    for column in COLUMNS:
        np.testing.assert_array_equal(some.change(column), everybody.change(column)[is_kept])
    assert everybody.n_people == 3


def test_an_instrument_that_is_not_in_the_file_has_no_scales(people: Frames) -> None:
    frame: Any = people(n=2)
    cohort = cohort_of(frame[[name for name in frame if not name.startswith("soc13")]])
    assert list(cohort.scales) == ["gse_total"]
