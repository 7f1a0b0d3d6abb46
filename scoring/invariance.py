"""Whether a scale measured alike before and after: factor models, equal step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.cohort import Cohort
from scoring.covariance_model import Moments, is_singular
from scoring.invariance_models import FEWEST_ITEMS, linked_items
from scoring.invariance_steps import BOUNDS, ScaleModels, compare_models, without_change
from scoring.item_sums import ItemSums, sums_of_complete
from scoring.people import WAVES
from scoring.record import Record

FEWEST_PAIRS = 200
NO_SPREAD = 1e-9  # a variance below this is float noise
NOTE = (
    "One factor at pre and one at post, by maximum likelihood from the pairs who answered every"
    " item of the scale both times. Answers of 4 or 7 points are treated as continuous, which"
    " costs accuracy most with 4. The residual covariance of an item with itself over the waves"
    " is free, and within a wave that of items 2 and 3 of SOC-13 where a scale holds both;"
    " the total is one factor of 13 items, which is stricter than a theory of three parts."
    " Metric: equal loadings; scalar: equal intercepts too. CFI is against a baseline of free"
    " means and variances without covariances. The bounds of fit are conventional and on the"
    " lenient side (Hu and Bentler, 1999, discuss stricter ones), those of the differences are"
    " from Chen (2007). Each person counts as one, whatever their group. The latent mean change"
    " is in standard deviations of the factor at pre. Models that hold do not prove that people"
    " read the items alike both times."
)


@dataclass(frozen=True)
class FactorModels(Record):
    """The factor models of every scale."""

    note: str
    bounds: Mapping[str, float]
    fewest_pairs: int
    by_scale: Mapping[str, ScaleModels]


def factor_models(cohort: Cohort) -> FactorModels:
    """Return, for every scale, whether loadings and intercepts are equal at pre and post.

    Of the keyed items in points, from the pairs who answered every item of the scale both
    times; n_pairs counts them. Configural, metric and scalar model (see
    `scoring.invariance_models`) are fitted one after the other for as long as they keep BOUNDS;
    the chi-square difference is shown and does not decide, for it rejects anything in a large
    sample. With fewer than 200 pairs, or items without variance, nothing is fitted.

    A model that does not converge or has an improper solution, such as a negative residual
    variance, keeps its df, has None for every other figure and is the last. The latent mean
    change, post minus pre, with its normal-theory interval stands only where every model holds.
    Sources: Meredith (1993), Psychometrika 58, 525-543; those at BOUNDS.
    """
    return FactorModels(
        note=NOTE,
        bounds=BOUNDS,
        fewest_pairs=FEWEST_PAIRS,
        by_scale={column: _scale_models(cohort, column) for column in cohort.scales},
    )


def _scale_models(cohort: Cohort, column: str) -> ScaleModels:
    items, scale = cohort.scales[column]
    sums = _complete_pairs(cohort, column)
    if sums.n < FEWEST_PAIRS:
        return without_change(sums.n, f"cannot be tested with n = {sums.n}", [])
    lowest = items.instrument.minimum
    moments = Moments(sums.n, sums.mean + (lowest - 1), sums.covariance(ddof=0))
    obstacle = _obstacle(moments, [items.instrument.item_keys[one - 1] for one in scale.items])
    if obstacle:
        return without_change(sums.n, f"cannot be tested: {obstacle}", [])
    return compare_models(moments, linked_items(items.instrument.key, scale.items))


def _complete_pairs(cohort: Cohort, column: str) -> ItemSums:
    """Return the sums over those who answered every item twice: items at pre, then at post."""
    is_pair = (cohort.pre >= 0) & (cohort.post >= 0)
    codes = cohort.item_codes(column)
    return sums_of_complete([codes, codes], [cohort.pre[is_pair], cohort.post[is_pair]])


def _obstacle(moments: Moments, keys: Sequence[str]) -> str:
    """Say what keeps the models from being fitted; empty if nothing does."""
    k = len(keys)
    if k < FEWEST_ITEMS:
        return f"the models need {FEWEST_ITEMS} items, and the scale has {k}"
    alike = np.flatnonzero(np.diag(moments.covariance) < NO_SPREAD)
    if len(alike):
        return f"everyone answered {keys[alike[0] % k]} alike at {WAVES[alike[0] // k]}"
    if is_singular(moments.covariance):
        return "the answers to an item follow from those to the others"
    return ""
