"""What the simulated people say at post of taking part; every share is chosen, none is measured.

Agreement with the statements goes together within a person and within a group, and a little with
the person's change. The judgement of change overall goes together with that change more. Those
who left early are less content, but not all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.instrument import load_instrument
from survey.after_questions import CLIMATE, KEYS, STILL_IN, Answer
from survey.demo.answers import Answers, Responses
from survey.demo.margins import Floats, cuts

Row = dict[str, Answer | None]

SHARE_FINISHED = 0.35  # of those who have not left early
REASONS: Mapping[str, Mapping[str, float]] = {
    "finished": {
        "got_what_i_needed": 0.40,
        "group_ended": 0.38,
        "practical": 0.08,
        "did_not_suit": 0.02,
        "health": 0.04,
        "other": 0.04,
        "prefer_not_to_say": 0.04,
    },
    "left_early": {
        "got_what_i_needed": 0.10,
        "group_ended": 0.06,
        "practical": 0.29,
        "did_not_suit": 0.25,
        "health": 0.14,
        "other": 0.08,
        "prefer_not_to_say": 0.08,
    },
}
# Share of the weekly meetings that a person went to, as a beta distribution: mean .72 and .60.
WENT, WENT_LEFT_EARLY = (7.2, 2.8), (6.0, 4.0)
BEFORE = {"none": 0, "1-2": 2, "3+": 5}  # meetings before pre, about
SHARES = np.array(  # from disagree to agree, in the statements' order
    [
        [0.03, 0.07, 0.15, 0.35, 0.40],
        [0.06, 0.10, 0.24, 0.33, 0.27],
        [0.04, 0.08, 0.18, 0.38, 0.32],
        [0.03, 0.06, 0.14, 0.36, 0.41],
        [0.02, 0.04, 0.10, 0.30, 0.54],
        [0.01, 0.04, 0.17, 0.40, 0.38],
        [0.08, 0.16, 0.24, 0.31, 0.21],
        [0.34, 0.24, 0.18, 0.16, 0.08],
        [0.30, 0.22, 0.24, 0.16, 0.08],
        [0.48, 0.24, 0.14, 0.10, 0.04],
    ]
)
DIRECTION = np.array([1.0] * 7 + [-1.0] * 3)  # room, leader and conflict fall as content rises
OVERALL_SHARES = np.array([[0.02, 0.05, 0.10, 0.27, 0.30, 0.19, 0.07]])
BY_GROUP, BY_PERSON = 0.15, 0.35  # of the variance behind a statement
CONTENT_WITH_CHANGE, OVERALL_WITH_CHANGE = 0.25, 0.45  # correlations
LESS_IF_LEFT_EARLY = 0.6  # SDs
SKIP = 0.015


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the people when they answer; arrays of length n_people."""

    group: NDArray[np.int64]
    has_left_early: NDArray[np.bool_]
    weeks: NDArray[np.int64]  # from pre to post
    meetings_before: NDArray[np.str_]
    change: Floats  # of SOC-13, standard

    @property
    def less_content(self) -> Floats:
        """Return by how many SDs each person is less content than the others."""
        return np.where(self.has_left_early, LESS_IF_LEFT_EARLY, 0.0)


def standard_change(pre: Answers, post: Answers) -> Floats:
    """Return each person's change in SOC-13, standardised over the people."""
    change = _mean(post.soc13) - _mean(pre.soc13)
    return np.asarray((change - change.mean()) / change.std())


def draw_after(rng: np.random.Generator, known: Known) -> tuple[Row, ...]:
    """Return each person's answers, None where skipped."""
    content = _joined(rng, known.change, CONTENT_WITH_CHANGE)
    status = _statuses(rng, known.has_left_early)
    columns: dict[str, list[Answer]] = {
        "status": status,
        "leaving_reason": [_reason(rng, one) for one in status],
        "meetings": _meetings(rng, known).tolist(),
        **_climate(rng, known, content),
        "overall_change": _overall(rng, known).tolist(),
    }
    is_open = rng.random((len(status), len(KEYS))) < SKIP
    return tuple(
        {
            key: None if skips or columns[key][place] == "" else columns[key][place]
            for key, skips in zip(KEYS, row, strict=True)
        }
        for place, row in enumerate(is_open)
    )


def _mean(responses: Responses) -> Floats:
    """Return each person's mean keyed answer, 0 where all is open."""
    is_reversed = np.array([item.is_reversed for item in load_instrument("soc13").items])
    keyed = np.where(is_reversed, 8 - responses, responses) * (responses > 0)
    return np.asarray(keyed.sum(axis=1) / np.maximum((responses > 0).sum(axis=1), 1))


def _statuses(rng: np.random.Generator, has_left_early: NDArray[np.bool_]) -> list[Answer]:
    is_finished = rng.random(len(has_left_early)) < SHARE_FINISHED
    names = np.where(has_left_early, "left_early", np.where(is_finished, "finished", STILL_IN))
    return [str(name) for name in names]


def _reason(rng: np.random.Generator, status: Answer) -> Answer:
    chances = REASONS.get(str(status))
    return str(rng.choice(list(chances), p=list(chances.values()))) if chances else ""


def _meetings(rng: np.random.Generator, known: Known) -> NDArray[np.int64]:
    shape = np.where(known.has_left_early[:, None], WENT_LEFT_EARLY, WENT)
    went = rng.binomial(known.weeks, rng.beta(shape[:, 0], shape[:, 1]))
    before = np.array([BEFORE[str(name)] for name in known.meetings_before])
    return np.asarray(went + before)


def _climate(rng: np.random.Generator, known: Known, content: Floats) -> dict[str, list[Answer]]:
    groups = rng.standard_normal(int(known.group.max()) + 1)[known.group]
    shared = np.sqrt(BY_GROUP) * groups + np.sqrt(BY_PERSON) * content - known.less_content
    own = np.sqrt(1 - BY_GROUP - BY_PERSON) * rng.standard_normal((len(content), len(CLIMATE)))
    points = _cut(shared[:, None] * DIRECTION + own, SHARES)
    return {one.key: points[:, place].tolist() for place, one in enumerate(CLIMATE)}


def _overall(rng: np.random.Generator, known: Known) -> NDArray[np.int64]:
    judged = _joined(rng, known.change, OVERALL_WITH_CHANGE)
    return _cut((judged - known.less_content / 2)[:, None], OVERALL_SHARES)[:, 0] - 4


def _joined(rng: np.random.Generator, known: Floats, correlation: float) -> Floats:
    """Return a standard variable that goes together with a known one."""
    own = rng.standard_normal(len(known))
    return np.asarray(correlation * known + np.sqrt(1 - correlation**2) * own)


def _cut(variables: Floats, shares: Floats) -> NDArray[np.int64]:
    """Return the point each variable lies at, counted from 1, a question a column."""
    places = [
        np.searchsorted(limits, variables[:, place]) for place, limits in enumerate(cuts(shares))
    ]
    return np.asarray(np.column_stack(places) + 1)
