"""The simulated people's scores look like those of real people, before and after."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from scoring.instrument import load_instrument
from scoring.keying import key_items
from scoring.reliability import scale_reliability
from scoring.scales import score
from survey.demo.answers import Answers
from survey.demo.margins import load_margins
from survey.demo.simulate import Simulated

Floats = NDArray[np.float64]

SOC13, GSE = load_instrument("soc13"), load_instrument("gse")


def item_frame(answers: Answers) -> pd.DataFrame:
    """Return the raw answers as a researcher would get them: empty where left open."""
    items = np.hstack([answers.soc13, answers.gse])
    frame = pd.DataFrame(items, columns=[*SOC13.item_keys, *GSE.item_keys])
    return frame.astype(float).replace(0.0, np.nan)


def totals(people: Simulated, key: str) -> tuple[Floats, Floats]:
    """Return the totals at pre and post."""
    pre, post = (score(item_frame(wave))[f"{key}_total"] for wave in (people.pre, people.post))
    return pre.to_numpy(), post.to_numpy()


def alphas_at_pre(people: Simulated) -> dict[str, float | None]:
    """Return the alpha of every score at pre."""
    return {
        scale.column: scale_reliability(keyed.values(scale)).alpha
        for keyed in key_items(item_frame(people.pre))
        for scale in keyed.instrument.scales
    }


def intraclass_correlation(values: Floats, group: NDArray[np.int64]) -> float:
    """One-way analysis of variance with groups of unequal size."""
    values, group = values[~np.isnan(values)], group[~np.isnan(values)]
    _, group, sizes = np.unique(group, return_inverse=True, return_counts=True)
    means = np.bincount(group, values) / sizes
    n, n_groups = len(values), len(sizes)
    between = (sizes * (means - values.mean()) ** 2).sum() / (n_groups - 1)
    within = ((values - means[group]) ** 2).sum() / (n - n_groups)
    size = (n - (sizes**2).sum() / n) / (n_groups - 1)
    return float((between - within) / (between + (size - 1) * within))


def test_the_simulated_answers_to_soc13_fall_as_often_on_each_category_as_the_real_ones(
    many: Simulated,
) -> None:
    for item, shares in zip(many.pre.soc13.T, load_margins().soc13_shares, strict=True):
        counts = np.bincount(item, minlength=8)[1:]
        np.testing.assert_allclose(counts / counts.sum(), shares, atol=0.015)


def test_soc13_at_pre_has_the_mean_spread_and_reliability_of_the_real_answers(
    many: Simulated,
) -> None:
    pre, _ = totals(many, "soc13")

    assert np.nanmean(pre) == pytest.approx(59.61, abs=0.4)
    assert np.nanstd(pre) == pytest.approx(11.46, abs=0.3)
    alphas = alphas_at_pre(many)
    assert alphas["soc13_total"] == pytest.approx(0.813, abs=0.01)
    assert alphas["soc13_comprehensibility"] == pytest.approx(0.666, abs=0.02)
    assert alphas["soc13_manageability"] == pytest.approx(0.594, abs=0.02)
    assert alphas["soc13_meaningfulness"] == pytest.approx(0.607, abs=0.02)


def test_gse_at_pre_lies_a_little_below_the_published_mean_with_its_spread_and_reliability(
    many: Simulated,
) -> None:
    pre, _ = totals(many, "gse")

    assert np.nanmean(pre) == pytest.approx(28.5, abs=0.3)
    assert np.nanstd(pre) == pytest.approx(5.3, abs=0.3)
    assert alphas_at_pre(many)["gse_total"] == pytest.approx(0.854, abs=0.01)


def test_the_two_totals_go_together_as_assumed(many: Simulated) -> None:
    soc13, gse = (totals(many, key)[0] for key in ("soc13", "gse"))
    both = ~np.isnan(soc13 + gse)

    wanted = load_margins().totals_correlation
    assert np.corrcoef(soc13[both], gse[both])[0, 1] == pytest.approx(wanted, abs=0.03)


@pytest.mark.parametrize(("key", "retest", "rise"), [("soc13", 0.70, 3.0), ("gse", 0.60, 1.0)])
def test_pre_and_post_go_together_and_people_score_somewhat_higher_afterwards(
    many: Simulated, key: str, retest: float, rise: float
) -> None:
    pre, post = totals(many, key)
    both = ~np.isnan(pre + post)

    assert np.corrcoef(pre[both], post[both])[0, 1] == pytest.approx(retest, abs=0.03)
    assert (post - pre)[both].mean() == pytest.approx(rise, abs=0.25)


def test_some_people_go_clearly_down(many: Simulated) -> None:
    pre, post = totals(many, "soc13")
    change = (post - pre)[~np.isnan(pre + post)]

    assert 0.04 < (change <= -10).mean() < 0.12


@pytest.mark.parametrize("key", ["soc13", "gse"])
def test_change_differs_between_groups_as_in_published_group_trials(
    many: Simulated, key: str
) -> None:
    pre, post = totals(many, key)

    assert 0.04 < intraclass_correlation(post - pre, many.group) < 0.11


def test_a_third_is_lost_at_post_and_they_scored_lower_at_pre(many: Simulated) -> None:
    pre, _ = totals(many, "soc13")
    is_lost = ~many.has_post

    assert 0.30 < is_lost.mean() < 0.35
    assert 1.0 < np.nanmean(pre[~is_lost]) - np.nanmean(pre[is_lost]) < 4.0


def test_few_items_are_left_open_and_a_few_people_leave_all_of_gse_open(many: Simulated) -> None:
    assert (many.pre.soc13 == 0).mean() == pytest.approx(0.016, abs=0.005)
    assert 0.003 < (many.pre.gse == 0).all(axis=1).mean() < 0.02
    assert ((many.pre.soc13 == 0).sum(axis=1) > 3).mean() > 0.005
