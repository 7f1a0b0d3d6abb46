from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from scoring.errors import BadFrame
from scoring.evaluation import evaluate
from scoring.instrument import load_instrument
from survey.release.counts import in_fives
from survey.report.facts import (
    OUTCOME_KEYS,
    SUBSCALE_KEYS,
    WHOLE_STUDY,
    Area,
    ReportFacts,
    StudyFacts,
    TooFew,
)
from survey.report.summarise import summarise

STUDY = StudyFacts(key="demo", name="Prøve 2026", is_demonstration=True, has_stand_in=True)
NARVIK = Area(number="1806", name="Narvik")
MakeFrame = Callable[..., pd.DataFrame]


def facts_of(frame: pd.DataFrame, area: Area = NARVIK) -> ReportFacts:
    facts = summarise(frame, STUDY, area)
    assert isinstance(facts, ReportFacts)
    return facts


def rows_of(frame: pd.DataFrame, participant: str, wave: str) -> pd.Series:
    return (frame["participant"] == participant) & (frame["wave"] == wave)


def set_items(frame: pd.DataFrame, rows: pd.Series, numbers: list[int], value: float) -> None:
    frame.loc[rows, [f"soc13_{number:02}" for number in numbers]] = value


@pytest.mark.parametrize("sizes", [[3, 3, 3], [6, 6], [9, 2, 2]])
def test_below_a_threshold_there_is_the_refusal_and_no_figure(
    make_frame: MakeFrame, sizes: list[int]
) -> None:
    refusal = summarise(make_frame(sizes), STUDY, NARVIK)
    assert isinstance(refusal, TooFew)
    assert set(asdict(refusal)) == {"study", "area", "thresholds", "pool", "next_edition"}


def test_ten_people_from_three_groups_get_a_report(make_frame: MakeFrame) -> None:
    facts = facts_of(make_frame([4, 3, 3]))
    assert (facts.n_pairs, facts.n_groups) == (10, 3)


def test_n_means_change_and_spread_are_those_of_evaluate(make_frame: MakeFrame) -> None:
    frame = make_frame([8, 6, 5, 7])
    facts = facts_of(frame)
    evaluated = evaluate(frame).to_dict()["outcomes"]
    for key in OUTCOME_KEYS:
        told, figures = evaluated[key], facts.outcome(key).figures
        assert figures is not None
        assert told["n_pairs"] == facts.n_pairs
        assert (figures.pre_mean, figures.pre_sd) == pytest.approx(
            (told["pre"]["mean"], told["pre"]["sd"])
        )
        assert (figures.post_mean, figures.post_sd) == pytest.approx(
            (told["post"]["mean"], told["post"]["sd"])
        )
        assert (figures.change_mean, figures.change_sd) == pytest.approx(
            (told["change"]["mean"], told["change"]["sd"])
        )


def test_who_lacks_one_scale_is_out_of_every_line(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    gse = list(load_instrument("gse").item_keys)
    frame.loc[rows_of(frame, "1806-0-0", "post"), gse] = np.nan
    without = frame[frame["participant"] != "1806-0-0"]
    assert facts_of(frame).outcomes == facts_of(without).outcomes
    assert facts_of(frame).n_pairs == 17


def test_who_had_been_to_three_meetings_is_not_counted(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    frame.loc[rows_of(frame, "1806-1-2", "pre"), "late_pre"] = 1
    without = frame[frame["participant"] != "1806-1-2"]
    assert facts_of(frame) == facts_of(without)


def test_who_has_no_known_group_is_not_counted(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    frame.loc[frame["participant"] == "1806-1-2", "group"] = None
    assert facts_of(frame).n_pairs == 17


def test_the_group_and_municipality_before_are_the_ones_that_count(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    moved = frame.copy()
    moved.loc[rows_of(moved, "1806-0-1", "post"), ["group", "municipality"]] = ["1806-2", "0301"]
    assert facts_of(moved) == facts_of(frame)


def test_a_municipality_sees_its_own_people_only(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    both = pd.concat([frame, make_frame([7, 7, 7], municipality="0301", seed=2)])
    assert facts_of(both).outcomes == facts_of(frame).outcomes
    assert facts_of(both, WHOLE_STUDY).n_pairs == 39


def test_a_subscale_somebody_has_no_score_on_is_not_shown(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    set_items(frame, rows_of(frame, "1806-0-0", "pre"), [1, 4], np.nan)
    facts = facts_of(frame)
    assert facts.n_pairs == 18
    assert facts.outcome("soc13_meaningfulness").figures is None
    assert facts.outcome("soc13_total").figures is not None
    assert facts.outcome("soc13_comprehensibility").figures is not None


def test_a_subscale_answered_alike_takes_the_others_with_it(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    everybody = pd.Series(data=True, index=frame.index)
    set_items(frame, everybody, [4, 12], 4)
    set_items(frame, everybody, [1, 7], 4)
    facts = facts_of(frame)
    assert all(facts.outcome(key).figures is None for key in SUBSCALE_KEYS)
    assert facts.outcome("soc13_total").figures is not None


def test_a_total_answered_alike_takes_its_parts_and_the_scenario_with_it(
    make_frame: MakeFrame,
) -> None:
    frame = make_frame([6, 6, 6])
    set_items(frame, frame["wave"] == "pre", list(range(1, 14)), 4)
    facts = facts_of(frame)
    assert [key for key in OUTCOME_KEYS if facts.outcome(key).figures] == ["gse_total"]
    assert facts.regression is None


def test_those_who_answered_before_and_both_times_are_told_in_fives(
    make_frame: MakeFrame,
) -> None:
    frame = make_frame([6, 6, 6, 5])
    lost = frame["participant"].isin(["1806-0-0", "1806-1-0", "1806-2-0"]) & (
        frame["wave"] == "post"
    )
    facts = facts_of(frame[~lost])
    assert (facts.n_pre_in_fives, facts.n_both_in_fives) == (25, 20)
    assert facts.n_pairs == 20


@pytest.mark.parametrize(("count", "told"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10)])
def test_a_count_in_fives_is_the_nearest(count: int, told: int) -> None:
    assert in_fives(count) == told


def test_the_weeks_span_the_first_and_last_answer(make_frame: MakeFrame) -> None:
    facts = facts_of(make_frame([6, 6, 6]))
    assert (facts.first_week, facts.last_week) == ("2026-W36", "2027-W10")


def test_the_regression_scenario_is_one_less_retest_times_the_distance(
    make_frame: MakeFrame,
) -> None:
    facts = facts_of(make_frame([6, 6, 6]))
    total = facts.outcome("soc13_total").figures
    assert total is not None
    assert facts.regression is not None
    assert facts.regression.drift_low == pytest.approx((1 - 0.78) * (66 - total.pre_mean))
    assert facts.regression.drift_high == pytest.approx((1 - 0.69) * (72 - total.pre_mean))


def test_facts_survive_being_written_down(make_frame: MakeFrame) -> None:
    facts = facts_of(make_frame([6, 6, 6]))
    assert ReportFacts.from_json(facts.to_json()) == facts


def test_a_study_nobody_has_answered_is_refused_like_any_other(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    for nobody in (frame[frame["wave"] == "follow_up"], frame[frame["wave"] == "pre"]):
        assert isinstance(summarise(nobody, STUDY, WHOLE_STUDY), TooFew)


def test_answers_from_the_database_and_from_a_file_give_the_same_facts(
    make_frame: MakeFrame,
) -> None:
    frame = make_frame([6, 6, 6])
    items = [item for key in ("soc13", "gse") for item in load_instrument(key).item_keys]
    stored = frame.assign(**{item: frame[item].astype("Int64") for item in items})
    assert facts_of(stored) == facts_of(frame)


def test_a_person_twice_in_a_wave_is_refused(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    with pytest.raises(BadFrame, match="1 rows repeat"):
        summarise(pd.concat([frame, frame.head(1)]), STUDY, NARVIK)
