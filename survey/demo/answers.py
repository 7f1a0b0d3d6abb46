"""What the simulated people answer: normal variables behind the items, cut at the margins.

Behind every item lies a standard normal variable. On SOC-13 it has a part that the items share,
correlated as in the real answers, and a part of its own; on GSE the shared part is one factor. Of
each part a portion stays with the person from pre to post, and the rest is drawn anew. Change is
a shift of the variables at post, the same for all items, larger in some groups than in others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scoring.instrument import load_instrument
from survey.demo.margins import Floats, cuts, load_margins

Responses = NDArray[np.int8]

# Tuned by simulating 200,000 people until the scores came out as the comments say.
STAYING = 0.78  # SOC-13, shared part: totals at pre and post correlate about .70
STAYING_GSE = 0.68  # likewise about .60; published retest over a year is .54 to .57
STAYING_OWN = 0.30  # each item's own part: less lasting than what items share
LINK = 0.58  # of what stands behind the two totals: the totals then correlate about .50
GSE_AT_PRE = -0.15  # people in a hard time: mean about 28.5 instead of 29.6
SHIFT, SHIFT_GSE = 0.175, 0.16  # mean change about +3 points of SOC-13 and +1 of GSE
SHIFT_LEFT_EARLY = 0.3  # who leaves early changes by this much of it
GROUP_SD, GROUP_SD_GSE = 0.125, 0.17  # of the shift: ICC of change between .05 and .10

SKIP = 0.007  # chance of leaving an item open ...
SKIP_PAST = 0.02  # ... and one that asks about the past; with those below about .016 on SOC-13
ASKS_ABOUT_PAST = (2, 3, 10)
SHARE_SKIPPING_MANY, SKIP_MANY = 0.015, 0.4
SHARE_WITHOUT_GSE = 0.008


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers at one wave, as given: nothing reversed; 0 is an item left open."""

    soc13: Responses  # (n_people, 13), 1-7
    gse: Responses  # (n_people, 10), 1-4


@dataclass(frozen=True, eq=False)
class Standing:
    """What stays with the people from pre to post; all standard normal."""

    soc13: Floats  # (n_people, 13): shared parts
    soc13_own: Floats  # (n_people, 13): the items' own parts
    gse: Floats  # (n_people,)
    gse_own: Floats  # (n_people, 10)


@dataclass(frozen=True, eq=False)
class _Model:
    """The margins made ready for drawing."""

    direction: Floats  # (13,): -1 for a reversed item, whose answers fall as SOC rises
    shared: Floats  # (13, 13): from shared parts to items
    own: Floats  # (13,): SD of each item's own part
    towards_total: Floats  # (13,): from shared parts to what stands behind the total
    loadings: Floats  # (10,)
    soc13_cuts: Floats
    gse_cuts: Floats


@cache
def _model() -> _Model:
    """Return the correlations of SOC-13 split in what items share and what is their own."""
    margins = load_margins()
    correlations = margins.soc13_correlations
    direction = np.array([-1.0 if i.is_reversed else 1.0 for i in load_instrument("soc13").items])
    # What the other items do not explain, scaled so that a proper matrix is left without it.
    unexplained = 1 / np.diag(np.linalg.inv(correlations))
    scale = np.sqrt(np.outer(unexplained, unexplained))
    own = unexplained * np.linalg.eigvalsh(correlations / scale)[0]
    values, vectors = np.linalg.eigh(correlations - np.diag(own))
    # The symmetric root is the same on every machine; the eigenvectors' signs are not.
    shared = vectors * np.sqrt(np.clip(values, 0, None)) @ vectors.T
    towards_total = direction @ shared
    return _Model(
        direction=direction,
        shared=shared,
        own=np.sqrt(own),
        towards_total=towards_total / np.linalg.norm(towards_total),
        loadings=margins.gse_loadings,
        soc13_cuts=cuts(margins.soc13_shares),
        gse_cuts=cuts(margins.gse_shares),
    )


def draw_standing(rng: np.random.Generator, n_people: int) -> Standing:
    """Return what stays with each person from pre to post."""
    soc13 = rng.standard_normal((n_people, 13))
    return Standing(
        soc13=soc13,
        soc13_own=rng.standard_normal((n_people, 13)),
        gse=_linked(rng, soc13),
        gse_own=rng.standard_normal((n_people, 10)),
    )


def answer_pre(rng: np.random.Generator, standing: Standing) -> Answers:
    """Return the answers at pre."""
    nothing = np.zeros(len(standing.gse))
    return _answer(rng, standing, nothing, nothing)


def answer_post(
    rng: np.random.Generator,
    standing: Standing,
    group: NDArray[np.int64],
    has_left_early: NDArray[np.bool_],
) -> Answers:
    """Return the answers at post: shifted, by a group's own amount, less for early leavers."""
    group_effect = rng.standard_normal(int(group.max()) + 1)[group]
    part = np.where(has_left_early, SHIFT_LEFT_EARLY, 1.0)
    return _answer(
        rng,
        standing,
        SHIFT * part + GROUP_SD * group_effect,
        SHIFT_GSE * part + GROUP_SD_GSE * group_effect,
    )


def soc_behind_answers(standing: Standing) -> Floats:
    """Return the lasting SOC of each person, standard normal: what makes a loss likelier."""
    return np.asarray(standing.soc13 @ _model().towards_total)


def _answer(
    rng: np.random.Generator, standing: Standing, shift: Floats, shift_gse: Floats
) -> Answers:
    """Return the answers at a wave whose variables are shifted by so many SDs."""
    model = _model()
    n_people = len(shift)
    today = rng.standard_normal((n_people, 13))
    soc13 = _mixed(standing.soc13, today, STAYING) @ model.shared.T
    own = _mixed(standing.soc13_own, rng.standard_normal((n_people, 13)), STAYING_OWN)
    soc13 += own * model.own
    soc13 += shift[:, None] * model.direction
    factor = _mixed(standing.gse, _linked(rng, today), STAYING_GSE)
    gse = factor[:, None] * model.loadings
    own = _mixed(standing.gse_own, rng.standard_normal((n_people, 10)), STAYING_OWN)
    gse += own * np.sqrt(1 - model.loadings**2)
    gse += (GSE_AT_PRE + shift_gse)[:, None]
    open_soc13, open_gse = _left_open(rng, n_people)
    return Answers(
        soc13=np.where(open_soc13, 0, _cut(soc13, model.soc13_cuts)).astype(np.int8),
        gse=np.where(open_gse, 0, _cut(gse, model.gse_cuts)).astype(np.int8),
    )


def _mixed(lasting: Floats, today: Floats, staying: float) -> Floats:
    """Return variables of which a portion of the variance is lasting."""
    return np.asarray(np.sqrt(staying) * lasting + np.sqrt(1 - staying) * today)


def _linked(rng: np.random.Generator, soc13: Floats) -> Floats:
    """Return a GSE factor that goes together with the shared parts of SOC-13."""
    own = rng.standard_normal(len(soc13))
    return _mixed(soc13 @ _model().towards_total, own, LINK**2)


def _cut(variables: Floats, item_cuts: Floats) -> NDArray[np.int64]:
    """Return the category each variable lies in, counted from 1."""
    above = [variables > cut for cut in item_cuts.T]
    return np.asarray(1 + np.sum(above, axis=0))


def _left_open(
    rng: np.random.Generator, n_people: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which items each person leaves open on SOC-13 and GSE."""
    chance = np.full((n_people, 23), SKIP)
    chance[:, np.array(ASKS_ABOUT_PAST) - 1] = SKIP_PAST
    chance[rng.random(n_people) < SHARE_SKIPPING_MANY] = SKIP_MANY
    chance[rng.random(n_people) < SHARE_WITHOUT_GSE, 13:] = 1.0
    is_open = rng.random((n_people, 23)) < chance
    return is_open[:, :13], is_open[:, 13:]
