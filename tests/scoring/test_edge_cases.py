"""Data at the edge of what can be known: each figure has a value or says why it has none."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scoring.evaluation import evaluate as evaluate_in_full
from scoring.instrument import all_instruments, load_instrument
from scoring.plan import Plan
from tests.json_rules import nulls_without_a_why

Frames = Callable[..., pd.DataFrame]
Edge = Callable[[Frames], pd.DataFrame]

QUICK = Plan(resamples=100, imputations=5)
SOC13 = list(load_instrument("soc13").item_keys)
GSE = list(load_instrument("gse").item_keys)
ITEMS = [key for one in all_instruments() for key in one.item_keys]


def evaluate(frame: pd.DataFrame) -> Any:
    return evaluate_in_full(frame, QUICK)


def at(frame: pd.DataFrame, wave: str) -> pd.Series:
    return frame["wave"] == wave


def same_after(people: Frames) -> pd.DataFrame:
    """All changes are zero."""
    frame = people(12, gaps=0)
    frame.loc[at(frame, "post"), ITEMS] = frame.loc[at(frame, "pre"), ITEMS].to_numpy()
    return frame


def five_alike(people: Frames) -> pd.DataFrame:
    """Five people whose every score rises alike: one point on one item of each subscale."""
    frame = people(5, gaps=0)
    frame[ITEMS] = frame[ITEMS].clip(2, 3)
    frame.loc[at(frame, "post"), ITEMS] = frame.loc[at(frame, "pre"), ITEMS].to_numpy()
    frame.loc[at(frame, "post"), ["soc13_06", "soc13_05", "soc13_04", "gse_01"]] += 1
    return frame


def alike_before(people: Frames) -> pd.DataFrame:
    frame = people(12, gaps=0)
    frame.loc[at(frame, "pre"), ITEMS] = 3
    return frame


def no_pair(people: Frames) -> pd.DataFrame:
    frame = people(10, gaps=0)
    frame.loc[at(frame, "post"), "participant"] += "-other"
    return frame


def never_answered(people: Frames) -> pd.DataFrame:
    return people(12, gaps=0).assign(soc13_02=np.nan, gse_03=np.nan)


def without_variance(people: Frames) -> pd.DataFrame:
    return people(12, gaps=0).assign(soc13_02=4, gse_03=2)


def ties_everywhere(people: Frames) -> pd.DataFrame:
    """Changes of one point up or down, nothing else."""
    frame = same_after(people)
    rows = frame.index[at(frame, "post")]
    frame[ITEMS] = frame[ITEMS].clip(2, 3)
    frame.loc[rows, ITEMS] = frame.loc[at(frame, "pre"), ITEMS].to_numpy()
    for key in ("soc13_06", "soc13_05", "soc13_04", "gse_01"):
        frame.loc[rows, key] += np.where(np.arange(len(rows)) % 3, 1, -1)
    return frame


def prorated(people: Frames) -> pd.DataFrame:
    """Gaps in most forms, so that scores are no whole numbers and equal changes differ by noise."""
    return people(15, gaps=0.12)


def everything_known(people: Frames) -> pd.DataFrame:
    """Every optional column, with gaps in them."""
    frame = people(40, gaps=0.02)
    n, random = len(frame), np.random.default_rng(3)
    post = at(frame, "post").to_numpy()
    number = frame["group"].str[1:].astype(int)
    frame["group_type"] = np.where(number % 2, "led", "self_organised")
    frame["life_problem"] = np.where(number < 5, "same", "mixed")
    frame["status"] = np.where(post, random.choice(["still_in", "finished", "left_early"], n), None)
    frame["meetings"] = np.where(post, random.integers(1, 30, n), np.nan)
    frame["overall_change"] = np.where(post, random.integers(-3, 4, n), np.nan)
    frame["climate_trust"] = np.where(post, random.integers(1, 6, n), np.nan)
    frame["climate_room"] = np.where(
        post & (random.random(n) < 0.8), random.integers(1, 6, n), np.nan
    )
    frame["week"] = np.where(post, "2026-W30", "2026-W04")
    frame["language"] = np.where(random.random(n) < 0.8, "nb", "nn")
    frame["wording"], frame["mode"] = "soc13:aa gse:bb", "web"
    gone = frame["participant"].isin([f"code-{i}" for i in range(6)]) & post
    return frame[~gone]


EDGES: dict[str, Edge] = {
    "nobody": lambda people: people(0),
    "one pair": lambda people: people(1, gaps=0),
    "two pairs": lambda people: people(2, gaps=0),
    "three pairs": lambda people: people(3, gaps=0),
    "five identical changes": five_alike,
    "all changes zero": same_after,
    "everyone the same at pre": alike_before,
    "no pair at all": no_pair,
    "an item never answered": never_answered,
    "an item without variance": without_variance,
    "ties everywhere": ties_everywhere,
    "non-integer prorated scores": prorated,
    "one group": lambda people: people(8, gaps=0).assign(group="one"),
    "a group for each person": lambda people: people(8, gaps=0).assign(
        group=lambda frame: frame["participant"]
    ),
    "no groups": lambda people: people(8, gaps=0).drop(columns="group"),
    "nobody after": lambda people: people(8, gaps=0).query("wave == 'pre'"),
    "nobody before": lambda people: people(8, gaps=0).query("wave == 'post'"),
    "everything known": everything_known,
    "one instrument": lambda people: people(12, gaps=0).drop(columns=GSE),
}


@pytest.fixture(scope="module")
def evaluated(people: Frames) -> Callable[[str], dict[str, Any]]:
    """Evaluate each edge once; the tests only read what was found."""
    return cache(lambda name: evaluate(EDGES[name](people)).to_dict())


@pytest.fixture(params=EDGES)
def edge(
    request: pytest.FixtureRequest, evaluated: Callable[[str], dict[str, Any]]
) -> dict[str, Any]:
    return evaluated(request.param)


def test_every_figure_has_a_value_or_a_why(edge: dict[str, Any]) -> None:
    assert nulls_without_a_why(edge) == []


def test_no_figure_is_nan_or_infinite(edge: dict[str, Any]) -> None:
    assert json.loads(json.dumps(edge, allow_nan=False)) == edge


def test_five_identical_changes_have_a_mean_and_no_test(people: Frames) -> None:
    found = evaluate(five_alike(people)).to_dict()["outcomes"]["gse_total"]
    assert found["change"]["mean"] == 1
    assert found["t_test"]["t"] is found["t_test"]["p"] is found["effect_size"]["d_z"] is None
    assert found["wilcoxon"]["p_exact"] is None
    assert found["wilcoxon"]["rank_biserial"] == 1


def test_where_nobody_changed_there_is_no_signed_rank(people: Frames) -> None:
    found = evaluate(same_after(people)).to_dict()["outcomes"]["soc13_total"]
    assert found["wilcoxon"]["n_zero"] == 12
    assert found["wilcoxon"]["p_exact"] is None
    assert "p_exact" in found["wilcoxon"]["why"]


def test_ties_everywhere_still_give_an_exact_p(people: Frames) -> None:
    """Four of twelve fell by one point and eight rose by one: the sign test's p."""
    found = evaluate(ties_everywhere(people)).to_dict()["outcomes"]["gse_total"]["wilcoxon"]
    assert (found["w_plus"], found["w_minus"], found["n_ties"]) == (52, 26, 12)
    assert found["p_exact"] == pytest.approx(0.387695312, rel=1e-6)  # R: binom.test(4, 12)


def test_float_noise_of_prorated_scores_does_not_break_ties(people: Frames) -> None:
    """Five rise and three fall by 13/12 of a point, from levels that leave other last digits."""
    frame = people(8, gaps=0)
    frame[SOC13] = 4.0
    frame["soc13_13"] = np.nan
    for place, row in enumerate(frame.index[at(frame, "post")]):
        frame.loc[[frame.index[place], row], "soc13_08"] = 4 + place % 3
        frame.loc[row, "soc13_04"] = 5 if place < 5 else 3
    found = evaluate(frame).to_dict()["outcomes"]["soc13_total"]
    ranks = found["wilcoxon"]
    assert (ranks["w_plus"], ranks["w_minus"], ranks["n_ties"]) == (22.5, 13.5, 8)
    assert ranks["rank_biserial"] == 0.25
    assert found["change"]["mean"] == pytest.approx(2 / 8 * 13 / 12)


def test_one_group_gives_no_figure_for_people_in_groups(people: Frames) -> None:
    found = evaluate(EDGES["one group"](people)).to_dict()["outcomes"]["soc13_total"]["clustered"]
    assert found["n_groups"] == 1
    assert found["estimate"] is None
