from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from scoring.cohort import Cohort, make_cohort
from scoring.instrument import Instrument, all_instruments
from scoring.item_drift import ItemDirection, item_direction, item_drift
from scoring.keying import KeyedItems, key_items
from scoring.people import find_people
from scoring.record import as_json
from scoring.reliability import Reliability, scale_reliability

Frames = Callable[..., pd.DataFrame]


def cohort_of(frame: pd.DataFrame) -> Cohort:
    instruments = all_instruments()
    keyed = key_items(frame, instruments)
    return make_cohort(keyed, find_people(frame, instruments), frame.index, missing="instrument")


def direction_of(frame: pd.DataFrame) -> ItemDirection:
    cohort = cohort_of(frame)

    def scales(rows: np.ndarray) -> dict[str, Reliability]:
        return {
            column: scale_reliability(
                cohort.item_values(column, rows[rows >= 0]),
                [items.instrument.item_keys[number - 1] for number in scale.items],
            )
            for column, (items, scale) in cohort.scales.items()
        }

    return item_direction({"pre": scales(cohort.pre), "post": scales(cohort.post)})


@pytest.fixture
def answered(made_up: Callable[[str], Instrument]) -> Callable[[np.ndarray], Cohort]:
    """Make a cohort of a tiny instrument from its keyed items, four before and four after."""

    def make(values: np.ndarray) -> Cohort:
        n = len(values)
        points = np.vstack([values[:, :4], values[:, 4:]])
        codes = np.nan_to_num(points).astype(np.uint8).T
        rows = np.arange(n)
        keyed = (KeyedItems(made_up("mood"), codes),)
        return Cohort(keyed, pd.DataFrame(), pre=rows, post=rows + n, group=None)

    return make


def test_each_items_change_and_its_change_beside_the_others_equal_those_of_t_test_in_r(
    answered: Callable[[np.ndarray], Cohort],
    reference: Callable[[str], dict[str, float]],
    reference_data: Callable[[str], pd.DataFrame],
) -> None:
    values = reference_data("item_drift").to_numpy(dtype=float)
    drift = item_drift(answered(values))
    found = {}
    for number, one in enumerate(drift.by_item.values(), 1):
        found |= {
            f"n_{number}": one.n,
            f"pre_mean_{number}": one.pre_mean,
            f"post_mean_{number}": one.post_mean,
            f"mean_change_{number}": one.mean_change,
            f"ci95_low_{number}": one.ci95.low,
            f"ci95_high_{number}": one.ci95.high,
            f"relative_change_{number}": one.relative_change,
            f"relative_ci95_low_{number}": one.relative_ci95.low,
            f"relative_ci95_high_{number}": one.relative_ci95.high,
        }
    assert found == pytest.approx(reference("item_drift"), rel=1e-10)


def test_an_item_that_moves_otherwise_than_the_rest_stands_out(people: Frames) -> None:
    frame = people(60, gaps=0)
    post = frame["wave"] == "post"
    frame.loc[post, "gse_04"] = 4.0
    found = item_drift(cohort_of(frame)).by_item
    assert found["gse_04"].relative_ci95.low > 0.5
    assert sum(one.relative_ci95.low > 0.5 for one in found.values()) == 1


def test_items_that_all_move_alike_do_not_drift(
    answered: Callable[[np.ndarray], Cohort],
) -> None:
    before = np.tile([1.0, 2.0, 3.0, 4.0], (6, 1))
    found = item_drift(answered(np.hstack([before, before + 1]))).by_item["mood_03"]
    assert (found.mean_change, found.relative_change) == (1, 0)
    assert found.why == dict.fromkeys(
        ("ci95", "relative_ci95"), "everyone changed by the same number of points"
    )


def test_reversed_items_are_turned_before_their_change_is_taken(people: Frames) -> None:
    frame = people(10, gaps=0)
    frame["soc13_01"] = np.where(frame["wave"] == "pre", 6.0, 3.0)
    found = item_drift(cohort_of(frame)).by_item["soc13_01"]
    assert (found.pre_mean, found.post_mean, found.mean_change) == (2, 5, 3)


def test_people_who_came_once_are_in_no_items_drift(people: Frames) -> None:
    frame = people(12, gaps=0)
    once = ["code-3", "code-7"]
    lost = frame[~(frame["participant"].isin(once) & (frame["wave"] == "post"))]
    without = frame[~frame["participant"].isin(once)]
    assert item_drift(cohort_of(lost)) == item_drift(cohort_of(without))


def test_every_item_of_every_instrument_is_there_in_its_order(people: Frames) -> None:
    cohort = cohort_of(people(6))
    assert list(item_drift(cohort).by_item) == [
        key for one in all_instruments() for key in one.item_keys
    ]


def test_an_item_that_nobody_answered_twice_has_reasons_instead_of_figures(
    answered: Callable[[np.ndarray], Cohort],
) -> None:
    values = np.ones((5, 8))
    values[:, 0] = np.nan
    found = item_drift(answered(values)).by_item["mood_01"]
    assert found.n == 0
    assert found.why == {
        **dict.fromkeys(
            ("pre_mean", "post_mean", "mean_change", "ci95"), "nobody answered it both times"
        ),
        **dict.fromkeys(
            ("relative_change", "relative_ci95"),
            "nobody answered it and another item of its total both times",
        ),
    }


def test_an_item_alone_has_no_rest_to_move_beside(
    answered: Callable[[np.ndarray], Cohort],
) -> None:
    values = np.full((4, 8), np.nan)
    values[:, [1, 5]] = [[1, 2], [2, 4], [3, 3], [2, 5]]
    found = item_drift(answered(values)).by_item["mood_02"]
    assert found.mean_change == 1.5
    assert found.relative_change is None


@pytest.mark.parametrize("n", [0, 1])
def test_one_pair_or_none_gives_no_interval_and_no_crash(
    n: int, answered: Callable[[np.ndarray], Cohort]
) -> None:
    out = as_json(item_drift(answered(np.ones((n, 8)))))
    for one in out["by_item"].values():
        assert one["n"] == n
        assert all(name in one["why"] for name, figure in one.items() if figure is None)
    assert out["note"].startswith("keyed items, points")


def test_items_keyed_as_published_go_with_their_total(people: Frames) -> None:
    found = direction_of(people(80))
    assert found.against == {"pre": [], "post": []}
    assert found.not_judged == {"pre": [], "post": []}


def test_an_item_that_is_reversed_in_the_file_already_is_named_at_its_wave(
    people: Frames,
) -> None:
    frame = people(80)
    post = frame["wave"] == "post"
    frame.loc[post, "soc13_10"] = 8 - frame.loc[post, "soc13_10"]
    assert direction_of(frame).against == {"pre": [], "post": ["soc13_10"]}


def test_a_file_in_which_all_reversed_items_are_turned_already_shows_all_five(
    people: Frames,
) -> None:
    """In a subscale half of which is turned, nobody can tell which half; the total can."""
    frame = people(400)
    turned = [f"soc13_{number:02}" for number in (1, 2, 3, 7, 10)]
    frame[turned] = 8 - frame[turned]
    assert direction_of(frame).against == {"pre": turned, "post": turned}


def test_an_item_that_everyone_answered_alike_is_not_judged(people: Frames) -> None:
    frame = people(40)
    frame.loc[frame["wave"] == "pre", "gse_02"] = 3
    assert direction_of(frame).not_judged == {"pre": ["gse_02"], "post": []}


def test_what_it_may_mean_stands_beside_the_items(people: Frames) -> None:
    note = direction_of(people(10)).to_dict()["note"]
    assert "may be reversed in the file, or the form's anchors may run the other way" in note
    assert "alpha cannot show this" in note
