"""The simulated people of the demonstration: a seed decides them, and who they are."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from scoring.instrument import load_instrument
from survey.demo.population import FEWEST_PEOPLE
from survey.demo.simulate import Simulated, simulate
from survey.weeks import first_day, week_of, weeks_between

SOC13, GSE = load_instrument("soc13"), load_instrument("gse")
TOO_FEW = "1875"


def arrays(people: Simulated) -> Iterator[NDArray[np.generic]]:
    yield from (people.group, people.meetings, people.language, people.has_post)
    yield from (people.has_left_early, people.pre.soc13, people.pre.gse)
    yield from (people.post.soc13, people.post.gse)


def test_the_same_seed_gives_the_same_people_groups_weeks_and_answers(usual: Simulated) -> None:
    again = simulate(1)

    assert again.groups == usual.groups
    assert (again.pre_week, again.post_week) == (usual.pre_week, usual.post_week)
    for one, other in zip(arrays(again), arrays(usual), strict=True):
        np.testing.assert_array_equal(one, other)


def test_another_seed_gives_other_groups_and_other_answers(usual: Simulated) -> None:
    other = simulate(2)

    assert other.groups != usual.groups
    assert (other.pre.soc13 != usual.pre.soc13).mean() > 0.5


@pytest.mark.parametrize("n_people", [FEWEST_PEOPLE, 61, 96, 240, 500])
def test_there_are_exactly_as_many_people_as_asked_for(n_people: int) -> None:
    people = simulate(1, n_people=n_people)

    assert sum(group.n_members for group in people.groups) == n_people
    assert {len(values) for values in arrays(people)} == {n_people}
    assert len(people.pre_week) == len(people.post_week) == n_people


def test_too_few_people_for_twelve_groups_of_four_are_refused_with_the_smallest_number() -> None:
    with pytest.raises(ValueError, match="at least 48, not 47"):
        simulate(1, n_people=47)


@pytest.mark.parametrize("n_people", [FEWEST_PEOPLE, 100, 240, 3_000])
def test_every_group_has_four_to_eight_members(n_people: int) -> None:
    people = simulate(1, n_people=n_people)
    sizes = [group.n_members for group in people.groups]

    assert min(sizes) >= 4
    assert max(sizes) <= 8
    np.testing.assert_array_equal(np.bincount(people.group), sizes)


def test_the_usual_demonstration_has_forty_groups_in_six_municipalities(usual: Simulated) -> None:
    assert len(usual.groups) == 40
    assert {(each.number, each.name) for each in usual.municipalities} == {
        ("1804", "Bodø"),
        ("4647", "Sunnfjord"),
        ("1806", "Narvik"),
        ("1577", "Volda"),
        ("1824", "Vefsn"),
        ("1875", "Hamarøy"),
    }


def test_a_small_demonstration_has_fewer_municipalities_rather_than_fewer_groups_in_each() -> None:
    people = simulate(1, n_people=72)

    assert [each.name for each in people.municipalities] == ["Bodø", "Sunnfjord", "Hamarøy"]


def test_every_contact_point_of_a_group_lies_in_the_groups_municipality(usual: Simulated) -> None:
    points = {each.number: each.contact_points for each in usual.municipalities}

    assert all(group.contact_point in points[group.municipality] for group in usual.groups)


def complete_pairs_by_group(people: Simulated, municipality: str) -> list[int]:
    """Both totals at both waves, and not late at pre: what a municipal report counts."""
    answers = (people.pre.soc13, people.pre.gse, people.post.soc13, people.post.gse)
    has_scores = np.all([(wave == 0).sum(axis=1) <= 3 for wave in answers], axis=0)
    is_complete = has_scores & ~people.is_late_pre
    counts = np.bincount(people.group[is_complete], minlength=len(people.groups))
    here = [group.municipality == municipality for group in people.groups]
    return [int(count) for count in counts[here] if count]


@pytest.mark.parametrize("seed", range(1, 21))
def test_every_municipality_but_hamaroy_has_enough_people_for_a_report(seed: int) -> None:
    people = simulate(seed)

    for municipality in people.municipalities:
        pairs = complete_pairs_by_group(people, municipality.number)
        is_enough = sum(pairs) >= 10 and len(pairs) >= 3 and sum(pairs) - max(pairs) >= 5
        assert is_enough == (municipality.number != TOO_FEW), municipality.name


def test_every_answer_is_in_its_instruments_range_or_left_open(many: Simulated) -> None:
    for wave in (many.pre, many.post):
        assert wave.soc13.dtype == wave.gse.dtype == np.int8
        assert set(np.unique(wave.soc13)) == set(range(SOC13.maximum + 1))
        assert set(np.unique(wave.gse)) == set(range(GSE.maximum + 1))


def test_whoever_is_lost_at_post_has_no_answer_and_no_week_there(usual: Simulated) -> None:
    is_lost = ~usual.has_post

    assert not usual.post.soc13[is_lost].any()
    assert not usual.post.gse[is_lost].any()
    assert not usual.has_left_early[is_lost].any()
    np.testing.assert_array_equal([week is None for week in usual.post_week], is_lost)


def test_every_week_is_a_real_iso_week_in_the_past(many: Simulated) -> None:
    weeks = {*many.pre_week, *(week for week in many.post_week if week)}

    assert all(week_of(first_day(week)) == week for week in weeks)
    assert max(first_day(week) for week in weeks) < dt.date(2026, 11, 1)


def test_nobody_answers_pre_before_the_group_starts(many: Simulated) -> None:
    starts = [many.groups[place].start_week for place in many.group]

    assert all(week >= start for week, start in zip(many.pre_week, starts, strict=True))


def test_post_comes_about_26_weeks_after_pre_and_sooner_for_those_who_leave_early(
    many: Simulated,
) -> None:
    between = np.array(
        [
            weeks_between(pre, post) if post else 0
            for pre, post in zip(many.pre_week, many.post_week, strict=True)
        ]
    )
    in_time = between[many.has_post & ~many.has_left_early]
    early = between[many.has_left_early]

    assert in_time.mean() == pytest.approx(26.5, abs=0.3)
    assert in_time.min() >= 22
    assert early.min() >= 5
    assert early.max() <= 20


def test_most_start_with_the_group_and_some_join_months_later(many: Simulated) -> None:
    starts = [many.groups[place].start_week for place in many.group]
    waited = np.array(
        [weeks_between(start, pre) for start, pre in zip(starts, many.pre_week, strict=True)]
    )

    assert 0.70 < (waited <= 2).mean() < 0.85
    assert 0.08 < (waited > 8).mean() < 0.20


def test_about_one_in_twelve_had_been_to_three_meetings_or_more(many: Simulated) -> None:
    assert set(many.meetings) == {"none", "1-2", "3+"}
    assert many.is_late_pre.mean() == pytest.approx(0.08, abs=0.01)


def test_nynorsk_is_chosen_mostly_in_sunnfjord_and_volda(many: Simulated) -> None:
    at_home = np.array([group.municipality in {"4647", "1577"} for group in many.groups])
    is_nynorsk = many.language == "nn"

    assert set(many.language) == {"nb", "nn", "en"}
    assert is_nynorsk[at_home[many.group]].mean() > 0.6
    assert is_nynorsk[~at_home[many.group]].mean() < 0.1


def test_the_simulation_starts_fast_it_needs_neither_pandas_nor_scipy() -> None:
    script = (
        "import sys; from survey.demo.simulate import simulate; simulate(1);"
        "print(sorted({'pandas', 'scipy', 'pyarrow', 'typst'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "[]"
