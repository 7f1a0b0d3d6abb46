"""Whether a conclusion holds under what may be assumed of those who did not come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.cohort import Cohort
from scoring.conclusion import ChangeFound, agreement, change_found
from scoring.flow import LEFT_EARLY, NO_STATUS
from scoring.imputation import LIBRARY, Imputed, impute_change
from scoring.participation import Participation
from scoring.plan import Plan
from scoring.record import Interval, Record, Why, no_reasons

NOTE = (
    "The lost are those with a score at pre and none at post. How they changed is not known: these "
    "are scenarios, not estimates. In the first each of them changed by 0 points, in the second "
    "by the completers' 10th percentile of change; both give all the lost one and the same "
    "change, which has no spread, so their intervals are narrower than what is known. Multiple "
    "imputation takes it that the lost changed as completers did who scored as they at pre, and "
    "counts its own uncertainty; it is wrong where people were lost for what happened afterwards. "
    "The intervals take people one by one, as the t-test does."
)
NO_CHANGE = "no_change"
LOW_CHANGE = "completers_10th_percentile"
IMPUTED = "multiple_imputation"
PHRASES = {  # as they stand after "holds" and "does not hold"
    NO_CHANGE: "if the lost did not change",
    LOW_CHANGE: "if each of the lost changed by the completers' 10th percentile",
    IMPUTED: "under multiple imputation",
}
NOT_ALL_KNOWN = "not every scenario has a conclusion"
NONE_TO_HOLD = "the completers' change has no conclusion"

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Scenario(Record):
    """The mean change in points of everybody with a score at pre, the lost as the key says."""

    key: str
    n: int
    mean: float | None
    ci95: Interval | None
    conclusion: str | None
    agrees: bool | None
    why: Why = no_reasons


@dataclass(frozen=True, kw_only=True)
class ImputedScenario(Scenario):
    """The scenario of multiple imputation, and what made it."""

    library: str
    n_imputations: int
    seed: int
    df: float | None
    fraction_missing_information: float | None


@dataclass(frozen=True)
class OutcomeScenarios(Record):
    """One outcome in the completers and in each scenario, and whether its conclusion holds."""

    completers: ChangeFound
    scenarios: tuple[Scenario, ...]
    holds: bool | None
    sentence: str
    why: Why = no_reasons


@dataclass(frozen=True)
class WithAndWithoutLeavers(Record):
    """One outcome's change with and without those who said that they left early."""

    with_them: ChangeFound
    without: ChangeFound
    agrees: bool | None
    why: Why = no_reasons

    def to_dict(self) -> dict[str, object]:
        """Return the two changes as "with" and "without"."""
        out = super().to_dict()
        return {"with": out.pop("with_them"), **out}


@dataclass(frozen=True)
class LeftEarly(Record):
    """What those who left early, and still answered, mean for each outcome."""

    n_left_early: int | None
    by_outcome: Mapping[str, WithAndWithoutLeavers] | None
    why: Why = no_reasons


@dataclass(frozen=True)
class MissingScenarios(Record):
    """What becomes of each outcome's conclusion with the lost, and without those who left."""

    status: str
    note: str
    by_outcome: Mapping[str, OutcomeScenarios]
    left_early: LeftEarly


def missing_scenarios(cohort: Cohort, participation: Participation, plan: Plan) -> MissingScenarios:
    """Return every outcome's mean change under three assumptions about the lost.

    The lost are people with a score at pre and none at post; the completers have both. Changes
    are post minus pre in points; n counts completers and lost. no_change: the lost changed by
    0. completers_10th_percentile: each by that percentile of the completers' change (linear
    between order statistics, R's type 7). multiple_imputation: see
    `scoring.imputation.impute_change`, from the scores at pre of every instrument's subscales
    (its total, if it has none), with the plan's imputations and seed.

    agrees: the conclusion is the completers'; holds: it is so in all three. Where nobody was
    lost all three are the completers' own. What has no conclusion is None with a reason; holds
    is false as soon as one scenario concludes otherwise. left_early compares the completers with
    those of them who did not say at post that they left early; None without that column.

    Source of the percentile: a pessimistic single value, this project's choice; single values
    as sensitivity analysis, Carpenter & Kenward (2013), Multiple Imputation and its Application.
    """
    predictors = [cohort.before[column] for column in _predicting(cohort)]
    return MissingScenarios(
        status="exploratory",
        note=NOTE,
        by_outcome={column: _outcome(cohort, column, predictors, plan) for column in cohort.scales},
        left_early=_left_early(cohort, participation),
    )


def _predicting(cohort: Cohort) -> list[str]:
    """Return the columns that hold all there is at pre: a total is only its subscales' sum."""
    instruments = [items.instrument for items in cohort.keyed]
    return [scale.column for one in instruments for scale in (one.subscales or (one.total,))]


def _outcome(cohort: Cohort, column: str, predictors: list[Points], plan: Plan) -> OutcomeScenarios:
    is_there = ~np.isnan(cohort.before[column])
    change = cohort.change(column)[is_there]
    completers = change_found(change)
    imputed = impute_change(
        change,
        [one[is_there] for one in predictors],
        imputations=plan.imputations,
        seed=plan.seed,
    )
    scenarios = (
        _scenario(NO_CHANGE, completers, _filled(change, 0.0)),
        _scenario(LOW_CHANGE, completers, _filled(change, _tenth_percentile(change))),
        _imputed_scenario(completers, imputed, plan.seed),
    )
    holds, why = _holds(completers, scenarios)
    n_lost = len(change) - completers.n_pairs
    sentence = _sentence(completers, scenarios, n_lost)
    return OutcomeScenarios(completers, scenarios, holds, sentence, why=why)


def _tenth_percentile(change: Points) -> float:
    kept = change[~np.isnan(change)]
    return float(np.quantile(kept, 0.1)) if len(kept) else np.nan


def _filled(change: Points, points: float) -> Points:
    return np.where(np.isnan(change), points, change)


def _scenario(key: str, completers: ChangeFound, change: Points) -> Scenario:
    found = change_found(change)
    agrees, why = agreement(completers, found)
    return Scenario(
        key, len(change), found.mean, found.ci95, found.conclusion, agrees, why={**found.why, **why}
    )


def _imputed_scenario(completers: ChangeFound, imputed: Imputed, seed: int) -> ImputedScenario:
    found = imputed.found
    agrees, why = agreement(completers, found)
    return ImputedScenario(
        key=IMPUTED,
        n=found.n_pairs,
        mean=found.mean,
        ci95=found.ci95,
        conclusion=found.conclusion,
        agrees=agrees,
        library=LIBRARY,
        n_imputations=imputed.n_imputations,
        seed=seed,
        df=imputed.df,
        fraction_missing_information=imputed.fraction_missing_information,
        why={**found.why, **why, **imputed.why},
    )


def _holds(
    completers: ChangeFound, scenarios: tuple[Scenario, ...]
) -> tuple[bool | None, dict[str, str]]:
    if completers.conclusion is None:
        return None, {"holds": NONE_TO_HOLD}
    answers = [one.agrees for one in scenarios]
    if False in answers:
        return False, {}
    return (None, {"holds": NOT_ALL_KNOWN}) if None in answers else (True, {})


def _sentence(completers: ChangeFound, scenarios: tuple[Scenario, ...], n_lost: int) -> str:
    if n_lost == 0:
        return "Nobody was lost, so there is nothing to assume."
    if completers.conclusion is None:
        n = completers.n_pairs
        because = (
            f"from n = {n}" if n < 2 else "where everyone changed by the same number of points"
        )
        return f"Whether the conclusion holds cannot be known {because}."
    the_conclusion = f"The conclusion ({completers.conclusion})"
    answers = {one.agrees for one in scenarios}
    if answers == {True}:
        return f"{the_conclusion} holds in all three scenarios."
    if answers == {False}:
        return f"{the_conclusion} holds in none of the three scenarios."
    verbs = {False: "does not hold", True: "holds", None: "cannot be judged"}
    clauses = [
        f"{verb} {' or '.join(named) if agrees is False else ' and '.join(named)}"
        for agrees, verb in verbs.items()
        if (named := [PHRASES[one.key] for one in scenarios if one.agrees is agrees])
    ]
    return f"{the_conclusion} {'; it '.join(clauses)}."


def _left_early(cohort: Cohort, participation: Participation) -> LeftEarly:
    if participation.status is None:
        why = dict.fromkeys(("n_left_early", "by_outcome"), NO_STATUS)
        return LeftEarly(None, None, why=why)
    has_left = participation.status == LEFT_EARLY
    found = {}
    for column in cohort.scales:
        change = cohort.change(column)
        everyone, without = change_found(change), change_found(change[~has_left])
        agrees, why = agreement(everyone, without)
        found[column] = WithAndWithoutLeavers(everyone, without, agrees, why=why)
    return LeftEarly(int(np.count_nonzero(has_left)), found)
