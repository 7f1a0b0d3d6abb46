from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scoring.errors import BadPlan
from scoring.instrument import Instrument, load_instrument
from scoring.keying import BLOCK
from scoring.missing_rule import MissingRule, allowed_open, check_missing_rule
from scoring.scales import score

Frames = Callable[..., pd.DataFrame]
MadeUp = Callable[[str], Instrument]

BRUSSELS = Path(os.environ.get("SAMMENHENG_REFERENCE_DATA", "")) / "soc13_brussels_2016.csv"


def leave_open(frame: pd.DataFrame, *keys: str) -> pd.DataFrame:
    return frame.assign(**dict.fromkeys(keys, np.nan))


def test_the_columns_are_score_open_items_and_prorated_for_each_scale(
    everyone_answers: Frames,
) -> None:
    assert list(score(everyone_answers([4], [2]))) == [
        "soc13_comprehensibility", "soc13_comprehensibility_missing",
        "soc13_comprehensibility_prorated",
        "soc13_manageability", "soc13_manageability_missing", "soc13_manageability_prorated",
        "soc13_meaningfulness", "soc13_meaningfulness_missing", "soc13_meaningfulness_prorated",
        "soc13_total", "soc13_total_missing", "soc13_total_prorated",
        "gse_total", "gse_total_missing", "gse_total_prorated",
    ]  # fmt: skip


@pytest.mark.parametrize("k", range(1, 8))
def test_who_ticks_the_same_point_everywhere_lands_in_the_middle_of_soc13(
    k: int, everyone_answers: Frames
) -> None:
    assert score(everyone_answers([k])).loc[0, "soc13_total"] == 40 + 3 * k


def test_a_straight_four_is_a_legal_forty_on_gse(
    everyone_answers: Frames,
) -> None:
    assert score(everyone_answers([4], [4])).loc[0, "gse_total"] == 40


def test_three_open_items_of_thirteen_are_prorated_after_reversing(
    everyone_answers: Frames,
) -> None:
    frame = leave_open(everyone_answers([7]), "soc13_01", "soc13_02", "soc13_04")
    scores = score(frame).loc[0]
    assert scores["soc13_total"] == 67.6  # 13 x (3 turned items of 1 + 7 of 7) / 10
    assert scores["soc13_total_missing"] == 3
    assert scores["soc13_total_prorated"] == 1


def test_a_person_with_four_open_items_gets_no_total(
    everyone_answers: Frames,
) -> None:
    frame = leave_open(everyone_answers([4]), "soc13_01", "soc13_02", "soc13_03", "soc13_04")
    scores = score(frame).loc[0]
    assert np.isnan(scores["soc13_total"])
    assert scores["soc13_total_missing"] == 4
    assert scores["soc13_total_prorated"] == 0


def test_a_subscale_survives_one_open_item(everyone_answers: Frames) -> None:
    scores = score(leave_open(everyone_answers([4]), "soc13_05")).loc[0]
    assert scores["soc13_manageability"] == 16
    assert scores["soc13_manageability_prorated"] == 1


def test_a_subscale_with_two_open_items_is_absent_though_the_total_is_there(
    everyone_answers: Frames,
) -> None:
    scores = score(leave_open(everyone_answers([4]), "soc13_05", "soc13_13")).loc[0]
    assert np.isnan(scores["soc13_manageability"])
    assert scores["soc13_manageability_missing"] == 2
    assert scores["soc13_total"] == 52


def test_the_subscales_may_be_there_though_the_total_is_absent(
    everyone_answers: Frames, made_up: MadeUp
) -> None:
    frame = pd.DataFrame({f"mood_{n:02}": [3.0] for n in range(1, 5)})
    scores = score(leave_open(frame, "mood_01", "mood_03"), [made_up("mood")], missing=0.5).loc[0]
    assert scores[["mood_calm", "mood_cheer", "mood_total"]].tolist() == [6, 6, 12]
    scores = score(leave_open(frame, "mood_01", "mood_03"), [made_up("mood")], missing=0.49).loc[0]
    assert scores[["mood_calm", "mood_cheer", "mood_total"]].isna().all()


@pytest.mark.parametrize("missing", ["instrument", "complete", 0.99])
def test_a_person_without_any_answer_has_no_score_under_any_rule(
    missing: MissingRule, everyone_answers: Frames
) -> None:
    scores = score(everyone_answers([None], [None]), missing=missing).loc[0]
    assert np.isnan(scores["soc13_total"])
    assert scores["soc13_total_missing"] == 13
    assert scores["soc13_total_prorated"] == 0


def test_under_complete_one_open_item_leaves_no_score(
    everyone_answers: Frames,
) -> None:
    scores = score(leave_open(everyone_answers([4], [2]), "gse_10"), missing="complete").loc[0]
    assert np.isnan(scores["gse_total"])
    assert scores["soc13_total"] == 52


@pytest.mark.parametrize(
    ("column", "share", "allowed"),
    [
        ("soc13_comprehensibility", 0.2, 1),  # 1 of 5, on the edge
        ("soc13_manageability", 0.2, 0),  # 1 of 4 is more
        ("soc13_total", 0.2, 2),
        ("gse_total", 0.2, 2),  # 2 of 10, on the edge
        ("gse_total", 0.3, 3),  # .3 x 10 falls short of 3 in floats
        ("gse_total", 1 - 0.8, 2),  # below .2 in floats
        ("gse_total", 0.29, 2),
        ("gse_total", 0.0, 0),
        ("gse_total", 0.9999999999, 9),  # never all of them
    ],
)
def test_a_share_allows_that_share_of_each_scales_own_items(
    column: str, share: float, allowed: int
) -> None:
    scales = [*load_instrument("soc13").scales, *load_instrument("gse").scales]
    (scale,) = [scale for scale in scales if scale.column == column]
    assert allowed_open(scale, share) == allowed


@pytest.mark.parametrize(("rule", "read"), [("0.2", 0.2), (0, 0), ("complete", "complete")])
def test_a_share_may_be_given_as_text(rule: Any, read: Any) -> None:
    assert check_missing_rule(rule) == read


@pytest.mark.parametrize("rule", ["some", "", "20 %", 1, 1.5, -0.1, float("nan"), True, None])
def test_a_missing_rule_that_is_none_is_refused(rule: Any, everyone_answers: Frames) -> None:
    with pytest.raises(BadPlan, match="no missing rule"):
        score(everyone_answers([4]), missing=rule)


def test_scores_are_floats_and_counts_whole_numbers(
    everyone_answers: Frames,
) -> None:
    kinds = score(everyone_answers([4], [2])).dtypes.map(lambda dtype: dtype.kind)
    assert set(kinds[~kinds.index.str.endswith(("_missing", "_prorated"))]) == {"f"}
    assert set(kinds[kinds.index.str.endswith(("_missing", "_prorated"))]) == {"i"}


def test_the_scores_stand_on_the_answers_own_index(
    everyone_answers: Frames,
) -> None:
    frame = everyone_answers([4, 5]).set_axis(["b", "b"])
    assert score(frame).index.tolist() == ["b", "b"]


def test_an_empty_file_has_scores_of_no_rows(everyone_answers: Frames) -> None:
    assert score(everyone_answers([])).shape == (0, 15)


def test_sums_beyond_one_byte_are_right(made_up: MadeUp) -> None:
    long = made_up("long")
    frame = pd.DataFrame({key: [100.0, 2.0, np.nan] for key in long.item_keys})
    frame.loc[2, "long_01"] = 5
    scores = score(frame, [long], missing=0.99)
    assert scores["long_total"].tolist() == [98 * 100 + 2, 98 * 2 + 100, 5 * 99]


def test_an_instrument_of_one_item_is_scored(made_up: MadeUp) -> None:
    scores = score(pd.DataFrame({"lone_01": [9, None]}), [made_up("lone")])
    assert scores["lone_total"][0] == 9
    assert np.isnan(scores["lone_total"][1])


def test_rows_beyond_one_block_are_scored_like_those_in_it(
    everyone_answers: Frames,
) -> None:
    points = [1 + i % 7 for i in range(BLOCK + 3)]
    scores = score(everyone_answers(points))
    assert scores["soc13_total"].to_numpy() == pytest.approx(40 + 3 * np.array(points), abs=0)


def test_prorated_scores_equal_those_of_psych(
    reference_data: Callable[[str], pd.DataFrame],
) -> None:
    answers, expected = reference_data("scores"), reference_data("scores.out")
    found = score(answers, missing=0.99)[list(expected)]
    assert found.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-12)


@pytest.fixture(scope="module")
def brussels() -> pd.DataFrame:
    if not BRUSSELS.is_file():
        pytest.skip("SAMMENHENG_REFERENCE_DATA names no folder with soc13_brussels_2016.csv")
    raw = pd.read_csv(BRUSSELS)
    return raw.rename(columns={f"soc{n}": f"soc13_{n:02}" for n in range(1, 14)})


@pytest.mark.parametrize(
    ("column", "mean", "sd"),
    [
        ("soc13_total", 59.61145883, 11.45880296),
        ("soc13_comprehensibility", 22.27732306, 5.33512111),
        ("soc13_manageability", 16.74626866, 4.28226636),
        ("soc13_meaningfulness", 20.58786712, 4.13227896),
    ],
)
def test_the_scores_of_2077_real_answers_are_the_known_ones(
    brussels: pd.DataFrame, column: str, mean: float, sd: float
) -> None:
    scores = score(brussels)[column]
    assert len(scores) == 2077
    assert scores.mean() == pytest.approx(mean, abs=1e-8)
    assert scores.std() == pytest.approx(sd, abs=1e-8)


def test_the_totals_of_2077_real_answers_run_from_13_to_89(brussels: pd.DataFrame) -> None:
    totals = score(brussels)["soc13_total"]
    assert (totals.min(), totals.max()) == (13, 89)
