from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scoring.change import paired_change
from scoring.errors import BadFrame
from scoring.evaluation import SECTIONS, paired_scores
from scoring.evaluation import evaluate as evaluate_in_full
from scoring.instrument import Instrument, all_instruments, load_instrument
from scoring.multiplicity import holm
from scoring.plan import Plan
from scoring.scales import score
from tests.json_rules import nulls_without_a_why

Frames = Callable[..., pd.DataFrame]

OUTCOMES = [
    "soc13_comprehensibility", "soc13_manageability", "soc13_meaningfulness", "soc13_total",
    "gse_total",
]  # fmt: skip
QUICK = Plan(resamples=100, imputations=5)  # what is drawn at random is tested where it is made
ITEMS = [key for one in all_instruments() for key in one.item_keys]


def evaluate(frame: pd.DataFrame, plan: Plan = QUICK, **options: Any) -> Any:
    return evaluate_in_full(frame, plan, **options)


CONTRACT = {
    "plan": None,
    "data": "sha256 n_rows n_participants n_groups n_late_pre n_group_changed software",
    "flow": (
        "n_invited n_pre n_post n_linked n_unlinked_post n_pre_only n_late_pre n_left_early "
        "n_analysed"
    ),
    "comparability": (
        "n_wording_changed n_language_changed n_mode_changed weeks_between by_language warnings"
    ),
    "outcomes": " ".join(OUTCOMES),
    "outcomes.gse_total": (
        "role status n_pre n_post n_pairs n_prorated pre post correlation change t_test wilcoxon "
        "shapiro effect_size bootstrap equivalence bayes_factor p_holm clustered reliable_change "
        "smallest_p_possible power power_note conclusion"
    ),
    "outcomes.gse_total.change": "mean sd n_up n_zero n_down",
    "outcomes.gse_total.t_test": "t df p ci95",
    "outcomes.gse_total.wilcoxon": (
        "zero_method w_plus w_minus n_zero n_ties p_exact p_normal p_method rank_biserial"
    ),
    "outcomes.gse_total.shapiro": "w p",
    "outcomes.gse_total.effect_size": "d_z g_z d_z_ci95 d_av g_av g_av_ci95 d_pre method",
    "outcomes.gse_total.bootstrap": "method resamples seed n_dropped mean_change_ci95 g_av_ci95",
    "outcomes.gse_total.equivalence": "bound t_lower t_upper p ci90 equivalent",
    "outcomes.gse_total.bayes_factor": "bf10 rscale",
    "outcomes.gse_total.clustered": (
        "n_groups n_pairs n_without_group estimate se df ci95 p var_group var_residual icc "
        "design_effect method"
    ),
    "outcomes.gse_total.reliable_change.0": (
        "reliability_source reliability sd_source sd_pre standard_error_of_measurement "
        "threshold95 threshold_range n improved unchanged deteriorated expected_by_chance"
    ),
    "outcomes.gse_total.power": (
        "change t_test clustered equivalence smallest_change_80 icc_assumed"
    ),
    "reliability": "pre post",
    "reliability.pre.gse_total": (
        "n k alpha alpha_ci95 omega omega_method item_rest alpha_if_dropped sd "
        "standard_error_of_measurement smallest_detectable_change"
    ),
    "attrition": "n_pre n_post n_both n_lost rate rate_ci95 by_outcome",
    "attrition.by_outcome.gse_total": "completers lost welch hedges_g hedges_g_ci95",
    "missing_scenarios": "status note by_outcome left_early",
    "missing_scenarios.by_outcome.gse_total": "completers scenarios holds sentence",
    "quality": (
        "status n_rows n_flagged n_straightlined n_long_string n_too_many_missing n_implausible "
        "rules with_and_without"
    ),
    "measurement": "status item_direction item_drift factor_models",
    "measurement.factor_models": "note bounds fewest_pairs by_scale",
    "regression_to_the_mean": "status note by_outcome",
    "anchor": "status note method n judgement by_outcome",
    "sensitivity": "status note by_outcome",
    "sensitivity.by_outcome.gse_total": "planned analyses n_changed all_agree",
    "group_types": "status note comparisons",
    "conditions": "status note by_outcome",
}


@pytest.fixture(scope="module")
def usual(people: Frames) -> Any:
    """Evaluate twenty usual people once; the tests only read what was found."""
    return evaluate(people())


def test_the_evaluation_has_the_agreed_sections_and_no_others(usual: Any) -> None:
    agreed = [place for place in CONTRACT if "." not in place]
    assert list(usual.to_dict()) == agreed


@pytest.mark.parametrize("place", [place for place, keys in CONTRACT.items() if keys])
def test_a_section_has_the_agreed_keys_in_their_order(place: str, usual: Any) -> None:
    found: Any = usual.to_dict()
    for step in place.split("."):
        found = found[int(step)] if step.isdigit() else found[step]
    assert [key for key in found if key != "why"] == CONTRACT[place].split()


def test_the_evaluation_turns_into_json_without_nan(usual: Any) -> None:
    text = json.dumps(usual.to_dict(), allow_nan=False)
    assert json.loads(text)["data"]["n_participants"] == 20


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_of_few_people_every_missing_figure_says_why(n: int, people: Frames) -> None:
    found = evaluate(people(n)).to_dict()
    json.dumps(found, allow_nan=False)
    assert nulls_without_a_why(found) == []


def test_the_change_is_that_of_the_scores_before_and_after(
    people: Frames,
) -> None:
    frame = people()
    scores = score(frame)["soc13_total"].to_numpy()
    in_order = np.argsort(frame["participant"].to_numpy()[:20])
    found = evaluate(frame).to_dict()["outcomes"]["soc13_total"]
    expected = paired_change(scores[:20][in_order], scores[20:][in_order]).to_dict()
    assert {key: found[key] for key in expected} == expected


def test_scores_that_stand_in_the_file_are_not_trusted(people: Frames, usual: Any) -> None:
    assert evaluate(people().assign(soc13_total=1.0)).to_dict() == usual.to_dict()


def test_a_post_without_pre_counts_at_post_and_in_no_pair(
    people: Frames,
) -> None:
    frame = people(gaps=0)
    found = evaluate(frame.drop(index=frame.index[0])).to_dict()
    total = found["outcomes"]["soc13_total"]
    assert (total["n_pre"], total["n_post"], total["n_pairs"]) == (19, 20, 19)
    assert found["attrition"]["n_post"] == 20
    assert found["attrition"]["n_lost"] == 0


def test_who_left_has_no_row_or_an_empty_one_at_post(people: Frames) -> None:
    frame = people(gaps=0)
    frame.loc[frame.index[-1], ITEMS] = np.nan
    frame = frame.drop(index=frame.index[-2])
    found = evaluate(frame).to_dict()["attrition"]
    assert (found["n_pre"], found["n_both"], found["n_lost"]) == (20, 18, 2)


def test_one_answered_item_is_an_answer_for_attrition_though_it_gives_no_score(
    people: Frames,
) -> None:
    frame = people(gaps=0)
    frame.loc[frame.index[-1], ITEMS[1:]] = np.nan
    found = evaluate(frame).to_dict()
    assert found["attrition"]["n_lost"] == 0
    assert found["outcomes"]["soc13_total"]["n_post"] == 19


def test_prorated_scores_are_counted_at_both_waves(people: Frames) -> None:
    frame = people(gaps=0)
    frame.loc[frame.index[0], "gse_01"] = np.nan
    frame.loc[frame.index[-1], ["gse_01", "gse_02"]] = np.nan
    found = evaluate(frame).to_dict()["outcomes"]
    assert found["gse_total"]["n_prorated"] == 2
    assert found["soc13_total"]["n_prorated"] == 0


def test_under_complete_a_gap_leaves_a_person_out_of_the_pairs(
    people: Frames,
) -> None:
    frame = people(gaps=0)
    frame.loc[frame.index[0], "gse_01"] = np.nan
    found = evaluate(frame, replace(QUICK, missing="complete")).to_dict()
    assert found["outcomes"]["gse_total"]["n_pairs"] == 19
    assert found["plan"]["missing"] == "complete"


def test_late_starters_are_counted_and_kept_out_of_everything_else(
    people: Frames,
) -> None:
    frame = people(gaps=0)
    late = frame["participant"].isin(["code-3", "code-4"]) & (frame["wave"] == "pre")
    found = evaluate(frame.assign(late_pre=late.astype(int))).to_dict()
    without = evaluate(frame[~frame["participant"].isin(["code-3", "code-4"])]).to_dict()
    assert found["data"]["n_late_pre"] == 2
    assert found["data"]["n_participants"] == 20
    for part in ("outcomes", "reliability", "attrition"):
        assert found[part] == without[part]


@pytest.mark.parametrize("values", [[0, 1], [0.0, None], [False, True], ["0", "1"]])
def test_late_pre_may_be_any_kind_of_nought_and_one(values: Any, people: Frames) -> None:
    frame = people(1).assign(late_pre=values)
    assert evaluate(frame).to_dict()["data"]["n_late_pre"] == 0  # the 1 stands at post


def test_late_pre_that_is_neither_nought_nor_one_is_refused(
    people: Frames,
) -> None:
    with pytest.raises(BadFrame, match=r"row 3: late_pre is neither 0 nor 1. Give 0 or 1"):
        evaluate(people(1).assign(late_pre=[1, "often"]))


def test_a_person_whose_group_changes_is_counted_under_the_group_at_pre(
    people: Frames,
) -> None:
    frame = people()
    frame.loc[frame.index[20], "group"] = "g9"
    found = evaluate(frame).to_dict()["data"]
    assert found["n_group_changed"] == 1
    assert found["n_groups"] == 4


def test_a_person_without_pre_belongs_to_the_group_at_post(
    people: Frames,
) -> None:
    frame = people()
    frame.loc[frame.index[20], "group"] = "g9"
    found = evaluate(frame.drop(index=frame.index[0])).to_dict()["data"]
    assert found["n_group_changed"] == 0
    assert found["n_groups"] == 5


def test_an_empty_group_is_no_group_and_no_change_of_group(
    people: Frames,
) -> None:
    frame = people()
    frame.loc[frame.index[20], "group"] = None
    found = evaluate(frame).to_dict()["data"]
    assert (found["n_groups"], found["n_group_changed"]) == (4, 0)


def test_without_a_group_column_the_number_of_groups_is_null_with_a_why(
    people: Frames,
) -> None:
    found = evaluate(people().drop(columns="group")).to_dict()["data"]
    assert found["n_groups"] is None
    assert found["why"] == "n_groups, n_group_changed: the file has no column group."


def test_a_follow_up_is_accepted_and_changes_no_figure(people: Frames, usual: Any) -> None:
    frame = people()
    follow_up = frame[frame["wave"] == "post"].assign(wave="follow_up")
    follow_up[list(load_instrument("soc13").item_keys)] = 7  # other answers than after
    follow_up[list(load_instrument("gse").item_keys)] = 4
    both = evaluate(pd.concat([frame, follow_up], ignore_index=True)).to_dict()
    assert both["data"]["n_rows"] == 60
    assert both["outcomes"] == usual.to_dict()["outcomes"]


def test_a_participant_twice_in_a_wave_is_refused_by_rows_and_never_by_code(
    people: Frames,
) -> None:
    frame = people()
    frame.loc[5, ["participant", "wave"]] = ["code-0", "pre"]
    with pytest.raises(BadFrame, match="rows 2 and 5") as caught:
        evaluate(frame)
    assert "code-" not in str(caught.value)


def test_the_same_participant_with_a_blank_or_as_a_number_is_the_same(
    people: Frames,
) -> None:
    frame = people(1)
    frame["participant"] = pd.Series([12.0, " 12"], index=frame.index, dtype=object)
    assert evaluate(frame).to_dict()["outcomes"]["soc13_total"]["n_pairs"] == 1


def test_of_many_doubled_rows_ten_are_named(people: Frames) -> None:
    frame = people().assign(wave="pre")
    with pytest.raises(BadFrame, match=r"rows 2 and 22; 3 and 23; .*; and 10 more"):
        evaluate(frame)


@pytest.mark.parametrize("wave", ["Pre", "T0", "", None])
def test_a_wave_that_is_unknown_is_refused_with_its_row(wave: str | None, people: Frames) -> None:
    frame = people()
    frame.loc[7, "wave"] = wave
    with pytest.raises(
        BadFrame, match=r"row 7: no wave that is known. Give one of pre, post, follow_up"
    ):
        evaluate(frame)


def test_of_many_unknown_waves_ten_are_named(people: Frames) -> None:
    with pytest.raises(BadFrame, match="rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, and 30 more: no wave"):
        evaluate(people().assign(wave="later"))


def test_a_row_without_participant_is_refused(people: Frames) -> None:
    frame = people()
    frame.loc[9, "participant"] = " "
    with pytest.raises(BadFrame, match="row 9: no participant"):
        evaluate(frame)


@pytest.mark.parametrize("column", ["participant", "wave"])
def test_a_file_without_participant_or_wave_is_refused_with_the_remedy(
    column: str, people: Frames
) -> None:
    with pytest.raises(BadFrame, match=f"no column '{column}'. Add it: "):
        evaluate(people().drop(columns=column))


def test_mixed_versions_of_an_instrument_are_refused(people: Frames) -> None:
    versions = ["1"] * 20 + ["2"] * 20
    with pytest.raises(BadFrame, match="soc13_version mixes versions: 1, 2"):
        evaluate(people().assign(soc13_version=versions))


def test_a_version_that_is_not_known_is_refused(people: Frames) -> None:
    with pytest.raises(BadFrame, match="names version unified 2023, and the one known here is 1"):
        evaluate(people().assign(soc13_version="unified 2023"))


def test_one_version_and_gaps_in_it_are_accepted(people: Frames) -> None:
    evaluate(people().assign(soc13_version=[1.0] * 39 + [None]))


def test_an_instrument_that_is_not_in_the_file_has_no_outcomes(
    people: Frames,
) -> None:
    frame = people().drop(columns=list(load_instrument("soc13").item_keys))
    assert list(evaluate(frame).to_dict()["outcomes"]) == ["gse_total"]


def test_an_item_nobody_answered_leaves_prorated_scores_and_no_alpha(
    people: Frames,
) -> None:
    found = evaluate(people(gaps=0).assign(gse_01=np.nan)).to_dict()
    assert found["outcomes"]["gse_total"]["n_pairs"] == 20
    assert found["reliability"]["pre"]["gse_total"]["n"] == 0
    assert found["reliability"]["pre"]["gse_total"]["alpha"] is None


def test_a_file_with_pre_only_is_evaluated_as_far_as_it_goes(
    people: Frames,
) -> None:
    found = evaluate(people().query("wave == 'pre'")).to_dict()
    assert found["outcomes"]["soc13_total"]["n_pairs"] == 0
    assert found["reliability"]["post"]["soc13_total"]["n"] == 0
    assert found["attrition"]["rate"] == 1
    assert nulls_without_a_why(found) == []


def test_the_fingerprint_does_not_depend_on_the_order_of_rows_and_columns(
    people: Frames, usual: Any
) -> None:
    frame = people()
    turned = frame.sample(frac=1, random_state=1)[list(frame)[::-1]]
    assert evaluate(turned).data.sha256 == usual.data.sha256


@pytest.mark.parametrize("seed", range(5))
def test_no_digit_of_any_figure_depends_on_the_order_of_rows(
    seed: int, people: Frames, usual: Any
) -> None:
    turned = people().sample(frac=1, random_state=seed)
    assert evaluate(turned).to_dict() == usual.to_dict()


def test_the_fingerprint_does_not_depend_on_the_kind_of_numbers(people: Frames, usual: Any) -> None:
    as_objects = people().astype(dict.fromkeys(ITEMS, "Int64")).astype(object)
    assert evaluate(as_objects).data.sha256 == usual.data.sha256


@pytest.mark.parametrize(
    ("column", "value"),
    [("soc13_01", None), ("gse_10", 4), ("group", "g9"), ("participant", "code-new")],
)
def test_the_fingerprint_changes_with_any_evaluated_value(
    column: str, value: Any, people: Frames
) -> None:
    frame = people(gaps=0).assign(gse_10=1.0)
    changed = frame.copy()
    changed.loc[2, column] = value
    assert evaluate(changed).data.sha256 != evaluate(frame).data.sha256


def test_the_fingerprint_leaves_out_what_is_not_evaluated(people: Frames, usual: Any) -> None:
    assert evaluate(people().assign(age=50)).data.sha256 == usual.data.sha256


def test_p_holm_runs_over_the_five_outcomes_of_the_plan(usual: Any) -> None:
    found = usual.to_dict()["outcomes"]
    expected = holm({name: outcome["t_test"]["p"] for name, outcome in found.items()})
    assert {name: outcome["p_holm"] for name, outcome in found.items()} == pytest.approx(expected)


def test_an_outcome_outside_the_family_has_no_p_holm_and_says_why(people: Frames) -> None:
    plan = replace(QUICK, holm_family=("soc13_total", "gse_total"))
    found = evaluate(people(), plan).to_dict()["outcomes"]
    assert found["soc13_total"]["p_holm"] is not None
    assert found["soc13_manageability"]["p_holm"] is None
    assert "not have this outcome in its Holm family" in found["soc13_manageability"]["why"]


def test_a_p_that_is_not_shown_still_counts_in_the_family(people: Frames) -> None:
    frame = people(gaps=0)
    few = frame["participant"].isin([f"code-{i}" for i in range(5)])
    gse = list(load_instrument("gse").item_keys)
    frame.loc[~few, gse] = np.nan
    plan = replace(QUICK, holm_family=("soc13_total", "gse_total"))
    found = evaluate(frame, plan).to_dict()["outcomes"]
    own = evaluate(frame, replace(QUICK, holm_family=("soc13_total",))).to_dict()["outcomes"]
    assert found["gse_total"]["p_holm"] is None
    assert found["gse_total"]["why"].startswith("p_holm: not shown for five pairs or fewer")
    assert own["soc13_total"]["p_holm"] == own["soc13_total"]["t_test"]["p"]
    assert found["soc13_total"]["p_holm"] > own["soc13_total"]["p_holm"]


def test_a_made_up_instrument_can_be_evaluated(
    people: Frames, made_up: Callable[[str], Instrument]
) -> None:
    frame = people(6)[["participant", "wave"]].assign(zero_01=1, zero_02=[0, 1, 2] * 4, zero_03=2)
    found = evaluate(frame, instruments=[made_up("zero")]).to_dict()
    assert list(found["outcomes"]) == ["zero_total"]


def test_without_a_plan_the_projects_own_is_followed(people: Frames) -> None:
    found = evaluate_in_full(people(6)).to_dict()
    assert found["plan"]["sha256"] == Plan().sha256
    assert found["outcomes"]["soc13_total"]["bootstrap"]["resamples"] == 9999


def test_every_section_tells_when_it_is_done(people: Frames) -> None:
    done: list[str] = []
    evaluate(people(6), progress=done.append)
    assert done == list(SECTIONS)


def test_each_result_says_whether_it_was_planned(people: Frames) -> None:
    plan = replace(QUICK, primary="soc13_manageability", secondary="soc13_total")
    found = evaluate(people(), plan).to_dict()
    told = {name: (one["role"], one["status"]) for name, one in found["outcomes"].items()}
    assert told["soc13_manageability"] == ("primary", "planned")
    assert told["soc13_total"] == ("secondary", "planned")
    assert told["gse_total"] == ("exploratory", "exploratory")
    beyond = ("missing_scenarios", "quality", "measurement", "anchor", "conditions")
    assert {found[section]["status"] for section in beyond} == {"exploratory"}


@pytest.mark.parametrize(
    ("column", "value"), [("status", "finished"), ("climate_trust", 5), ("week", "2026-W30")]
)
def test_the_fingerprint_changes_with_what_is_known_of_taking_part(
    column: str, value: object, people: Frames
) -> None:
    frame = people(6).assign(status="still_in", climate_trust=3, week="2026-W02")
    changed = frame.astype({column: object})
    changed.loc[frame.index[-1], column] = value
    assert evaluate(changed).data.sha256 != evaluate(frame).data.sha256


def test_paired_scores_are_those_that_the_evaluation_rests_on(people: Frames) -> None:
    frame = people(gaps=0.1)
    found = evaluate(frame).to_dict()["outcomes"]
    for column, (before, after) in paired_scores(frame).items():
        assert len(before) == found[column]["n_pairs"]
        assert (after - before).mean() == pytest.approx(found[column]["change"]["mean"])
