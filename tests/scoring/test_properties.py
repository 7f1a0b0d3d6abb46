from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from scoring.change import paired_change
from scoring.evaluation import evaluate
from scoring.instrument import all_instruments, load_instrument
from scoring.keying import reverse_keyed
from scoring.plan import Plan
from scoring.scales import allowed_open, score

SOC13 = load_instrument("soc13")
ITEMS = [(key, one.maximum) for one in all_instruments() for key in one.item_keys]
FEW = settings(max_examples=25, deadline=None)  # each example scores whole frames
RULES = st.one_of(st.sampled_from(["instrument", "complete"]), st.floats(0, 0.999))


@st.composite
def answers(draw: Any, min_rows: int = 1) -> pd.DataFrame:
    """Item rows with gaps; which items are open varies from none to all."""
    n_rows = draw(st.integers(min_rows, 12))
    seed = draw(st.integers(0, 2**32 - 1))
    share_open = draw(st.sampled_from([0, 0.1, 0.3, 0.7, 1]))
    random = np.random.default_rng(seed)
    columns = {key: random.integers(1, top + 1, n_rows) for key, top in ITEMS}
    return pd.DataFrame(columns).mask(random.random((n_rows, len(ITEMS))) < share_open)


def points(n: int) -> st.SearchStrategy[NDArray[np.float64]]:
    return arrays(float, n, elements=st.integers(13, 91).map(float))


PAIRS = st.integers(2, 12).flatmap(lambda n: st.tuples(points(n), points(n)))


@given(arrays(np.uint8, (13, 5), elements=st.integers(0, 7)))
def test_reversing_twice_gives_back_the_answers(codes: NDArray[np.uint8]) -> None:
    turned = codes.copy()
    reverse_keyed(turned, SOC13)
    reverse_keyed(turned, SOC13)
    assert (turned == codes).all()


@FEW
@given(answers(), RULES)
def test_a_score_is_there_if_no_more_items_are_open_than_the_rule_allows(
    frame: pd.DataFrame, rule: Any
) -> None:
    scores = score(frame, missing=rule)
    for one in all_instruments():
        for scale in one.scales:
            n_open = frame[[one.item_keys[n - 1] for n in scale.items]].isna().sum(axis=1)
            assert (scores[f"{scale.column}_missing"] == n_open).all()
            is_there = n_open <= allowed_open(scale, rule)
            assert (scores[scale.column].notna() == is_there).all()
            assert (scores[f"{scale.column}_prorated"] == (is_there & (n_open > 0))).all()


@FEW
@given(answers(), RULES)
def test_a_score_lies_within_the_published_range_also_when_prorated(
    frame: pd.DataFrame, rule: Any
) -> None:
    scores = score(frame, missing=rule)
    for one in all_instruments():
        for scale in one.scales:
            assert scores[scale.column].dropna().between(scale.lowest, scale.highest).all()


@FEW
@given(answers())
def test_the_subscales_of_a_complete_form_add_up_to_the_total(frame: pd.DataFrame) -> None:
    scores = score(frame, missing="complete")
    parts = scores[[scale.column for scale in SOC13.subscales]]
    complete = scores["soc13_total"].notna()
    assert (parts[complete].sum(axis=1) == scores.loc[complete, "soc13_total"]).all()


@FEW
@given(answers(min_rows=2), RULES, st.data())
def test_scoring_in_two_halves_is_scoring_the_whole(
    frame: pd.DataFrame, rule: Any, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(frame)))
    halves = pd.concat([score(frame[:cut], missing=rule), score(frame[cut:], missing=rule)])
    pd.testing.assert_frame_equal(halves, score(frame, missing=rule))


@FEW
@given(answers(), st.integers(0, 2**32 - 1))
def test_the_order_of_rows_and_columns_does_not_matter_for_scores(
    frame: pd.DataFrame, seed: int
) -> None:
    shuffled = frame.sample(frac=1, random_state=seed).sample(frac=1, axis=1, random_state=seed)
    pd.testing.assert_frame_equal(score(shuffled).sort_index(), score(frame))


def figures_that_differ(one: Any, other: Any, place: str = "") -> list[str]:
    """Places of numbers that are not the same to nine digits, and of anything else not equal."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [
            found
            for key in one
            for found in figures_that_differ(one[key], other[key], f"{place}.{key}")
        ]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [
            found
            for number, pair in enumerate(zip(one, other, strict=True))
            for found in figures_that_differ(*pair, f"{place}[{number}]")
        ]
    if isinstance(one, float) and isinstance(other, float):
        return [] if one == pytest.approx(other, rel=1e-6, abs=1e-9) else [place]
    return [] if one == other else [place]


@settings(max_examples=4, deadline=None)  # each example evaluates everything twice
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_and_people_does_not_matter_for_any_figure(seed: int) -> None:
    random = np.random.default_rng(1)
    frame = pd.DataFrame({key: random.integers(1, top + 1, 60) for key, top in ITEMS})
    frame = frame.astype(float).mask(random.random(frame.shape) < 0.02)
    frame["participant"] = [f"p{i}" for i in range(30)] * 2
    frame["group"] = [f"g{i // 5}" for i in range(30)] * 2
    frame["wave"] = ["pre"] * 30 + ["post"] * 30
    frame["status"] = [None] * 30 + ["still_in", "left_early", "finished"] * 10
    frame["climate_trust"] = [None] * 30 + list(random.integers(1, 6, 30))
    frame["overall_change"] = [None] * 30 + list(random.integers(-3, 4, 30))
    frame["group_type"] = (["led"] * 15 + ["self_organised"] * 15) * 2
    frame = frame.drop(index=[31, 33, 40])
    shuffled = frame.sample(frac=1, random_state=seed)
    plan = Plan(resamples=199, imputations=5)
    one, other = evaluate(frame, plan).to_dict(), evaluate(shuffled, plan).to_dict()
    assert figures_that_differ(one, other) == []


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_swapping_the_waves_of_a_file_turns_every_sign_of_change(seed: int) -> None:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({key: random.integers(1, top + 1, 24) for key, top in ITEMS})
    frame["participant"] = [f"p{i}" for i in range(12)] * 2
    frame["wave"] = ["pre"] * 12 + ["post"] * 12
    swapped = frame.assign(wave=["post"] * 12 + ["pre"] * 12)
    plan = Plan(resamples=199, imputations=5)
    for here, there in zip(
        evaluate(frame, plan).to_dict()["outcomes"].values(),
        evaluate(swapped, plan).to_dict()["outcomes"].values(),
        strict=True,
    ):
        assert there["change"]["mean"] == pytest.approx(-here["change"]["mean"])
        assert there["t_test"]["t"] == pytest.approx(-here["t_test"]["t"])
        for name in ("d_z", "g_z", "d_av", "g_av"):
            expected = pytest.approx(-here["effect_size"][name])
            assert there["effect_size"][name] == expected
        ranks, turned = here["wilcoxon"], there["wilcoxon"]
        assert (turned["w_plus"], turned["w_minus"]) == (ranks["w_minus"], ranks["w_plus"])
        assert turned["rank_biserial"] == -ranks["rank_biserial"]
        assert turned["p_exact"] == pytest.approx(ranks["p_exact"])


@settings(max_examples=50, deadline=None)
@given(PAIRS, st.integers(-20, 20))
def test_a_constant_added_after_moves_the_mean_change_and_not_its_spread(
    pairs: tuple[Any, Any], constant: int
) -> None:
    pre, post = pairs
    one, other = paired_change(pre, post).change, paired_change(pre, post + constant).change
    assert other.mean == pytest.approx(one.mean + constant)
    assert other.sd == pytest.approx(one.sd)


@settings(max_examples=50, deadline=None)
@given(PAIRS)
def test_swapping_before_and_after_turns_the_signs(pairs: tuple[Any, Any]) -> None:
    pre, post = pairs
    one, other = paired_change(pre, post), paired_change(post, pre)
    assert other.change.mean == -one.change.mean
    assert (other.change.n_up, other.change.n_down) == (one.change.n_down, one.change.n_up)
    assert other.t_test.p == one.t_test.p
    for name in ("d_z", "g_z", "d_av", "g_av"):
        here, there = getattr(one.effect_size, name), getattr(other.effect_size, name)
        assert there == (None if here is None else pytest.approx(-here))


@settings(max_examples=50, deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter_for_their_change(
    pairs: tuple[Any, Any], random: Random
) -> None:
    order = list(range(len(pairs[0])))
    random.shuffle(order)
    one = paired_change(*pairs).to_dict()
    other = paired_change(pairs[0][order], pairs[1][order]).to_dict()
    for part in ("pre", "post", "change"):
        assert other[part] == pytest.approx(one[part])
    assert other["t_test"]["p"] == pytest.approx(one["t_test"]["p"])
