"""The whole evaluation of an item file: change, its doubts and its rivals, ready for JSON."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.anchor import anchor
from scoring.attrition import attrition_of
from scoring.cohort import Cohort, make_cohort
from scoring.comparability import COMPARABILITY_COLUMNS, comparability
from scoring.conditions import conditions
from scoring.fingerprint import fingerprint
from scoring.flow import flow
from scoring.group_types import compare_group_types
from scoring.instrument import Instrument, all_instruments
from scoring.invariance import factor_models
from scoring.item_drift import item_direction, item_drift
from scoring.item_sums import sums_of_complete
from scoring.keying import KeyedItems, key_items
from scoring.missing import missing_scenarios
from scoring.outcomes import Outcome, find_outcomes
from scoring.participation import PARTICIPATION_COLUMNS, read_participation
from scoring.people import People, Positions, find_people
from scoring.plan import EXPLORATORY, Plan, default_plan
from scoring.quality import response_quality
from scoring.regression_to_the_mean import (
    Observed,
    RegressionToTheMean,
    regression_to_the_mean,
)
from scoring.reliability import Reliability, reliability_of
from scoring.results import Data, Evaluation, Measurement
from scoring.sensitivity import sensitivity

SOFTWARE = ("sammenheng", "numpy", "pandas", "scipy", "statsmodels")
NO_GROUPS = "the file has no column group"
SECTIONS = (  # in the order in which they are worked out
    "reliability",
    "outcomes",
    "flow",
    "attrition",
    "missing_scenarios",
    "quality",
    "measurement",
    "regression_to_the_mean",
    "anchor",
    "sensitivity",
    "group_types",
    "conditions",
)


def evaluate(
    frame: pd.DataFrame,
    plan: Plan | None = None,
    *,
    instruments: Sequence[Instrument] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Evaluation:
    """Return what changed between `pre` and `post`, how sure that is, and what else may explain it.

    frame: one row a person and wave, with `participant`, `wave` (pre, post or follow_up), raw
    items, and optionally `group`, `late_pre`, those columns that `scoring.participation` and
    `scoring.comparability` read, and any others; scores that stand in it are not read. Row
    labels are used in messages. plan: default is the project's own. instruments: default is
    SOC-13 and GSE; one with none of its columns is left out. progress: called with the name of
    each of SECTIONS when it is done.

    Late starters (late_pre 1 on their pre row) are counted in data.n_late_pre and kept out of
    everything else. A post without pre counts in n_post, never in pairs. follow_up rows are
    counted in n_rows and otherwise not used yet. A person whose group changes counts in
    data.n_group_changed and belongs to the group at pre.

    Each section's figures, units and sources are told where it is made: `scoring.outcomes`,
    `reliability` (complete rows of each wave), `flow`, `attrition`, `missing`, `quality`,
    `item_drift` and `invariance` (measurement), `regression_to_the_mean`, `anchor`,
    `sensitivity`, `group_types`, `conditions`. Outcomes say whether the plan has them as
    planned; flow, comparability, reliability and attrition describe; every analysis beyond
    them is exploratory and says so.

    data.sha256 is `scoring.fingerprint.fingerprint`. `.to_dict()` has the evaluation in JSON's
    own types; a figure that does not exist is null, and the dict it stands in has a "why" (see
    `scoring.record`).

    Raises BadColumns and BadValues (see `scoring.keying.key_items`) and BadFrame (see
    `scoring.people.find_people`, `scoring.participation` and `scoring.comparability`).
    """
    return evaluate_keyed(key_items(frame, instruments), frame, plan, progress=progress)


def evaluate_keyed(
    keyed: Sequence[KeyedItems],
    frame: pd.DataFrame,
    plan: Plan | None = None,
    *,
    progress: Callable[[str], None] | None = None,
) -> Evaluation:
    """Return what `evaluate` returns, from answers that are keyed already.

    frame: the other columns, a row for each entry of keyed; a column depends on its text alone
    (see `scoring.people.as_text`), so it may as well hold that text, as a categorical where
    memory counts.
    """
    plan = plan or default_plan()
    people = find_people(frame, [items.instrument for items in keyed])
    cohort = make_cohort(keyed, people, frame.index, missing=plan.missing)
    participation = read_participation(frame, people).kept(~people.is_late)
    alike = comparability(frame, cohort.pre, cohort.post)
    n_late_pre = int(np.count_nonzero(people.is_late))
    found: dict[str, Any] = {}
    work: Mapping[str, Callable[[], object]] = {
        "reliability": lambda: _reliability(cohort),
        "outcomes": lambda: find_outcomes(cohort, plan, found["reliability"]["pre"]),
        "flow": lambda: flow(
            cohort, participation, n_invited=plan.n_invited, n_late_pre=n_late_pre
        ),
        "attrition": lambda: attrition_of(cohort),
        "missing_scenarios": lambda: missing_scenarios(cohort, participation, plan),
        "quality": lambda: response_quality(cohort),
        "measurement": lambda: _measurement(cohort, found["reliability"]),
        "regression_to_the_mean": lambda: _regression_to_the_mean(found["outcomes"], plan),
        "anchor": lambda: anchor(cohort, participation),
        "sensitivity": lambda: sensitivity(cohort),
        "group_types": lambda: compare_group_types(cohort, participation),
        "conditions": lambda: conditions(cohort, participation),
    }
    for section in SECTIONS:
        found[section] = work[section]()
        if progress is not None:
            progress(section)
    return Evaluation(
        plan=plan.to_dict(),
        data=_data(frame, keyed, people),
        comparability=alike,
        **found,
    )


def evaluated_columns() -> tuple[str, ...]:
    """Return every column but the items that an evaluation reads, if the frame has it."""
    versions = (f"{one.key}_version" for one in all_instruments())
    people = ("participant", "wave", "group", "late_pre")
    return (*people, *versions, *PARTICIPATION_COLUMNS, *COMPARABILITY_COLUMNS)


def paired_scores(
    frame: pd.DataFrame,
    plan: Plan | None = None,
    *,
    keyed: Sequence[KeyedItems] | None = None,
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return the scores before and after of the pairs that an evaluation rests on, by score column.

    Each of shape (pairs,), in points and in one order of people. They are single people's, for
    a researcher's own pictures. keyed: the answers, if they are keyed already.
    """
    plan = plan or default_plan()
    keyed = key_items(frame) if keyed is None else keyed
    people = find_people(frame, [items.instrument for items in keyed])
    cohort = make_cohort(keyed, people, frame.index, missing=plan.missing)
    pairs = {}
    for column in cohort.scales:
        is_pair = ~np.isnan(cohort.change(column))
        pairs[column] = cohort.before[column][is_pair], cohort.after[column][is_pair]
    return pairs


def _reliability(cohort: Cohort) -> dict[str, dict[str, Reliability]]:
    return {
        "pre": _reliability_at(cohort, cohort.pre),
        "post": _reliability_at(cohort, cohort.post),
    }


def _reliability_at(cohort: Cohort, rows: Positions) -> dict[str, Reliability]:
    found = {}
    for column, (items, scale) in cohort.scales.items():
        keys = [items.instrument.item_keys[number - 1] for number in scale.items]
        sums = sums_of_complete([cohort.item_codes(column)], [rows[rows >= 0]])
        found[column] = reliability_of(sums.n, sums.covariance(ddof=1), keys)
    return found


def _measurement(
    cohort: Cohort, reliability: Mapping[str, Mapping[str, Reliability]]
) -> Measurement:
    return Measurement(
        status=EXPLORATORY,
        item_direction=item_direction(reliability),
        item_drift=item_drift(cohort),
        factor_models=factor_models(cohort),
    )


def _regression_to_the_mean(outcomes: Mapping[str, Outcome], plan: Plan) -> RegressionToTheMean:
    observed = {
        column: Observed(one.paired.n_pairs, one.paired.pre.mean, one.paired.change.mean)
        for column, one in outcomes.items()
    }
    return regression_to_the_mean(
        observed, retest=plan.retest_details, population=plan.population_means
    )


def _others(frame: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    names = (*PARTICIPATION_COLUMNS, *COMPARABILITY_COLUMNS)
    return {name: frame[name] for name in names if name in frame}


def _data(frame: pd.DataFrame, keyed: Sequence[KeyedItems], people: People) -> Data:
    groups = people.groups()
    n_groups = n_group_changed = None
    if groups is not None:
        named, changed = groups
        n_groups = len(set(named[pd.notna(named)]))
        n_group_changed = int(np.count_nonzero(changed))
    return Data(
        sha256=fingerprint(keyed, people, _others(frame)),
        n_rows=len(frame),
        n_participants=len(people.keys),
        n_groups=n_groups,
        n_late_pre=int(np.count_nonzero(people.is_late)),
        n_group_changed=n_group_changed,
        software={
            "python": platform.python_version(),
            **{name: version(name) for name in SOFTWARE},
        },
        why={} if groups else dict.fromkeys(("n_groups", "n_group_changed"), NO_GROUPS),
    )
