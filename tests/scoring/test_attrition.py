from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.attrition import (
    attrition,
    attrition_of,
    completers_against_lost,
    wilson_interval,
)
from scoring.cohort import make_cohort
from scoring.keying import key_items
from scoring.people import find_people

SCORES = st.lists(st.integers(13, 91), max_size=12)
NEEDS_TWO = "it needs two completers and two of the lost with a score at pre"


def against(completers: list[Any], lost: list[Any]) -> dict[str, Any]:
    found = completers_against_lost(np.array(completers, float), np.array(lost, float))
    return found.to_dict()


def test_the_lost_are_those_of_pre_without_an_answer_at_post() -> None:
    found = attrition(
        np.array([True, True, True, False]),
        np.array([True, False, False, True]),
    )
    assert (found.n_pre, found.n_post, found.n_both, found.n_lost) == (3, 2, 1, 2)
    assert found.rate == pytest.approx(2 / 3)


@pytest.mark.parametrize(("n_with", "n"), [(0, 9), (1, 9), (17, 64), (9, 9), (412, 2077)])
def test_the_interval_of_a_share_is_wilsons_as_in_r(
    n_with: int, n: int, reference: Callable[[str], dict[str, float]]
) -> None:
    expected = reference("wilson")
    assert wilson_interval(n_with, n) == pytest.approx(
        (expected[f"low_{n_with}_{n}"], expected[f"high_{n_with}_{n}"]), rel=1e-12, abs=1e-15
    )


def test_without_anyone_at_pre_there_is_no_rate() -> None:
    found = attrition(np.array([False]), np.array([True])).to_dict()
    assert found == {
        "n_pre": 0, "n_post": 1, "n_both": 0, "n_lost": 0, "rate": None, "rate_ci95": None,
        "by_outcome": {},
        "why": "rate, rate_ci95: nobody answered at pre.",
    }  # fmt: skip


@pytest.mark.parametrize("case", ["plain", "few", "far"])
def test_the_lost_are_held_against_the_completers_as_in_r(
    case: str,
    reference: Callable[[str], dict[str, float]],
    reference_data: Callable[[str], pd.DataFrame],
) -> None:
    data, expected = reference_data("attrition"), reference("attrition")
    rows = data[data["case"] == case]
    parts = [rows.loc[rows["is_lost"] == part, "score"].to_list() for part in (0, 1)]
    found = against(*parts)
    welch = found["welch"]
    for name in ("difference", "t", "df", *(["p"] if case != "few" else [])):
        assert welch[name] == pytest.approx(expected[f"{case}_{name}"], rel=1e-9)
    assert welch["ci95"] == pytest.approx(
        [expected[f"{case}_ci95_low"], expected[f"{case}_ci95_high"]], rel=1e-9
    )
    assert found["hedges_g"] == pytest.approx(expected[f"{case}_hedges_g"], rel=1e-9)
    # effectsize searches for the noncentrality to about six digits
    assert found["hedges_g_ci95"] == pytest.approx(
        [expected[f"{case}_hedges_g_low"], expected[f"{case}_hedges_g_high"]], abs=2e-5
    )


def test_who_scored_lower_before_being_lost_gives_a_difference_below_zero() -> None:
    found = against([60, 64, 62], [50, 51, 55])
    assert found["completers"] == {"n": 3, "mean": 62.0, "sd": 2.0}
    assert found["lost"]["mean"] == 52.0
    assert found["welch"]["difference"] == -10.0
    assert found["hedges_g"] < 0


def test_people_without_a_score_at_pre_are_left_out() -> None:
    assert against([60, np.nan, 64], [50, 55, np.nan]) == against([60, 64], [50, 55])


def test_of_five_people_no_p_is_shown() -> None:
    found = against([60, 64, 62], [50, 51])
    assert found["welch"]["p"] is None
    assert found["welch"]["why"] == "p: not shown for five people or fewer."
    assert against([60, 64, 62], [50, 51, 55])["welch"]["p"] is not None


def test_one_lost_person_gives_a_difference_and_no_test() -> None:
    found = against([60, 64, 62], [50])
    assert found["lost"] == {
        "n": 1,
        "mean": 50.0,
        "sd": None,
        "why": "sd: one person has no spread.",
    }
    assert found["welch"] == {
        "difference": -12.0, "t": None, "df": None, "p": None, "ci95": None,
        "why": f"t, df, p, ci95: {NEEDS_TWO}.",
    }  # fmt: skip
    assert found["why"] == f"hedges_g, hedges_g_ci95: {NEEDS_TWO}."


def test_where_nobody_was_lost_there_is_no_difference_either() -> None:
    found = against([60, 64, 62], [])
    assert found["lost"]["why"] == "mean, sd: there is nobody."
    assert found["welch"]["why"] == f"difference, t, df, p, ci95: {NEEDS_TWO}."


def test_equal_scores_within_each_part_give_no_test() -> None:
    found = against([60, 60, 60], [50, 50])
    assert found["welch"]["difference"] == -10.0
    assert found["welch"]["t"] is found["hedges_g"] is None
    assert found["why"].endswith("within completers and lost everyone has the same score at pre.")


def test_nearly_equal_scores_within_each_part_give_no_interval_of_g() -> None:
    found = against([60, 60.0001, 60, 60], [50, 50.0001, 50])
    assert found["hedges_g"] < -1000
    assert found["hedges_g_ci95"] is None
    assert found["why"].startswith("hedges_g_ci95: scores within each are nearly the same")


@settings(max_examples=60, deadline=None)
@given(SCORES, SCORES)
def test_whatever_the_scores_the_two_parts_can_be_told_in_json(
    completers: list[int], lost: list[int]
) -> None:
    found, turned = against(completers, lost), against(lost, completers)
    json.dumps(found, allow_nan=False)
    assert (found["completers"]["n"], found["lost"]["n"]) == (len(completers), len(lost))
    for one in (found, found["welch"], found["lost"]):
        assert all(name in one["why"] for name, value in one.items() if value is None)
    if found["hedges_g"] is not None:
        assert found["hedges_g"] == pytest.approx(-turned["hedges_g"])
        low, high = found["welch"]["ci95"]
        assert low <= found["welch"]["difference"] <= high


def test_completers_are_who_answered_twice_and_the_lost_who_answered_once(
    people: Callable[..., pd.DataFrame],
) -> None:
    frame = people(gaps=0)
    items = [name for name in frame if name.startswith(("soc13", "gse"))]
    frame.loc[frame.index[-2:], items] = np.nan
    frame.loc[frame.index[-3], items[1:]] = np.nan  # an answer at post, though no score
    frame.loc[frame.index[0], items[:13]] = np.nan  # no SOC-13 at pre
    frame = frame.drop(index=[frame.index[1], frame.index[-4]])
    keyed = key_items(frame)
    found = attrition_of(
        make_cohort(
            keyed,
            find_people(frame, [one.instrument for one in keyed]),
            frame.index,
            missing="instrument",
        )
    ).to_dict()
    assert (found["n_pre"], found["n_both"], found["n_lost"]) == (19, 16, 3)
    parts = {
        column: (one["completers"]["n"], one["lost"]["n"])
        for column, one in found["by_outcome"].items()
    }
    assert parts.pop("gse_total") == (16, 3)
    assert set(parts.values()) == {(15, 3)}
    assert list(found) == [
        "n_pre", "n_post", "n_both", "n_lost", "rate", "rate_ci95", "by_outcome",
    ]  # fmt: skip
