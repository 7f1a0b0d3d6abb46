"""From the people of a released set to the facts of its report.

Imported by jobs and commands only: it needs pandas, which no web process loads. Nothing here
judges whether a set may be released: the release ledger has done that.

The set is one set of people for every figure. A subscale that somebody in it has no score on is
not shown at all. Worked out for the others only, it would stand beside a total for everybody, and
the difference between the two would be the answers of the few.

Every figure is kept as it is printed, with one decimal, and what is worked out from others is
worked out from those: the interval from the printed mean and spread, the scenario from the
printed mean. So nothing in a report tells a figure more closely than its own line does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.change import design_effect_interval
from survey.release.gate import load_thresholds
from survey.release.told import OfOneSet
from survey.report import likeness
from survey.report.assumptions import Assumptions, load_assumptions
from survey.report.facts import (
    OUTCOME_KEYS,
    PLANNED,
    SUBSCALE_KEYS,
    Figures,
    Headline,
    Individuals,
    OutcomeFacts,
    ReportContext,
    ReportFacts,
    context_of,
)
from survey.report.individuals import individuals
from survey.report.likeness import is_too_alike, scales
from survey.report.number_forms import printed
from survey.report.regression import regression_scenario
from survey.report.shares import climate_shares, found_by_shares, overall_shares

Points = NDArray[np.float64]
PRE: Final = [f"{key}_pre" for key in OUTCOME_KEYS]
POST: Final = [f"{key}_post" for key in OUTCOME_KEYS]


def facts_of(
    released: pd.DataFrame, context: ReportContext, own: OfOneSet | None = None
) -> ReportFacts:
    """Return the facts of the report on a released set.

    released: complete rows of `people.people_of`. own: what is told of this set, with a memory of
    what was told of others; None where nothing else is told of anybody in it. ValueError for
    somebody without a score, or for nobody.
    """
    assumptions = load_assumptions()
    outcomes, n_groups = _outcomes(released, own)
    total = outcomes[0].figures
    weeks = released["weeks_between"].mean()
    found_by = None
    if not context.area.is_municipality:
        found_by = found_by_shares(released, assumptions, own)
    return ReportFacts(
        **context_of(context),
        n_pairs=len(released),
        n_groups=n_groups,
        outcomes=outcomes,
        climate=climate_shares(released, assumptions, own),
        overall=overall_shares(released, assumptions, own),
        individuals=_individuals(released, outcomes, assumptions, own),
        found_by=found_by,
        # Where the total is hidden the scenario would tell its mean.
        regression=None if total is None else regression_scenario(total.pre_mean, assumptions),
        weeks_between=None if np.isnan(weeks) else round(weeks),
        has_several_wordings=_has_several_wordings(released),
        thresholds=load_thresholds(),
        assumptions=assumptions,
    )


def headline_of(
    released: pd.DataFrame,
    *,
    area_name: str | None,
    edition: int,
    cut_off_week: str,
    own: OfOneSet | None = None,
) -> Headline:
    """Return what other reports may tell of a released set; no name means the whole study."""
    outcomes, n_groups = _outcomes(released, own)
    return Headline(area_name, edition, cut_off_week, len(released), n_groups, outcomes)


def _outcomes(released: pd.DataFrame, own: OfOneSet | None) -> tuple[tuple[OutcomeFacts, ...], int]:
    """Return the line of each outcome, and how many groups there are."""
    if not (len(released) and released["is_complete"].all()):
        raise ValueError("a released set is people with a score on both scales both times")
    n_groups = int(released["group"].nunique())
    points = np.stack([released[PRE].to_numpy("float64"), released[POST].to_numpy("float64")])
    values = np.stack([points[0], points[1], points[1] - points[0]])
    moments = _moments(values)
    hidden = _hidden(values, moments.sd)
    if own is not None:
        hidden = likeness.hidden(own, hidden)
    lines = []
    for place, key in enumerate(OUTCOME_KEYS):
        figures = None
        if key not in hidden:
            figures = _figures(moments, place, len(released), n_groups)
        scale = scales()[key]
        lines.append(OutcomeFacts(key, scale.lowest, scale.highest, figures))
    return tuple(lines), n_groups


class _Moments(NamedTuple):
    """Of before, after and change (rows) in each outcome (columns), over those with a score."""

    mean: Points
    sd: Points


def _moments(values: Points) -> _Moments:
    """Return means and sample standard deviations; fewer than two values have no spread."""
    n = np.maximum((~np.isnan(values)).sum(axis=1), 1)
    mean = np.nansum(values, axis=1) / n
    squares = np.nansum((values - mean[:, np.newaxis]) ** 2, axis=1)
    return _Moments(mean, np.sqrt(squares / np.maximum(n - 1, 1)))


def _hidden(values: Points, spreads: Points) -> set[str]:
    """Return the outcomes that show ':'.

    Where the answers on a subscale lie close together all three are hidden, because the total
    less two of them is the third; where those on the total do, the three that add up to it.
    """
    is_open: NDArray[np.bool_] = np.asarray(np.isnan(values).any(axis=(0, 1)))
    n = np.maximum((~np.isnan(values[2])).sum(axis=0), 1)
    too_alike = {
        key
        for place, key in enumerate(OUTCOME_KEYS)
        if is_too_alike(int(n[place]), spreads[:, place], scales()[key])
    }
    hidden = too_alike | {key for key, gap in zip(OUTCOME_KEYS, is_open, strict=True) if gap}
    if too_alike & {"soc13_total", *SUBSCALE_KEYS}:
        hidden |= set(SUBSCALE_KEYS)
    return hidden


def _figures(moments: _Moments, place: int, n: int, n_groups: int) -> Figures:
    """Return one line's figures."""
    given = load_assumptions()
    pre, post, change = (printed(float(one)) for one in moments.mean[:, place])
    pre_sd, post_sd, change_sd = (printed(float(one)) for one in moments.sd[:, place])
    interval = design_effect_interval(
        change, change_sd, n, n_groups, icc=given.icc, level=given.level
    )
    low, high = printed(interval.low), printed(interval.high)
    return Figures(pre, pre_sd, post, post_sd, change, change_sd, low, high)


def _individuals(
    released: pd.DataFrame,
    outcomes: Sequence[OutcomeFacts],
    given: Assumptions,
    own: OfOneSet | None,
) -> tuple[Individuals, ...]:
    lines = {line.key: line.figures for line in outcomes}
    return tuple(
        individuals(key, released, figures.pre_sd if (figures := lines[key]) else None, given, own)
        for key in PLANNED
    )


def _has_several_wordings(released: pd.DataFrame) -> bool:
    """Return whether not everybody read the same text both times."""
    both = {*released["wording_pre"].dropna(), *released["wording_post"].dropna()}
    return len(both) > 1
