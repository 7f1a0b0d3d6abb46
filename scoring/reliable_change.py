"""How many people changed by more than their score's measurement error explains."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.borrowed import Retest
from scoring.change import DECIMALS_KEPT
from scoring.effect_size import NO_SPREAD
from scoring.errors import BadFrame
from scoring.measurement_error import Z95, MeasurementError, measurement_error
from scoring.record import Record, Why, no_reasons
from scoring.reliability import Reliability

Points = NDArray[np.float64]

ALPHA = "alpha"
RETEST = "retest"
NO_RETEST = "the plan has no test-retest correlation of this outcome"
SD_SOURCE = "all scored pre answers"
SHARE_IN_A_TAIL = float(special.ndtr(-Z95))
NO_END = "an end is missing, for that end of the reliability is not between 0 and 1"
REST_ON_ERROR = (
    "standard_error_of_measurement",
    "threshold95",
    "threshold_range",
    "improved",
    "unchanged",
    "deteriorated",
    "expected_by_chance",
)


class _Classes(NamedTuple):
    improved: int | None
    unchanged: int | None
    deteriorated: int | None
    expected_by_chance: float | None


@dataclass(frozen=True)
class ReliableChange(Record):
    """How many of n pairs changed by more than a threshold in points; the classes stand together.

    threshold_range: the threshold at the higher and at the lower end of the reliability's
    interval; an end that does not exist is None. expected_by_chance: people in each of the two
    outer classes if nobody had really changed.
    """

    reliability_source: str
    reliability: float | None
    sd_source: str
    sd_pre: float | None
    standard_error_of_measurement: float | None
    threshold95: float | None
    threshold_range: tuple[float | None, float | None] | None
    n: int
    improved: int | None
    unchanged: int | None
    deteriorated: int | None
    expected_by_chance: float | None
    why: Why = no_reasons


def reliable_change_index(
    pre: Points, post: Points, *, sd_pre: float, reliability: float
) -> Points:
    """Return each person's change in standard errors of the difference, unitless.

    pre, post: points, shape (people,), in one order. sd_pre: of the pre scores in points, and
    reliability of the score, both of the same people; there is no default, for the caller must
    know whose they are. Returns shape (people,), post minus pre; NaN stays NaN.

    Raises BadFrame if pre and post differ in shape, ValueError unless sd_pre > 0 and
    0 <= reliability < 1.
    Source: Jacobson & Truax (1991), J Consult Clin Psychol 59, 12-19.
    """
    if pre.shape != post.shape:
        raise BadFrame(f"pre and post need one entry a person: {pre.shape} and {post.shape}")
    if not (0 < sd_pre < math.inf and 0 <= reliability < 1):
        raise ValueError(f"need sd_pre > 0 and 0 <= reliability < 1: {sd_pre=}, {reliability=}")
    return (post - pre) / (sd_pre * math.sqrt(2 * (1 - reliability)))


def reliable_changes(
    before: Points,
    after: Points,
    pre_reliability: Reliability,
    retest: Retest | None = None,
) -> list[ReliableChange]:
    """Return reliable change by alpha, then by the plan's test-retest correlation.

    before, after: points, shape (people,), NaN where there is no score; `sd_pre` is of every
    score before, also of people without one after. pre_reliability: of the same score at pre.
    retest: None where the plan has none; its entry then has no figures but a reason. Where it is
    published stands with it in the plan.

    alpha asks whether a change is more than the items' noise at one sitting, a retest
    correlation whether it is more than that and natural fluctuation together.
    """
    scored = before[~np.isnan(before)]
    sd_pre = float(scored.std(ddof=1)) if len(scored) > 1 else None
    by = partial(reliable_change, before, after, sd_pre=sd_pre)
    interval = pre_reliability.alpha_ci95
    by_alpha = by(
        reliability=pre_reliability.alpha,
        source=ALPHA,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        no_reliability=pre_reliability.why.get("alpha", ""),
    )
    by_retest = by(
        reliability=retest.value if retest else None,
        source=RETEST,
        low=retest.low if retest else None,
        high=retest.high if retest else None,
        no_reliability=NO_RETEST,
    )
    return [by_alpha, by_retest]


def reliable_change(  # noqa: PLR0913 - what the threshold rests on, each with its own name
    before: Points,
    after: Points,
    *,
    sd_pre: float | None,
    reliability: float | None,
    source: str,
    low: float | None = None,
    high: float | None = None,
    sd_source: str = SD_SOURCE,
    no_reliability: str = "there is no reliability",
) -> ReliableChange:
    """Return how many people changed by more than 1.96 standard errors of the difference.

    before, after: points, shape (people,), in one order; NaN where there is no score, and who
    lacks one of the two is in no figure. sd_pre: SD of the scores before, points. low, high:
    interval or range of the reliability, each as the reliability itself if None. source,
    sd_source: where reliability and SD come from. no_reliability: the reason if it is None.

    threshold95 = 1.96 x sqrt(2) x sd_pre x sqrt(1 - reliability), points. Changes are rounded to
    9 decimals; one equal to the threshold is unchanged. Everything that rests on the threshold
    is None with a reason where the reliability is None, 0 or below, or 1, and where sd_pre is
    None or below 1e-9.
    Sources: Jacobson & Truax (1991), J Consult Clin Psychol 59, 12-19, with the square root of
    2 of Christensen & Mendoza (1986), Behav Ther 17, 305-308.
    """
    change = (after - before)[~(np.isnan(before) | np.isnan(after))]
    why, error = _error(sd_pre, reliability, no_reliability)
    threshold, classes = error.smallest_detectable_change, _Classes(None, None, None, None)
    ends: tuple[float | None, float | None] | None = None
    if sd_pre is not None and reliability is not None and threshold is not None:
        classes = _classes(change, threshold)
        ends = _ends(sd_pre, *(reliability if end is None else end for end in (high, low)))
        why = {"threshold_range": NO_END} if None in ends else {}
    return ReliableChange(
        reliability_source=source,
        reliability=reliability,
        sd_source=sd_source,
        sd_pre=sd_pre,
        standard_error_of_measurement=error.standard_error,
        threshold95=threshold,
        threshold_range=ends,
        n=len(change),
        improved=classes.improved,
        unchanged=classes.unchanged,
        deteriorated=classes.deteriorated,
        expected_by_chance=classes.expected_by_chance,
        why=why,
    )


def _error(
    sd_pre: float | None, reliability: float | None, no_reliability: str
) -> tuple[dict[str, str], MeasurementError]:
    """Return the measurement error, with the reason for everything that is None without it."""
    why = {}
    if sd_pre is None:
        why["sd_pre"] = "an SD needs two people with a score at pre"
    if reliability is None:
        why["reliability"] = no_reliability
    if sd_pre is None or reliability is None:
        error = MeasurementError(None, None, [*why.values()][-1])
    elif sd_pre < NO_SPREAD:
        error = MeasurementError(None, None, "everyone has the same score at pre")
    else:
        error = measurement_error(sd_pre, reliability, "the reliability")
    return {**why, **dict.fromkeys(REST_ON_ERROR, error.why)}, error


def _ends(sd_pre: float, high: float, low: float) -> tuple[float | None, float | None]:
    thresholds = (measurement_error(sd_pre, end, "") for end in (high, low))
    at_high, at_low = (one.smallest_detectable_change for one in thresholds)
    return at_high, at_low


def _classes(change: Points, threshold: float) -> _Classes:
    rounded, limit = change.round(DECIMALS_KEPT), round(threshold, DECIMALS_KEPT)
    improved = int(np.count_nonzero(rounded > limit))
    deteriorated = int(np.count_nonzero(rounded < -limit))
    unchanged = len(change) - improved - deteriorated
    return _Classes(improved, unchanged, deteriorated, len(change) * SHARE_IN_A_TAIL)
