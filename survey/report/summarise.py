"""From answers to the facts of a municipal report, through the release gate.

Imported by the job and the command only: it needs pandas, which no web process loads.

The released set is one set of people for every figure: everybody in the area with a known group
who had not been to three or more meetings before first answering, and who has a score on both
scales at both times. A subscale that somebody in that set has no score on is not shown at all.
Worked out for the others only, it would stand beside a total for everybody, and the difference
between the two would be the answers of the few. It cannot be filled in either: the figures are
to be those that `scoring.evaluation.evaluate` gives for the same people.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from scoring.change import design_effect_interval
from scoring.errors import BadFrame
from scoring.instrument import INSTRUMENT_KEYS, Subscale, load_instrument
from scoring.scales import score
from survey.release.counts import in_fives
from survey.release.gate import Thresholds, check, is_homogeneous, load_thresholds
from survey.report.assumptions import Assumptions, load_assumptions
from survey.report.facts import (
    OUTCOME_KEYS,
    SUBSCALE_KEYS,
    Area,
    Figures,
    OutcomeFacts,
    ReportFacts,
    StudyFacts,
    TooFew,
)
from survey.report.regression import regression_scenario

REQUIRED_SCORES: Final = ("soc13_total", "gse_total")


def summarise(frame: pd.DataFrame, study: StudyFacts, area: Area) -> ReportFacts | TooFew:
    """Return the facts of the report on an area, or the refusal.

    frame: one row per participant and wave, with items as answered (`dataset.read_study`).
    """
    thresholds, assumptions = load_thresholds(), load_assumptions()
    people = people_of(frame, area)
    released = people[people["is_complete"]]
    verdict = check(released["group"].value_counts().tolist(), thresholds)
    if not verdict.is_allowed:
        return TooFew(study=study, area=area, thresholds=thresholds)
    outcomes = _outcomes(released, verdict.n_groups, thresholds, assumptions)
    total, weeks = outcomes[0].figures, _weeks(released)
    return ReportFacts(
        study=study,
        area=area,
        first_week=min(weeks, default=None),
        last_week=max(weeks, default=None),
        n_pairs=verdict.n_people,
        n_groups=verdict.n_groups,
        n_pre_in_fives=in_fives(int(people["has_pre"].sum())),
        n_both_in_fives=in_fives(int((people["has_pre"] & people["has_post"]).sum())),
        outcomes=outcomes,
        # Where the total is hidden the scenario would tell its mean.
        regression=None if total is None else regression_scenario(total.pre_mean, assumptions),
        thresholds=thresholds,
        assumptions=assumptions,
    )


def people_of(frame: pd.DataFrame, area: Area) -> pd.DataFrame:
    """Return one row per participant of an area who answered `pre`, with scores of both waves.

    Columns: participant, group, `<score>_pre`, `<score>_post`, `week_pre`, `week_post`,
    `has_pre` and `has_post` (at least one item answered), `is_complete` (in the released set).
    Group and municipality are those of `pre`, also for somebody who moved. People without a
    known group are left out: nobody could say whether they make a group recognisable.
    """
    rows = _with_scores(frame)
    pre = rows[rows["wave"] == "pre"].drop(columns="wave")
    post = rows[rows["wave"] == "post"].drop(columns=["wave", "group", "municipality", "late_pre"])
    people = pre.merge(post, how="left", on="participant", suffixes=("_pre", "_post"))
    kept = people["group"].notna() & ~_is_true(people["late_pre"])
    if area.is_municipality:
        kept &= people["municipality"].astype("string") == area.number
    people = people[kept].copy()
    people["has_pre"] = _is_true(people["has_answers_pre"])
    people["has_post"] = _is_true(people["has_answers_post"])
    needed = [f"{key}_{wave}" for key in REQUIRED_SCORES for wave in ("pre", "post")]
    people["is_complete"] = people[needed].notna().all(axis=1)
    return people


def _with_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """Return participant, group, wave and scores; optional columns that are absent are empty."""
    frame = frame.reset_index(drop=True)  # scores are joined by row, so labels must be unique
    duplicated = frame.duplicated(["participant", "wave"])
    if duplicated.any():
        raise BadFrame(f"{int(duplicated.sum())} rows repeat a participant within a wave")
    instruments = [load_instrument(key) for key in INSTRUMENT_KEYS]
    items = [item for one in instruments for item in one.item_keys]
    rows = frame.reindex(columns=["participant", "group", "wave", "municipality"])
    rows["late_pre"] = frame.get("late_pre", 0)
    rows["week"] = frame.get("week", pd.NA)
    rows["has_answers"] = frame[items].notna().any(axis=1)
    scores = score(frame[items], instruments, missing="instrument")
    return rows.join(scores[list(OUTCOME_KEYS)])


def _is_true(column: pd.Series) -> pd.Series:
    """Return a yes/no column as booleans; an empty cell is a no."""
    return pd.to_numeric(column.astype("object"), errors="coerce").fillna(0) > 0


def _weeks(released: pd.DataFrame) -> list[str]:
    both = pd.concat([released["week_pre"], released["week_post"]])
    return [str(week) for week in both.dropna() if str(week)]


def _outcomes(
    released: pd.DataFrame, n_groups: int, thresholds: Thresholds, assumptions: Assumptions
) -> tuple[OutcomeFacts, ...]:
    scales = {
        scale.column: scale for key in INSTRUMENT_KEYS for scale in load_instrument(key).scales
    }
    hidden = _hidden(released, scales, thresholds)
    return tuple(
        OutcomeFacts(
            key=key,
            lowest=scales[key].lowest,
            highest=scales[key].highest,
            figures=None if key in hidden else _figures(released, key, n_groups, assumptions),
        )
        for key in OUTCOME_KEYS
    )


def _hidden(
    released: pd.DataFrame, scales: dict[str, Subscale], thresholds: Thresholds
) -> set[str]:
    """Return the outcomes that show ':'.

    Where the answers on a subscale lie close together all three are hidden, because the total
    less two of them is the third; where those on the total do, the three that add up to it.
    """
    too_alike = {key for key in OUTCOME_KEYS if _is_too_alike(released, scales[key], thresholds)}
    hidden = too_alike | {key for key in SUBSCALE_KEYS if _has_gap(released, key)}
    if too_alike & {"soc13_total", *SUBSCALE_KEYS}:
        hidden |= set(SUBSCALE_KEYS)
    return hidden


def _has_gap(released: pd.DataFrame, key: str) -> bool:
    return bool(released[[f"{key}_pre", f"{key}_post"]].isna().any(axis=None))


def _is_too_alike(released: pd.DataFrame, scale: Subscale, thresholds: Thresholds) -> bool:
    """Return whether before, after or change gives people away.

    Change is held against the scale's own range: it can span twice that, but what it would tell
    about a person is a distance on the scale.
    """
    pre, post = released[f"{scale.column}_pre"], released[f"{scale.column}_post"]
    return any(
        is_homogeneous(
            int(values.count()),
            float(values.std(ddof=1)),
            scale.lowest,
            scale.highest,
            thresholds=thresholds,
        )
        for values in (pre, post, post - pre)
        if values.count() > 1
    )


def _figures(released: pd.DataFrame, key: str, n_groups: int, assumptions: Assumptions) -> Figures:
    pre, post = released[f"{key}_pre"], released[f"{key}_post"]
    change = post - pre
    mean, sd = float(change.mean()), float(change.std(ddof=1))
    interval = design_effect_interval(
        mean, sd, len(change), n_groups, icc=assumptions.icc, level=assumptions.level
    )
    return Figures(
        pre_mean=float(pre.mean()),
        pre_sd=float(pre.std(ddof=1)),
        post_mean=float(post.mean()),
        post_sd=float(post.std(ddof=1)),
        change_mean=mean,
        change_sd=sd,
        low=interval.low,
        high=interval.high,
    )
