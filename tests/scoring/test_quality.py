from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.cohort import Cohort, make_cohort
from scoring.conclusion import change_found
from scoring.instrument import Instrument, load_instrument
from scoring.keying import key_items
from scoring.missing_rule import MissingRule
from scoring.people import find_people
from scoring.quality import response_quality
from scoring.scales import score

Frames = Callable[..., pd.DataFrame]
MadeUp = Callable[[str], Instrument]

SOC13 = load_instrument("soc13")
GSE = load_instrument("gse")
FLAGS = ("n_straightlined", "n_long_string", "n_too_many_missing", "n_implausible")
READ = [3, 2, 4, 5, 4, 3, 2, 5, 6, 3, 4, 5, 4]  # answers to SOC-13 without anything odd
OPEN = np.nan
BRUSSELS = Path(os.environ.get("SAMMENHENG_REFERENCE_DATA", "")) / "soc13_brussels_2016.csv"


def cohort_of(
    frame: pd.DataFrame, *instruments: Instrument, missing: MissingRule = "instrument"
) -> Cohort:
    keyed = key_items(frame, instruments or None)
    people = find_people(frame, [items.instrument for items in keyed])
    return make_cohort(keyed, people, frame.index, missing=missing)


def quality_of(
    frame: pd.DataFrame, *instruments: Instrument, missing: MissingRule = "instrument"
) -> dict[str, Any]:
    found = response_quality(cohort_of(frame, *instruments, missing=missing)).to_dict()
    json.dumps(found, allow_nan=False)
    return found


def flags_of(
    pre: list[Any], instrument: Instrument = SOC13, missing: MissingRule = "instrument"
) -> list[str]:
    """Return the flags of one person with these answers before and none after."""
    frame = pd.DataFrame([pre], columns=list(instrument.item_keys), dtype=float)
    found = quality_of(frame.assign(participant="a", wave="pre"), instrument, missing=missing)
    assert found["n_flagged"] == any(found[name] for name in FLAGS)
    return [name.removeprefix("n_") for name in FLAGS if found[name]]


def test_the_quality_has_the_agreed_keys(people: Frames) -> None:
    found = quality_of(people())
    assert list(found) == [
        "status", "n_rows", "n_flagged", "n_straightlined", "n_long_string",
        "n_too_many_missing", "n_implausible", "rules", "with_and_without",
    ]  # fmt: skip
    assert found["status"] == "exploratory"
    assert list(found["with_and_without"]) == [
        "soc13_comprehensibility", "soc13_manageability", "soc13_meaningfulness", "soc13_total",
        "gse_total",
    ]  # fmt: skip
    assert list(found["with_and_without"]["soc13_total"]) == [
        "everyone", "without_flagged", "agrees",
    ]  # fmt: skip


def test_every_flag_has_its_rule_in_words(people: Frames) -> None:
    rules = quality_of(people())["rules"]
    assert list(rules) == ["people", *(name.removeprefix("n_") for name in FLAGS)]


def test_answers_with_nothing_odd_have_no_flag() -> None:
    assert flags_of(READ) == []


@pytest.mark.parametrize("point", range(1, 8))
def test_one_answer_to_every_item_of_soc13_lands_in_the_middle_of_the_scores(point: int) -> None:
    """It looks like any other score, which is why raw answers are looked at."""
    row = pd.DataFrame([[point] * 13], columns=list(SOC13.item_keys))
    assert score(row)["soc13_total"].tolist() == [40 + 3 * point]


@pytest.mark.parametrize("point", range(1, 8))
def test_one_answer_to_every_item_of_soc13_is_straight_lined_and_nothing_else(point: int) -> None:
    assert flags_of([point] * 13) == ["straightlined"]


@pytest.mark.parametrize("point", range(1, 5))
def test_one_answer_to_every_item_of_gse_is_no_fault(point: int) -> None:
    assert flags_of([point] * 10, GSE) == []


def test_one_keyed_value_everywhere_is_no_straight_line() -> None:
    """Somebody who reads, and turns at the reversed items, is consistent and not careless."""
    assert flags_of([2 if item.is_reversed else 6 for item in SOC13.items]) == []


@pytest.mark.parametrize(
    ("n_open", "flags"), [(1, ["straightlined"]), (3, ["straightlined"]), (4, ["too_many_missing"])]
)
def test_a_straight_line_with_gaps_counts_as_long_as_there_is_a_score(
    n_open: int, flags: list[str]
) -> None:
    answers: list[Any] = [4] * 13
    answers[3 : 3 + 2 * n_open : 2] = [OPEN] * n_open
    assert flags_of(answers) == flags


def test_equal_answers_to_items_of_one_direction_only_are_no_straight_line(
    made_up: MadeUp,
) -> None:
    assert flags_of([3, OPEN, 3, OPEN], made_up("mood")) == []


@pytest.mark.parametrize(
    ("length", "flags"), [(6, []), (7, ["long_string"]), (12, ["long_string"])]
)
def test_seven_equal_answers_in_a_row_are_a_long_string(length: int, flags: list[str]) -> None:
    assert flags_of([3, *[4] * length, *READ[1 + length :]]) == flags


def test_an_open_item_ends_a_row_of_equal_answers() -> None:
    answers: list[Any] = [3, 4, 4, 4, 4, OPEN, 4, 4, 4, 4, 4, 4, 3]
    assert flags_of(answers) == []


def test_a_run_within_one_direction_of_items_is_no_long_string(made_up: MadeUp) -> None:
    """Of 99 items the last one is reversed: 98 in a row say nothing yet."""
    long = made_up("long")
    assert flags_of([50] * 98 + [51], long) == []


@pytest.mark.parametrize(("n_open", "flags"), [(3, []), (4, ["too_many_missing"]), (13, [])])
def test_too_many_open_items_are_counted_but_an_empty_form_is_not(
    n_open: int, flags: list[str]
) -> None:
    assert flags_of([*READ[n_open:], *([OPEN] * n_open)]) == flags


def test_how_many_open_items_are_too_many_is_the_evaluations_missing_rule() -> None:
    answers = [OPEN, *READ[1:]]
    assert flags_of(answers) == []
    assert flags_of(answers, missing="complete") == ["too_many_missing"]


@pytest.mark.parametrize(
    ("reversed_items", "others", "flags"),
    [(6, 6, ["implausible"]), (2, 2, ["implausible"]), (5, 5, []), (2, 6, [])],
)
def test_directions_that_lie_more_than_three_points_apart_are_implausible(
    reversed_items: int, others: int, flags: list[str]
) -> None:
    """Raw answers of 6 to nearly all are a keyed 2 to the reversed items and 6 to the others."""
    answers = [reversed_items if item.is_reversed else others for item in SOC13.items]
    answers[4] = answers[9] = 4  # so that there is neither a straight line nor a long string
    assert flags_of(answers) == flags


def test_directions_exactly_three_points_apart_are_not_implausible() -> None:
    """A keyed mean of 3 of the reversed items, in fifths, and of 6 of the others, in eighths."""
    answers = [5 if item.is_reversed else 6 for item in SOC13.items]
    assert flags_of(answers) == []
    answers[0], answers[1] = 6, 4
    assert flags_of(answers) == []
    answers[1] = 5
    assert flags_of(answers) == ["implausible"]


def test_float_noise_in_the_means_makes_nothing_implausible() -> None:
    """Keyed means of 1.4 and 4.4 are 3.0000000000000004 apart in floats."""
    assert flags_of([7, 7, 6, 4, 4, 4, 7, 5, OPEN, 6, 5, OPEN, OPEN]) == []


def test_answers_that_swing_between_the_ends_at_every_item_are_implausible() -> None:
    assert flags_of([1, 7] * 6 + [1]) == ["implausible"]
    assert flags_of([1, 4] * 5, GSE) == ["implausible"]


@pytest.mark.parametrize("answers", [[1, 7] * 6 + [2], [1, 7] * 6 + [7], [1, 7] * 6 + [OPEN]])
def test_swings_count_only_if_every_item_takes_part(answers: list[Any]) -> None:
    assert flags_of(answers) == []


def test_one_item_alone_cannot_swing(made_up: MadeUp) -> None:
    assert flags_of([1], made_up("lone")) == []


def long_frame(pre: list[Any], post: list[Any]) -> pd.DataFrame:
    frame = pd.DataFrame([*pre, *post], columns=list(SOC13.item_keys), dtype=float)
    waves = ["pre"] * len(pre) + ["post"] * len(post)
    return frame.assign(participant=[*range(len(pre)), *range(len(post))], wave=waves)


def test_a_person_flagged_at_both_waves_counts_once() -> None:
    found = quality_of(long_frame([[4] * 13, READ], [[4] * 13, READ]))
    assert (found["n_rows"], found["n_flagged"], found["n_straightlined"]) == (4, 1, 1)


def test_a_person_may_be_in_two_counts_and_is_flagged_once() -> None:
    found = quality_of(long_frame([[4] * 13], [[1, 7] * 6 + [1]]))
    assert (found["n_straightlined"], found["n_implausible"], found["n_flagged"]) == (1, 1, 1)


def test_rows_without_an_answer_are_not_looked_at() -> None:
    found = quality_of(long_frame([READ, [OPEN] * 13], [READ, READ]))
    assert found["n_rows"] == 3


def test_a_late_starters_answers_are_not_looked_at() -> None:
    frame = long_frame([READ, [4] * 13], [READ, [4] * 13]).assign(late_pre=[0, 1, 0, 0])
    found = quality_of(frame)
    assert (found["n_rows"], found["n_flagged"]) == (2, 0)


def test_a_follow_up_is_not_looked_at() -> None:
    frame = long_frame([READ], [[4] * 13]).assign(wave=["pre", "follow_up"])
    assert quality_of(frame)["n_flagged"] == 0


def test_every_outcome_is_told_with_and_without_the_flagged(people: Frames) -> None:
    frame = people(gaps=0)
    frame.loc[2, list(SOC13.item_keys)] = 4  # the first person before
    cohort = cohort_of(frame)
    found = response_quality(cohort)
    assert found.n_flagged == 1
    for column, both in found.with_and_without.items():
        assert both.everyone == change_found(cohort.change(column))
        assert both.without_flagged == change_found(cohort.change(column)[1:])
        assert both.agrees is (both.everyone.conclusion == both.without_flagged.conclusion)


def test_a_conclusion_that_rests_on_the_flagged_is_said_not_to_agree() -> None:
    up = [*READ[:12], READ[12] + 1]
    pre = [READ] * 4 + [[7] * 13] * 12
    post = [READ, READ, READ, up] + [[1 if i.is_reversed else 7 for i in SOC13.items]] * 12
    found = quality_of(long_frame(pre, post))["with_and_without"]["soc13_total"]
    assert found["everyone"]["conclusion"] == "higher"
    assert found["without_flagged"]["conclusion"] == "no clear change"
    assert found["agrees"] is False


def test_where_everybody_is_flagged_there_is_nothing_left_to_agree() -> None:
    found = quality_of(long_frame([[4] * 13] * 2, [READ] * 2))["with_and_without"]["soc13_total"]
    assert found["without_flagged"]["n_pairs"] == 0
    assert found["agrees"] is None
    assert found["why"] == "agrees: one of the two analyses has no conclusion."


def test_few_of_2077_real_answers_have_a_flag() -> None:
    if not BRUSSELS.is_file():
        pytest.skip("SAMMENHENG_REFERENCE_DATA names no folder with soc13_brussels_2016.csv")
    raw = pd.read_csv(BRUSSELS)[[f"soc{n}" for n in range(1, 14)]]
    found = quality_of(long_frame(raw.to_numpy().tolist(), []))
    assert [found[name] for name in FLAGS] == [0, 2, 0, 11]


def test_nothing_is_deleted(people: Frames) -> None:
    frame = people()
    frame.loc[2, list(SOC13.item_keys)] = 4
    cohort = cohort_of(frame)
    codes = [items.codes.copy() for items in cohort.keyed]
    n_people, scores = cohort.n_people, cohort.scores.copy()
    response_quality(cohort)
    assert cohort.n_people == n_people
    pd.testing.assert_frame_equal(cohort.scores, scores)
    assert all((a.codes == b).all() for a, b in zip(cohort.keyed, codes, strict=True))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 0.2, 0.4]))
def test_the_order_of_rows_does_not_matter_for_the_flags(seed: int, gaps: float) -> None:
    random = np.random.default_rng(seed)
    answers = random.choice([1, 4, 4, 4, 7], (24, 13)).astype(float)
    answers[random.random(answers.shape) < gaps] = np.nan
    frame = long_frame(list(answers[:12]), list(answers[12:]))
    one, other = quality_of(frame), quality_of(frame.sample(frac=1, random_state=seed))
    assert [one[name] for name in FLAGS] == [other[name] for name in FLAGS]
    assert (one["n_rows"], one["n_flagged"]) == (other["n_rows"], other["n_flagged"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([1, 2, 4, 6, 7, np.nan]), min_size=13, max_size=13))
def test_turning_the_whole_scale_turns_no_flag(answers: list[float]) -> None:
    """Whoever answers 8 minus everything is as careless as the first."""
    assert flags_of(answers) == flags_of([8 - answer for answer in answers])
