from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.cohort import make_cohort
from scoring.conclusion import change_found
from scoring.imputation import impute_change
from scoring.instrument import Instrument
from scoring.keying import key_items
from scoring.missing import missing_scenarios
from scoring.participation import read_participation
from scoring.people import find_people
from scoring.plan import Plan

Frames = Callable[..., pd.DataFrame]
ITEMS = [f"gse_{i:02}" for i in range(1, 11)]


def scenarios_of(
    frame: pd.DataFrame, *instruments: Instrument, imputations: int = 5
) -> dict[str, Any]:
    keyed = key_items(frame, instruments or None)
    people = find_people(frame, [items.instrument for items in keyed])
    cohort = make_cohort(keyed, people, frame.index, missing="instrument")
    plan = Plan(imputations=imputations, seed=3)
    found = missing_scenarios(cohort, read_participation(frame, people), plan).to_dict()
    json.dumps(found, allow_nan=False)
    return found


def gse_of(pre: Any, post: Any) -> pd.DataFrame:
    """Make a file with GSE only, of these totals; None is no answer at all."""
    n = len(pre)
    totals = np.array([*pre, *post], dtype=float)
    values = (totals // 10)[:, np.newaxis] + (np.arange(10) < (totals % 10)[:, np.newaxis])
    frame = pd.DataFrame(values, columns=ITEMS)
    return frame.assign(participant=[*range(n)] * 2, wave=["pre"] * n + ["post"] * n)


def gse(pre: Any, post: Any) -> dict[str, Any]:
    return scenarios_of(gse_of(pre, post))["by_outcome"]["gse_total"]


def rising(n: int, lost: int = 0) -> tuple[list[Any], list[Any]]:
    """Make totals of n people who rose by 2 to 4 points, and of some who were lost."""
    pre = [20 + i % 7 for i in range(n)]
    post = [before + 2 + i % 3 for i, before in enumerate(pre)]
    return [*pre, *(21 + i % 5 for i in range(lost))], [*post, *[None] * lost]


def test_the_lost_are_given_no_change_the_low_end_or_imputed_changes() -> None:
    pre, post = rising(12, lost=4)
    found = gse(pre, post)
    change = np.array(post[:12]) - np.array(pre[:12])
    no_change, low, imputed = found["scenarios"]
    assert found["completers"] == change_found(change.astype(float)).to_dict()
    for one, points in ((no_change, 0.0), (low, np.quantile(change, 0.1))):
        expected = change_found(np.array([*change, *[points] * 4])).to_dict()
        assert one["n"] == expected.pop("n_pairs") == 16
        assert {name: one[name] for name in expected} == expected
    assert list(no_change) == ["key", "n", "mean", "ci95", "conclusion", "agrees"]
    assert list(imputed) == [
        "key", "n", "mean", "ci95", "conclusion", "agrees",
        "library", "n_imputations", "seed", "df", "fraction_missing_information",
    ]  # fmt: skip
    assert [one["key"] for one in found["scenarios"]] == [
        "no_change", "completers_10th_percentile", "multiple_imputation",
    ]  # fmt: skip
    assert imputed["library"] == "statsmodels, BayesGaussMI"
    assert (imputed["n"], imputed["n_imputations"], imputed["seed"]) == (16, 5, 3)


def test_people_without_a_score_at_pre_are_in_no_scenario() -> None:
    pre, post = rising(12, lost=4)
    assert gse([*pre, None], [*post, 30]) == gse(pre, post)


def test_the_lost_are_imputed_from_every_score_at_pre_but_totals_of_subscales(
    people: Frames,
) -> None:
    frame = people(40, gaps=0)
    frame = frame.drop(index=frame.index[-9:])
    found = scenarios_of(frame)["by_outcome"]["soc13_total"]
    keyed = key_items(frame)
    everybody = find_people(frame, [items.instrument for items in keyed])
    cohort = make_cohort(keyed, everybody, frame.index, missing="instrument")
    names = ["soc13_comprehensibility", "soc13_manageability", "soc13_meaningfulness", "gse_total"]
    expected = impute_change(
        cohort.change("soc13_total"),
        [cohort.before[name] for name in names],
        imputations=5,
        seed=3,
    )
    assert found["scenarios"][2]["mean"] == expected.found.mean
    assert found["scenarios"][2]["df"] == expected.df


def test_a_clear_rise_of_nearly_everybody_holds_whatever_became_of_the_lost() -> None:
    found = gse(*rising(30, lost=2))
    assert found["holds"] is True
    assert found["sentence"] == "The conclusion (higher) holds in all three scenarios."


def test_a_conclusion_that_falls_in_one_scenario_is_said_to() -> None:
    pre = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]
    change = [-3, -2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6]
    post = [before + points for before, points in zip(pre, change, strict=True)]
    found = gse([*pre, *range(20, 32)], [*post, *[None] * 12])
    assert [one["agrees"] for one in found["scenarios"]] == [True, False, True]
    assert found["holds"] is False
    assert found["sentence"] == (
        "The conclusion (higher) does not hold if each of the lost changed by the completers' "
        "10th percentile; it holds if the lost did not change and under multiple imputation."
    )


def test_a_conclusion_that_falls_in_all_but_one_scenario_is_said_to() -> None:
    pre = [20, 20, 21, 21, 22, 22, 23, 23, 24, 24]
    change = [9, 9, 7, 6, 4, 3, -1, -1, -4, -4]
    post = [before + points for before, points in zip(pre, change, strict=True)]
    found = gse([*pre, *[31] * 30], [*post, *[None] * 30])
    assert found["completers"]["conclusion"] == "no clear change"
    assert [one["conclusion"] for one in found["scenarios"]] == [
        "no clear change",
        "lower",
        "lower",
    ]
    assert found["sentence"] == (
        "The conclusion (no clear change) does not hold if each of the lost changed by the "
        "completers' 10th percentile or under multiple imputation; it holds if the lost did not "
        "change."
    )


def test_a_conclusion_that_falls_in_every_scenario_is_said_to() -> None:
    pre = [20, 21, 22, 23, 24, 25, 26, 27]
    change = [4, 4, 5, 2, 1, 0, 0, -1]
    post = [before + points for before, points in zip(pre, change, strict=True)]
    found = gse([*pre, *[35] * 30], [*post, *[None] * 30])
    assert found["holds"] is False
    assert found["sentence"] == "The conclusion (higher) holds in none of the three scenarios."


def test_where_nobody_was_lost_there_is_nothing_to_assume() -> None:
    found = gse(*rising(12))
    assert found["holds"] is True
    assert found["sentence"] == "Nobody was lost, so there is nothing to assume."
    for one in found["scenarios"]:
        assert {name: one[name] for name in ("mean", "ci95", "conclusion")} == {
            name: found["completers"][name] for name in ("mean", "ci95", "conclusion")
        }


def test_with_too_few_to_impute_from_it_is_open_whether_the_conclusion_holds() -> None:
    found = gse(*rising(5, lost=1))
    imputed = found["scenarios"][2]
    reason = "to predict from the scores at pre it needs 7 completers, here 5"
    assert imputed["mean"] is imputed["df"] is imputed["agrees"] is None
    assert f"mean, ci95, conclusion, df, fraction_missing_information: {reason}." in imputed["why"]
    assert found["holds"] is None
    assert found["why"] == "holds: not every scenario has a conclusion."
    assert found["sentence"] == (
        "The conclusion (higher) holds if the lost did not change and if each of the lost changed "
        "by the completers' 10th percentile; it cannot be judged under multiple imputation."
    )


def test_one_scenario_that_concludes_otherwise_is_enough_even_if_another_is_open() -> None:
    found = gse([20, 21, 22, 23, 24, *[22] * 12], [21, 22, 26, 29, 28, *[None] * 12])
    assert [one["agrees"] for one in found["scenarios"]] == [False, True, None]
    assert found["holds"] is False


@pytest.mark.parametrize("n", [0, 1])
def test_one_pair_or_none_cannot_tell_whether_a_conclusion_holds(n: int) -> None:
    found = gse(*rising(n, lost=6))
    assert found["holds"] is None
    assert found["why"] == "holds: the completers' change has no conclusion."
    assert found["sentence"] == f"Whether the conclusion holds cannot be known from n = {n}."


def test_completers_who_changed_alike_cannot_tell_whether_a_conclusion_holds() -> None:
    found = gse([20, 21, 22, 25], [22, 23, 24, None])
    assert found["sentence"] == (
        "Whether the conclusion holds cannot be known where everyone changed by the same number "
        "of points."
    )


def test_without_any_scores_at_pre_nobody_was_lost() -> None:
    found = gse([None], [20])
    assert found["sentence"] == "Nobody was lost, so there is nothing to assume."
    assert found["holds"] is None


def test_every_outcome_has_its_scenarios_and_they_are_called_exploratory(people: Frames) -> None:
    found = scenarios_of(people())
    assert list(found) == ["status", "note", "by_outcome", "left_early"]
    assert found["status"] == "exploratory"
    assert "scenarios, not estimates" in found["note"]
    assert list(found["by_outcome"])[-1] == "gse_total"
    assert len(found["by_outcome"]) == 5


def test_each_outcome_stands_with_and_without_those_who_left_early() -> None:
    pre, post = rising(12)
    frame = gse_of([*pre, 20, 21], [*post, 10, None])
    frame["status"] = ["left_early", *[None] * 13, *["still_in"] * 12, *["left_early"] * 2]
    found = scenarios_of(frame)["left_early"]
    change = np.array([*(np.array(post) - pre), -10.0])
    assert found["n_left_early"] == 2
    assert found["by_outcome"]["gse_total"] == {
        "with": change_found(change).to_dict(),
        "without": change_found(change[:-1]).to_dict(),
        "agrees": False,
    }


def test_a_file_that_does_not_ask_who_left_says_so() -> None:
    assert scenarios_of(gse_of(*rising(8)))["left_early"] == {
        "n_left_early": None, "by_outcome": None,
        "why": "n_left_early, by_outcome: the file has no column status.",
    }  # fmt: skip


def test_too_few_who_stayed_leave_it_open_whether_leavers_matter() -> None:
    frame = gse_of(*rising(3)).assign(status="left_early")
    one = scenarios_of(frame)["left_early"]["by_outcome"]["gse_total"]
    assert one["agrees"] is None
    assert one["why"].startswith("agrees: ")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(10, 40), st.one_of(st.none(), st.integers(10, 40))),
        min_size=1,
        max_size=25,
    )
)
def test_what_is_assumed_of_the_lost_never_turns_round_who_was_there(
    pairs: list[tuple[int, int | None]],
) -> None:
    pre, post = zip(*pairs, strict=True)
    found = gse(pre, post)
    no_change, low, imputed = found["scenarios"]
    n_pairs, mean = found["completers"]["n_pairs"], found["completers"]["mean"]
    assert no_change["n"] == low["n"] == imputed["n"] == len(pairs)
    if mean is not None:
        assert no_change["mean"] == pytest.approx(mean * n_pairs / len(pairs), abs=1e-9)
    agreed = [one["agrees"] for one in found["scenarios"]]
    assert found["holds"] in (True, False, None)
    assert (found["holds"] is True) == (agreed == [True, True, True])
    assert (found["holds"] is False) == (False in agreed)
    assert found["sentence"].endswith(".")
