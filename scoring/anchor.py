"""Change in the scores held against the participants' own overall judgement of change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.cohort import Cohort
from scoring.effect_size import NO_SPREAD, SAME_CHANGE
from scoring.participation import Participation
from scoring.record import Interval, Record, Why, no_reasons

NOTE = (
    "Change in points beside the participants' own answer to how they are overall compared with "
    "before (-3 much worse to 3 much better). The judgement was given at the same time as the "
    "answers after, so it leans towards how people are now rather than towards change. These are "
    "no cut-offs: no minimal important change has been published for these scales, and none is "
    "proposed here."
)
METHOD = "Pearson's correlation of change and judgement; interval by Fisher's z"
NO_COLUMN = "the file has no column overall_change"
NOBODY = "nobody has both a change and a judgement"
FEWEST = 4  # Fisher's z has a standard error of 1 / sqrt(n - 3)
PERFECT = 1 - 1e-12  # z has no end beyond

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Judgement(Record):
    """How many judged themselves worse, the same and better, and their mean, -3 to 3."""

    n_worse: int
    n_same: int
    n_better: int
    mean: float | None
    why: Why = no_reasons


@dataclass(frozen=True)
class MeanChange(Record):
    """The change, in points, of those who gave one kind of judgement."""

    n: int
    mean_change: float | None
    sd: float | None
    why: Why = no_reasons


@dataclass(frozen=True)
class OutcomeAnchor(Record):
    """One outcome's change beside the judgement, in the people who have both."""

    n: int
    correlation: float | None
    ci95: Interval | None
    by_judgement: Mapping[str, MeanChange]
    why: Why = no_reasons


@dataclass(frozen=True)
class Anchor(Record):
    """The judgement of n people, and each outcome's change beside it."""

    status: str
    note: str
    method: str
    n: int | None
    judgement: Judgement | None
    by_outcome: Mapping[str, OutcomeAnchor] | None
    why: Why = no_reasons


def anchor(cohort: Cohort, participation: Participation) -> Anchor:
    """Return each outcome's change beside the participants' own overall judgement.

    participation: of the cohort's people, in its order. n counts people who gave a judgement;
    an outcome's n those of them who also have a change. Judgements below 0 are worse, 0 the
    same, above 0 better. mean_change and sd (n - 1) are in points, post minus pre; correlation
    is unitless.

    None with a reason: everything if the file has no column overall_change; the correlation
    below 4 people or where change (SD below 1e-9) or judgement does not vary; the interval of a
    perfect correlation; a mean of nobody, an SD of one.
    Source: interval, Fisher (1921), Metron 1, 3-32, as R's cor.test.
    """
    judged = participation.overall_change
    if judged is None:
        why = dict.fromkeys(("n", "judgement", "by_outcome"), NO_COLUMN)
        return Anchor("exploratory", NOTE, METHOD, None, None, None, why=why)
    return Anchor(
        status="exploratory",
        note=NOTE,
        method=METHOD,
        n=int(np.count_nonzero(~np.isnan(judged))),
        judgement=_judgement(judged),
        by_outcome={column: _outcome(cohort.change(column), judged) for column in cohort.scales},
    )


def _judgement(judged: Points) -> Judgement:
    given = judged[~np.isnan(judged)]
    return Judgement(
        n_worse=int(np.count_nonzero(given < 0)),
        n_same=int(np.count_nonzero(given == 0)),
        n_better=int(np.count_nonzero(given > 0)),
        mean=float(given.mean()) if len(given) else None,
        why={} if len(given) else {"mean": "nobody gave a judgement"},
    )


def _outcome(change: Points, judged: Points) -> OutcomeAnchor:
    has_both = ~(np.isnan(change) | np.isnan(judged))
    change, judged = change[has_both], judged[has_both]
    correlation, ci95, why = _correlation(change, judged)
    return OutcomeAnchor(
        n=len(change),
        correlation=correlation,
        ci95=ci95,
        by_judgement={
            "worse": _mean_change(change[judged < 0]),
            "same": _mean_change(change[judged == 0]),
            "better": _mean_change(change[judged > 0]),
        },
        why=why,
    )


def _correlation(
    change: Points, judged: Points
) -> tuple[float | None, Interval | None, dict[str, str]]:
    n = len(change)
    problem = _no_correlation(change, judged)
    if problem:
        return None, None, dict.fromkeys(("correlation", "ci95"), problem)
    r = float(np.corrcoef(change, judged)[0, 1])
    if abs(r) > PERFECT:
        return r, None, {"ci95": "a perfect correlation has no interval"}
    half = float(special.ndtri(0.975)) / math.sqrt(n - 3)
    z = math.atanh(r)
    return r, Interval(math.tanh(z - half), math.tanh(z + half)), {}


def _no_correlation(change: Points, judged: Points) -> str:
    """Say what keeps the correlation from existing; empty if nothing does."""
    if len(change) < FEWEST:
        return f"it needs at least four people, and there are {len(change)}"
    if change.std(ddof=1) < NO_SPREAD:
        return SAME_CHANGE
    return "everyone gave the same judgement" if judged.std(ddof=1) < NO_SPREAD else ""


def _mean_change(change: Points) -> MeanChange:
    n = len(change)
    if n == 0:
        why = dict.fromkeys(("mean_change", "sd"), "nobody with a change judged so")
        return MeanChange(0, None, None, why=why)
    mean = float(change.mean())
    if n == 1:
        return MeanChange(1, mean, None, why={"sd": "one person has no spread"})
    return MeanChange(n, mean, float(change.std(ddof=1)))
