from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from scoring.change import design_effect_interval
from scoring.errors import BadFrame
from scoring.evaluation import evaluate
from scoring.instrument import load_instrument
from survey.release.counts import in_fives
from survey.report.facts import (
    OUTCOME_KEYS,
    SUBSCALE_KEYS,
    WHOLE_STUDY,
    Area,
    Edition,
    PartLine,
    ReportContext,
    ReportFacts,
    StudyFacts,
)
from survey.report.number_forms import printed
from survey.report.people import people_of
from survey.report.summarise import facts_of, headline_of

STUDY = StudyFacts(key="demo", name="Prøve 2026", is_demonstration=True, has_stand_in=True)
NARVIK = Area("municipality", "1806", "Narvik")
MakeFrame = Callable[..., pd.DataFrame]


def told(frame: pd.DataFrame, area: Area = NARVIK) -> ReportFacts:
    """Return the facts of everybody in the frame who may be counted."""
    people = people_of(frame)
    edition = Edition(1, "2027-W20", None, "KKKKK-77777")
    context = ReportContext(STUDY, area, edition, None, len(people), len(people))
    return facts_of(people[people["is_complete"]], context)


def rows_of(frame: pd.DataFrame, participant: str, wave: str) -> pd.Series:
    return (frame["participant"] == participant) & (frame["wave"] == wave)


def set_items(frame: pd.DataFrame, rows: pd.Series, numbers: list[int], value: float) -> None:
    frame.loc[rows, [f"soc13_{number:02}" for number in numbers]] = value


def test_ten_people_from_three_groups_get_a_report(make_frame: MakeFrame) -> None:
    facts = told(make_frame([4, 3, 3]))
    assert (facts.n_pairs, facts.n_groups) == (10, 3)


def test_n_means_change_and_spread_are_those_of_evaluate(make_frame: MakeFrame) -> None:
    frame = make_frame([8, 6, 5, 7])
    facts = told(frame)
    evaluated = evaluate(frame).to_dict()["outcomes"]
    for key in OUTCOME_KEYS:
        exact, figures = evaluated[key], facts.outcome(key).figures
        assert figures is not None
        assert exact["n_pairs"] == facts.n_pairs
        assert (figures.pre_mean, figures.pre_sd) == as_printed_of(exact["pre"])
        assert (figures.post_mean, figures.post_sd) == as_printed_of(exact["post"])
        assert (figures.change_mean, figures.change_sd) == as_printed_of(exact["change"])


def as_printed_of(exact: dict[str, float]) -> tuple[float, float]:
    return printed(exact["mean"]), printed(exact["sd"])


def test_who_lacks_one_scale_is_out_of_every_line(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    gse = list(load_instrument("gse").item_keys)
    frame.loc[rows_of(frame, "1806-0-0", "post"), gse] = np.nan
    without = frame[frame["participant"] != "1806-0-0"]
    assert told(frame).outcomes == told(without).outcomes
    assert told(frame).n_pairs == 17


def test_who_had_been_to_three_meetings_is_not_counted(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    frame.loc[rows_of(frame, "1806-1-2", "pre"), "late_pre"] = 1
    without = frame[frame["participant"] != "1806-1-2"]
    assert told(frame) == told(without)


def test_who_has_no_known_group_is_not_counted(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    frame.loc[frame["participant"] == "1806-1-2", "group"] = None
    assert told(frame).n_pairs == 17


def test_the_group_and_municipality_before_are_the_ones_that_count(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    moved = frame.copy()
    moved.loc[rows_of(moved, "1806-0-1", "post"), ["group", "municipality"]] = ["1806-2", "0301"]
    assert told(moved) == told(frame)


def test_a_subscale_somebody_has_no_score_on_is_not_shown(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    set_items(frame, rows_of(frame, "1806-0-0", "pre"), [1, 4], np.nan)
    facts = told(frame)
    assert facts.n_pairs == 18
    assert facts.outcome("soc13_meaningfulness").figures is None
    assert facts.outcome("soc13_total").figures is not None
    assert facts.outcome("soc13_comprehensibility").figures is not None


def test_a_subscale_answered_alike_takes_the_others_with_it(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    everybody = pd.Series(data=True, index=frame.index)
    set_items(frame, everybody, [4, 12], 4)
    set_items(frame, everybody, [1, 7], 4)
    facts = told(frame)
    assert all(facts.outcome(key).figures is None for key in SUBSCALE_KEYS)
    assert facts.outcome("soc13_total").figures is not None


def test_a_total_answered_alike_takes_its_parts_and_the_scenario_with_it(
    make_frame: MakeFrame,
) -> None:
    frame = make_frame([6, 6, 6])
    set_items(frame, frame["wave"] == "pre", list(range(1, 14)), 4)
    facts = told(frame)
    assert [key for key in OUTCOME_KEYS if facts.outcome(key).figures] == ["gse_total"]
    assert facts.regression is None


@pytest.mark.parametrize(("count", "told"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10)])
def test_a_count_in_fives_is_the_nearest(count: int, told: int) -> None:
    assert in_fives(count) == told


def test_the_regression_scenario_is_one_less_retest_times_the_distance(
    make_frame: MakeFrame,
) -> None:
    facts = told(make_frame([6, 6, 6]))
    total = facts.outcome("soc13_total").figures
    assert total is not None
    assert facts.regression is not None
    assert facts.regression.drift_low == printed((1 - 0.78) * (66 - total.pre_mean))
    assert facts.regression.drift_high == printed((1 - 0.69) * (72 - total.pre_mean))


def test_facts_survive_being_written_down(make_frame: MakeFrame) -> None:
    facts = told(make_frame([6, 6, 6]))
    assert ReportFacts.from_json(facts.to_json()) == facts


def test_answers_from_the_database_and_from_a_file_give_the_same_facts(
    make_frame: MakeFrame,
) -> None:
    frame = make_frame([6, 6, 6])
    items = [item for key in ("soc13", "gse") for item in load_instrument(key).item_keys]
    stored = frame.assign(**{item: frame[item].astype("Int64") for item in items})
    assert told(stored) == told(frame)


def test_a_person_twice_in_a_wave_is_refused(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    with pytest.raises(BadFrame, match="1 rows repeat"):
        people_of(pd.concat([frame, frame.head(1)]))


def test_the_interval_is_that_of_the_printed_figures(make_frame: MakeFrame) -> None:
    facts = told(make_frame([8, 6, 5, 7]))
    for line in facts.outcomes:
        assert line.figures is not None
        interval = design_effect_interval(
            line.figures.change_mean, line.figures.change_sd, facts.n_pairs, facts.n_groups
        )
        assert (line.figures.low, line.figures.high) == tuple(map(printed, interval))


def test_no_figure_has_more_digits_than_are_printed(make_frame: MakeFrame) -> None:
    values = json.loads(told(make_frame([8, 6, 5, 7])).to_json())
    figures = [line["figures"] for line in values["outcomes"]]
    points = [value for line in figures for value in line.values()]
    points += [values["regression"][key] for key in ("drift_low", "drift_high")]
    assert all(value == round(value, 1) for value in points)


def test_a_headline_has_the_figures_of_the_report_on_the_same_people(
    make_frame: MakeFrame,
) -> None:
    frame = make_frame([6, 6, 6])
    people = people_of(frame)
    headline = headline_of(people, area_name="Narvik", edition=3, cut_off_week="2027-W20")
    facts = told(frame)
    assert (headline.n_pairs, headline.n_groups) == (facts.n_pairs, facts.n_groups)
    assert headline.outcomes == facts.outcomes
    assert (headline.area_name, headline.edition) == ("Narvik", 3)


def test_a_report_says_what_it_was_given_of_other_sets(make_frame: MakeFrame) -> None:
    people = people_of(make_frame([6, 6, 6]))
    headline = headline_of(people, area_name=None, edition=2, cut_off_week="2027-W20")
    context = ReportContext(
        study=STUDY,
        area=NARVIK,
        edition=Edition(2, "2027-W20"),
        n_invited_in_fives=40,
        n_pre_in_fives=30,
        n_both_in_fives=20,
        earlier=(headline,),
        newest=headline,
        nation=headline,
        parts=(PartLine("contact_point", "Sentralen", headline), PartLine("group_type", "led")),
    )
    facts = facts_of(people, context)
    for field in dataclasses.fields(ReportContext):
        assert getattr(facts, field.name) == getattr(context, field.name)
    assert ReportFacts.from_json(facts.to_json()) == facts


def test_somebody_without_a_score_is_in_no_released_set(make_frame: MakeFrame) -> None:
    people = people_of(make_frame([6, 6, 6]))
    people.loc[0, "is_complete"] = False
    with pytest.raises(ValueError, match="released set"):
        headline_of(people, area_name=None, edition=1, cut_off_week="2027-W20")
    with pytest.raises(ValueError, match="released set"):
        headline_of(people.head(0), area_name=None, edition=1, cut_off_week="2027-W20")


def test_weeks_between_and_several_wordings_are_told(make_frame: MakeFrame) -> None:
    frame = make_frame([6, 6, 6])
    assert told(frame).weeks_between == 27
    assert not told(frame).has_several_wordings
    frame["wording"] = np.where(frame["wave"] == "pre", "soc13 1", "soc13 2")
    assert told(frame).has_several_wordings


def test_how_people_found_the_group_is_never_told_of_a_municipality(
    make_frame: MakeFrame,
) -> None:
    frame = make_frame([9, 9, 9])
    frame["found_by"] = np.where(frame.index % 4 < 2, "contact_point", "other")
    assert told(frame).found_by is None
    found = told(frame, WHOLE_STUDY).found_by
    assert found is not None
    assert {part.key for part in found.parts or ()} == {"contact_point", "other_or_no_answer"}


def test_a_headline_is_quick_to_make(make_frame: MakeFrame) -> None:
    people = people_of(make_frame([7] * 40))
    start = time.process_time()
    for _ in range(50):
        headline_of(people, area_name=None, edition=1, cut_off_week="2027-W20")
    assert (time.process_time() - start) / 50 < 0.02
