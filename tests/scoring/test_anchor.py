from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.anchor import anchor
from scoring.cohort import make_cohort
from scoring.keying import key_items
from scoring.participation import read_participation
from scoring.people import find_people

Frames = Callable[..., pd.DataFrame]
EveryoneAnswers = Callable[..., pd.DataFrame]


def anchor_of(frame: pd.DataFrame) -> dict[str, Any]:
    keyed = key_items(frame)
    people = find_people(frame, [items.instrument for items in keyed])
    cohort = make_cohort(keyed, people, frame.index, missing="instrument")
    participation = read_participation(frame, people).kept(~people.is_late)
    found = anchor(cohort, participation).to_dict()
    json.dumps(found, allow_nan=False)
    return found


@pytest.fixture
def judged(everyone_answers: EveryoneAnswers) -> Callable[..., dict[str, Any]]:
    """Evaluate people with one SOC-13 answer to all items before and after, and a judgement.

    Eight more points on the items that are not reversed than on those that are, so one step up
    on every item is a change of three points.
    """

    def make(pre: list[Any], post: list[Any], overall_change: list[Any]) -> dict[str, Any]:
        n = len(pre)
        frame = everyone_answers([*pre, *post]).filter(like="soc13")
        frame.insert(0, "participant", [*range(n)] * 2)
        frame.insert(1, "wave", ["pre"] * n + ["post"] * n)
        frame.insert(2, "overall_change", [np.nan] * n + overall_change)
        return anchor_of(frame)

    return make


def test_the_correlation_its_interval_and_the_means_equal_those_of_r(
    reference: Callable[[str], dict[str, float]],
    reference_data: Callable[[str], pd.DataFrame],
) -> None:
    found = anchor_of(reference_data("anchor"))
    total = found["by_outcome"]["gse_total"]
    figures = {
        "n": found["n"], "judgement_mean": found["judgement"]["mean"],
        "correlation": total["correlation"],
        "ci95_low": total["ci95"][0], "ci95_high": total["ci95"][1],
    }  # fmt: skip
    for name, group in total["by_judgement"].items():
        figures |= {
            f"n_{name}": group["n"],
            f"mean_{name}": group["mean_change"],
            f"sd_{name}": group["sd"],
        }
    assert figures == pytest.approx(reference("anchor"), rel=1e-9)


def test_the_anchor_has_the_agreed_keys(people: Frames) -> None:
    frame = people()
    frame["overall_change"] = [np.nan] * 20 + [-3, -1, 0, 1, 2] * 4
    found = anchor_of(frame)
    assert list(found) == ["status", "note", "method", "n", "judgement", "by_outcome"]
    assert found["status"] == "exploratory"
    assert found["judgement"] == {"n_worse": 8, "n_same": 4, "n_better": 8, "mean": -0.2}
    total = found["by_outcome"]["soc13_total"]
    assert list(total) == ["n", "correlation", "ci95", "by_judgement"]
    assert list(total["by_judgement"]) == ["worse", "same", "better"]
    assert list(total["by_judgement"]["worse"]) == ["n", "mean_change", "sd"]


def test_it_says_that_a_judgement_at_post_leans_towards_the_present_and_is_no_cut_off(
    people: Frames,
) -> None:
    note = anchor_of(people())["note"]
    assert "how people are now" in note
    assert "no cut-offs" in note


def test_a_file_without_the_column_has_no_anchor(people: Frames) -> None:
    found = anchor_of(people())
    assert (found["n"], found["judgement"], found["by_outcome"]) == (None, None, None)
    assert found["why"] == "n, judgement, by_outcome: the file has no column overall_change."


def test_where_nobody_judged_there_are_counts_of_nought(judged: Any) -> None:
    found = judged([4] * 5, [5] * 5, [np.nan] * 5)
    assert found["n"] == 0
    assert found["judgement"] == {
        "n_worse": 0, "n_same": 0, "n_better": 0, "mean": None,
        "why": "mean: nobody gave a judgement.",
    }  # fmt: skip
    total = found["by_outcome"]["soc13_total"]
    assert total["by_judgement"]["same"] == {
        "n": 0, "mean_change": None, "sd": None,
        "why": "mean_change, sd: nobody with a change judged so.",
    }  # fmt: skip


def test_a_judgement_without_a_change_counts_among_judgements_only(judged: Any) -> None:
    found = judged([4, 4, np.nan], [5, 6, 5], [1, 2, 3])
    assert (found["n"], found["by_outcome"]["soc13_total"]["n"]) == (3, 2)


def test_one_person_of_a_judgement_has_a_mean_and_no_spread(judged: Any) -> None:
    found = judged([4], [5], [1])
    assert found["by_outcome"]["soc13_total"]["by_judgement"]["better"] == {
        "n": 1, "mean_change": 3, "sd": None, "why": "sd: one person has no spread.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("post", "judgements", "reason"),
    [
        ([4, 5, 6], [0, 1, 2], "it needs at least four people, and there are 3"),
        ([5] * 4, [0, 1, 2, 2], "everyone changed by the same number of points"),
        ([4, 5, 6, 6], [1] * 4, "everyone gave the same judgement"),
    ],
)
def test_where_there_is_no_correlation_it_says_why(
    judged: Any, post: list[float], judgements: list[float], reason: str
) -> None:
    total = judged([4] * len(post), post, judgements)["by_outcome"]["soc13_total"]
    assert (total["correlation"], total["ci95"]) == (None, None)
    assert total["why"] == f"correlation, ci95: {reason}."


def test_a_perfect_correlation_has_no_interval(judged: Any) -> None:
    total = judged([4] * 4, [3, 4, 5, 6], [-1, 0, 1, 2])["by_outcome"]["soc13_total"]
    assert total["correlation"] == pytest.approx(1)
    assert total["ci95"] is None
    assert total["why"] == "ci95: a perfect correlation has no interval."


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_does_not_matter_for_the_anchor(seed: int) -> None:
    random = np.random.default_rng(3)
    frame = pd.DataFrame(random.integers(1, 5, (24, 10))).set_axis(
        [f"gse_{n:02}" for n in range(1, 11)], axis=1
    )
    frame["participant"] = [*range(12)] * 2
    frame["wave"] = ["pre"] * 12 + ["post"] * 12
    frame["overall_change"] = [np.nan] * 12 + [-2, -1, 0, 1, 2, 3] * 2
    one, other = anchor_of(frame), anchor_of(frame.sample(frac=1, random_state=seed))
    assert one["judgement"] == other["judgement"]
    here, there = (found["by_outcome"]["gse_total"] for found in (one, other))
    assert here["correlation"] == pytest.approx(there["correlation"])
    assert here["by_judgement"]["better"] == pytest.approx(there["by_judgement"]["better"])
