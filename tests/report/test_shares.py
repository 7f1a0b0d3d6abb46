"""Counts of people stand only where every part, and what is left beside it, is large enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.release.told import OfOneSet, Told
from survey.report.assumptions import load_assumptions
from survey.report.facts import NO_ANSWER, Shares
from survey.report.individuals import individuals
from survey.report.people import CLIMATE_KEYS
from survey.report.shares import (
    OTHER_OR_NONE,
    climate_shares,
    found_by_shares,
    may_stand,
    overall_shares,
)

LIMITS = load_assumptions()
NOTHING = float("nan")
AGREEMENT = st.sampled_from((1.0, 2.0, 3.0, 4.0, 5.0, NOTHING))
CHANGE = st.sampled_from((-3.0, -1.0, 0.0, 1.0, 2.0, NOTHING))
WAY = st.sampled_from(("friend_or_family", "health_service", "contact_point", "other", None))


def of(climate: list[float]) -> pd.DataFrame:
    """Make people who said the same of every sentence about the group."""
    return pd.DataFrame(dict.fromkeys(CLIMATE_KEYS, climate), dtype="float64")


def people(better: int, as_before: int, worse: int, no_answer: int = 0) -> pd.DataFrame:
    said = [2.0] * better + [0.0] * as_before + [-1.0] * worse + [NOTHING] * no_answer
    return pd.DataFrame({"overall_change": said}, dtype="float64")


def moved(changes: Sequence[float]) -> pd.DataFrame:
    """Make people who moved by so many points."""
    before = np.full(len(changes), 52.0)
    after = before + np.array(changes, dtype="float64")
    return pd.DataFrame({"soc13_total_pre": before, "soc13_total_post": after})


def is_safe(shares: Shares | None, n: int) -> bool:
    """Return whether what is told keeps the rule: all of it, or nothing."""
    if shares is None or shares.parts is None:
        return True
    counts = [part.n for part in shares.parts]
    return sum(counts) == n >= 20 and all(5 <= one <= n - 5 for one in counts)


def holds(shares: Shares | None) -> dict[str, int]:
    assert shares is not None
    return {part.key: part.n for part in shares.parts or ()}


@given(st.lists(AGREEMENT, min_size=1, max_size=60))
def test_no_part_of_the_answers_about_the_group_is_small(said: list[float]) -> None:
    assert all(is_safe(line, len(said)) for line in climate_shares(of(said), LIMITS, None))


@given(st.lists(CHANGE, min_size=1, max_size=60))
def test_no_part_of_the_change_all_in_all_is_small(said: list[float]) -> None:
    frame = pd.DataFrame({"overall_change": said}, dtype="float64")
    assert is_safe(overall_shares(frame, LIMITS, None), len(said))


@given(st.lists(WAY, min_size=1, max_size=80))
def test_no_way_to_the_group_is_told_of_a_few(said: list[str | None]) -> None:
    assert is_safe(found_by_shares(pd.DataFrame({"found_by": said}), LIMITS, None), len(said))


@given(st.lists(st.integers(-40, 40), min_size=1, max_size=60), st.floats(3, 15))
def test_clearly_up_and_down_stand_all_three_or_not_at_all(
    changes: list[int], sd_pre: float
) -> None:
    one = individuals("soc13_total", moved(changes), sd_pre, LIMITS, None)
    counts = (one.improved, one.unchanged, one.deteriorated)
    if any(count is None for count in (*counts, one.threshold, one.by_chance)):
        assert set(counts) == {None}
        assert (one.threshold, one.by_chance) == (None, None)
    else:
        assert sum(count or 0 for count in counts) == len(changes) >= 20
        assert min(count or 0 for count in counts) >= 5


@pytest.mark.parametrize(
    ("sizes", "told"),
    [((15, 5), "yes"), ((16, 4), "no"), ((14, 5), "no"), ((20,), "no"), ((5, 5, 10), "yes")],
)
def test_the_limits_are_twenty_people_and_five_in_each_part(
    sizes: tuple[int, ...], told: str
) -> None:
    assert may_stand(sizes, LIMITS) is (told == "yes")


def test_a_weaker_limit_would_tell_of_fewer() -> None:
    weaker = replace(LIMITS, share_part=4)
    assert holds(overall_shares(people(12, 6, 4), LIMITS, None)) == {}
    assert holds(overall_shares(people(12, 6, 4), weaker, None))["worse"] == 4


def test_no_answer_is_a_part_of_its_own_where_it_is_large_enough() -> None:
    assert holds(overall_shares(people(10, 6, 5, 5), LIMITS, None))[NO_ANSWER] == 5


@pytest.mark.parametrize("open_", [0, 1, 4])
def test_a_few_without_an_answer_go_with_those_as_before(open_: int) -> None:
    told = holds(overall_shares(people(10, 10 - open_, 5, open_), LIMITS, None))
    assert told == {"better": 10, "as_before_or_no_answer": 10, "worse": 5}


def test_what_is_hidden_leaves_no_trace_of_how_many_it_was() -> None:
    told = [overall_shares(people(24 - worse, 6, worse), LIMITS, None) for worse in range(5)]
    assert told == [Shares("overall_change", None)] * 5


def test_all_sentences_about_the_group_have_the_same_parts() -> None:
    frame = of([5.0] * 15 + [1.0] * 8 + [NOTHING] * 6)
    three = climate_shares(frame, LIMITS, None)
    assert {len(line.parts or ()) for line in three} == {3}
    frame.loc[frame.index[-6:], "climate_room"] = 1.0
    two = climate_shares(frame, LIMITS, None)
    assert {len(line.parts or ()) for line in two} == {2}


def test_questions_nobody_was_asked_are_not_in_the_report() -> None:
    nobody = of([NOTHING] * 25).assign(overall_change=NOTHING, found_by=None)
    assert climate_shares(nobody, LIMITS, None) == ()
    assert overall_shares(nobody, LIMITS, None) is None
    assert found_by_shares(nobody, LIMITS, None) is None


def test_a_rare_way_to_the_group_goes_with_the_others() -> None:
    ways = ["contact_point"] * 15 + ["health_service"] * 3 + ["other"] * 2 + [None] * 2
    told = holds(found_by_shares(pd.DataFrame({"found_by": ways}), LIMITS, None))
    assert told == {"contact_point": 15, OTHER_OR_NONE: 7}


def test_parts_that_could_be_worked_out_for_the_new_ones_alone_are_not_told() -> None:
    before, newest = people(12, 8, 5), people(8, 2, 2)
    everybody = pd.concat([before, newest], ignore_index=True)
    assert holds(overall_shares(everybody, LIMITS, None))["worse"] == 7
    places = {"before": np.arange(len(before)), "new": np.arange(len(before), len(everybody))}
    told = Told(places, everybody, places)
    first = OfOneSet(told, frozenset({"before"}), {})
    assert holds(overall_shares(before, LIMITS, first))["worse"] == 5
    second = OfOneSet(told, frozenset({"before", "new"}), {})
    assert holds(overall_shares(everybody, LIMITS, second)) == {}


def test_people_are_held_against_the_threshold_as_it_is_printed() -> None:
    changes = np.repeat([16.3, 16.4, -30.0], [10, 6, 5]).tolist()
    one = individuals("soc13_total", moved(changes), 11.5, LIMITS, None)
    assert (one.threshold, one.improved, one.unchanged, one.deteriorated) == (16.3, 6, 10, 5)
