from __future__ import annotations

import json
from collections.abc import Callable
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
from scoring.scales import score
from scoring.sensitivity import sensitivity

Frames = Callable[..., pd.DataFrame]
MadeUp = Callable[[str], Instrument]

SOC13 = load_instrument("soc13")


def cohort_of(
    frame: pd.DataFrame, *instruments: Instrument, missing: MissingRule = "instrument"
) -> Cohort:
    keyed = key_items(frame, instruments or None)
    people = find_people(frame, [items.instrument for items in keyed])
    return make_cohort(keyed, people, frame.index, missing=missing)


def sensitivity_of(frame: pd.DataFrame, *instruments: Instrument) -> dict[str, Any]:
    found = sensitivity(cohort_of(frame, *instruments)).to_dict()
    json.dumps(found, allow_nan=False)
    return found["by_outcome"]


def frame_of(pre: Any, post: Any, instrument: Instrument) -> pd.DataFrame:
    rows = np.vstack([np.array(pre, dtype=float), np.array(post, dtype=float)])
    frame = pd.DataFrame(rows, columns=list(instrument.item_keys))
    n = len(pre)
    return frame.assign(participant=[*range(n)] * 2, wave=["pre"] * n + ["post"] * n)


def test_every_analysis_equals_what_r_says(
    reference: Callable[[str], dict[str, float]],
    reference_data: Callable[[str], pd.DataFrame],
) -> None:
    found = sensitivity_of(reference_data("sensitivity"), SOC13)
    figures = {}
    for scale in SOC13.scales:
        outcome = found[scale.column]
        named = {"planned": outcome["planned"]}
        for one in outcome["analyses"]:
            parts = "_and_".join(key[-2:] for key in one["items"])
            named[
                {
                    "without_item": f"without_{parts}",
                    "without_items_2_and_3": "without_2_and_3",
                    "complete_only": "complete",
                }[one["key"]]
            ] = one
        for name, one in named.items():
            figures |= {
                f"{scale.key}_{name}_n": one["n_pairs"],
                f"{scale.key}_{name}_mean": one["mean"],
                f"{scale.key}_{name}_low": one["ci95"][0],
                f"{scale.key}_{name}_high": one["ci95"][1],
            }
    assert figures == pytest.approx(reference("sensitivity"), rel=1e-9, abs=1e-12)


def test_the_sensitivity_has_the_agreed_keys(people: Frames) -> None:
    found = sensitivity(cohort_of(people())).to_dict()
    assert list(found) == ["status", "note", "by_outcome"]
    assert found["status"] == "exploratory"
    total = found["by_outcome"]["soc13_total"]
    assert list(total) == ["planned", "analyses", "n_changed", "all_agree"]
    assert list(total["analyses"][0]) == [
        "key", "items", "n_pairs", "mean", "ci95", "conclusion", "agrees",
    ]  # fmt: skip


def test_the_total_goes_without_each_item_without_2_and_3_and_without_gaps(
    people: Frames,
) -> None:
    found = sensitivity_of(people())
    assert [one["items"] for one in found["soc13_total"]["analyses"]] == [
        *([key] for key in SOC13.item_keys), ["soc13_02", "soc13_03"], [],
    ]  # fmt: skip
    keys = [one["key"] for one in found["soc13_total"]["analyses"]]
    assert keys == ["without_item"] * 13 + ["without_items_2_and_3", "complete_only"]


def test_a_scale_that_holds_only_one_of_items_2_and_3_has_no_run_without_both(
    people: Frames,
) -> None:
    found = sensitivity_of(people())
    for column, n_items in [("soc13_manageability", 4), ("soc13_comprehensibility", 5)]:
        keys = [one["key"] for one in found[column]["analyses"]]
        assert keys == ["without_item"] * n_items + ["complete_only"]
    assert len(found["gse_total"]["analyses"]) == 11


def test_the_planned_analysis_is_the_scores_own(people: Frames) -> None:
    cohort = cohort_of(people())
    found = sensitivity(cohort)
    for column in cohort.scales:
        assert found.by_outcome[column].planned == change_found(cohort.change(column))


def test_points_without_an_item_are_those_of_the_full_scale() -> None:
    """Everyone rises by one step on every item: 13 points, whatever is left out."""
    pre = np.full((6, 13), 4.0)
    pre[:, 0] += [0, 1, 2, 0, 1, 2]
    post = pre + np.array([-1 if item.is_reversed else 1 for item in SOC13.items])
    found = sensitivity_of(frame_of(pre, post, SOC13))["soc13_total"]
    assert [one["mean"] for one in found["analyses"]] == pytest.approx([13] * 15)


def test_without_an_item_a_score_is_what_the_scale_gives_when_that_item_is_open(
    people: Frames,
) -> None:
    frame = people(gaps=0)
    opened = frame.assign(soc13_05=np.nan)
    scores = score(opened)["soc13_total"].to_numpy()
    found = sensitivity_of(frame)["soc13_total"]["analyses"][4]
    assert found["items"] == ["soc13_05"]
    assert found["mean"] == pytest.approx((scores[20:] - scores[:20]).mean())


def test_the_people_stay_the_same_when_an_item_is_left_out(people: Frames) -> None:
    """Somebody with too many gaps gets no score by leaving one of the gaps out."""
    frame = people(gaps=0)
    frame.loc[2, ["soc13_01", "soc13_02", "soc13_03", "soc13_04"]] = np.nan
    found = sensitivity_of(frame)["soc13_total"]
    assert {one["n_pairs"] for one in found["analyses"]} == {19}


def test_only_those_without_a_gap_at_both_times_are_in_the_complete_run(people: Frames) -> None:
    frame = people(gaps=0)
    frame.loc[2, "soc13_02"] = np.nan  # the first person before
    frame.loc[23, "soc13_08"] = np.nan  # the second one after
    found = sensitivity_of(frame)
    complete = {column: found[column]["analyses"][-1]["n_pairs"] for column in found}
    assert complete == {
        "soc13_comprehensibility": 18, "soc13_manageability": 20, "soc13_meaningfulness": 20,
        "soc13_total": 18, "gse_total": 20,
    }  # fmt: skip


def test_a_conclusion_that_rests_on_one_item_is_counted(made_up: MadeUp) -> None:
    mood = made_up("mood")
    pre = np.full((8, 4), 3.0)
    post = pre.copy()
    post[:, 0] += [2, 1, 2, 1, 2, 1, 2, 2]  # only item 1 rises
    post[:, 2] += [1, -1, 1, -1, 1, -1, 1, -1]
    found = sensitivity_of(frame_of(pre, post, mood), mood)["mood_total"]
    assert found["planned"]["conclusion"] == "higher"
    differs = [one["items"] for one in found["analyses"] if one["agrees"] is False]
    assert differs == [["mood_01"]]
    assert (found["n_changed"], found["all_agree"]) == (1, False)


def test_where_everything_concludes_alike_all_agree(made_up: MadeUp) -> None:
    mood = made_up("mood")
    pre = np.full((8, 4), 3.0)
    post = pre + np.array([1, -1, 1, 1])
    post[:4] += np.array([1, -1, 1, 1])
    found = sensitivity_of(frame_of(pre, post, mood), mood)["mood_total"]
    assert (found["n_changed"], found["all_agree"]) == (0, True)


def test_without_a_planned_conclusion_there_is_nothing_to_hold_others_against(
    made_up: MadeUp,
) -> None:
    mood = made_up("mood")
    found = sensitivity_of(frame_of([[3] * 4], [[4] * 4], mood), mood)["mood_total"]
    assert (found["n_changed"], found["all_agree"]) == (None, None)
    assert found["why"] == "n_changed, all_agree: the planned analysis has no conclusion."
    assert {one["agrees"] for one in found["analyses"]} == {None}
    assert found["analyses"][0]["why"] == (
        "ci95, conclusion: an interval needs at least two pairs. "
        "agrees: one of the two analyses has no conclusion."
    )


def test_where_one_analysis_has_no_conclusion_it_is_not_said_that_all_agree(
    made_up: MadeUp,
) -> None:
    mood = made_up("mood")
    pre = np.full((8, 4), 3.0)
    post = pre.copy()
    post[:] += np.array([1, -1, 1, 1])
    post[:4] += np.array([1, -1, 1, 1])
    pre[1:, 3] = np.nan  # only one person is complete
    found = sensitivity_of(frame_of(pre, post, mood), mood)["mood_total"]
    assert (found["n_changed"], found["all_agree"]) == (0, None)
    assert found["why"] == "all_agree: one of the analyses has no conclusion."


def test_somebody_whose_only_answer_is_left_out_has_no_score(made_up: MadeUp) -> None:
    """Of the two items of mood's first subscale one may be open."""
    mood = made_up("mood")
    pre = np.full((6, 4), 3.0)
    post = pre + np.array([[1], [2], [1], [2], [1], [2]])
    pre[0, 1] = np.nan
    found = sensitivity_of(frame_of(pre, np.clip(post, 1, 5), mood), mood)["mood_calm"]
    assert found["planned"]["n_pairs"] == 6
    assert [one["n_pairs"] for one in found["analyses"]] == [5, 6, 5]


def test_a_scale_of_one_item_has_nothing_to_leave_out(made_up: MadeUp) -> None:
    lone = made_up("lone")
    found = sensitivity_of(frame_of([[3], [4], [5]], [[4], [6], [5]], lone), lone)["lone_total"]
    assert [one["key"] for one in found["analyses"]] == ["complete_only"]
    assert found["all_agree"] is True


def test_a_response_of_nought_is_an_answer_and_no_gap(made_up: MadeUp) -> None:
    zero = made_up("zero")
    frame = frame_of([[0, 1, 2], [1, 1, 1], [0, 0, 3]], [[1, 2, 3], [1, 2, 0], [3, 2, 1]], zero)
    means = [one["mean"] for one in sensitivity_of(frame, zero)["zero_total"]["analyses"]]
    assert means == pytest.approx([3, 3, 4, 10 / 3])


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter_for_the_sensitivity(seed: int) -> None:
    random = np.random.default_rng(1)
    frame = frame_of(random.integers(1, 8, (12, 13)), random.integers(1, 8, (12, 13)), SOC13)
    one, other = sensitivity_of(frame), sensitivity_of(frame.sample(frac=1, random_state=seed))
    for column, outcome in one.items():
        for here, there in zip(outcome["analyses"], other[column]["analyses"], strict=True):
            assert here["mean"] == pytest.approx(there["mean"])
            assert here["conclusion"] == there["conclusion"]
