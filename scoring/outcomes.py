"""One score before and after: every figure that the evaluation has of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scoring.bayes_factor import BayesFactor, jzs_bayes_factor
from scoring.bootstrap import Bootstrap, bootstrap
from scoring.change import PairedChange, paired_change
from scoring.clustered import Clustered, clustered
from scoring.cohort import Cohort
from scoring.conclusion import Conclusions, conclusions
from scoring.equivalence import Equivalence, equivalence
from scoring.multiplicity import holm_over_t_tests
from scoring.normality import ShapiroWilk, shapiro_wilk
from scoring.plan import Plan
from scoring.power import Power, power_note, power_of_tests
from scoring.record import Record, Why, as_json, no_reasons, sentences
from scoring.reliability import Reliability
from scoring.reliable_change import ReliableChange, reliable_changes
from scoring.signed_rank import SignedRank, signed_rank, smallest_p_possible


@dataclass(frozen=True)
class Outcome(Record):
    """One score at both waves: how many have it, and the change in those who have it twice."""

    role: str  # primary, secondary or exploratory
    status: str  # planned or exploratory
    n_pre: int
    n_post: int
    n_prorated: int
    paired: PairedChange
    wilcoxon: SignedRank
    shapiro: ShapiroWilk
    bootstrap: Bootstrap
    equivalence: Equivalence
    bayes_factor: BayesFactor
    p_holm: float | None
    clustered: Clustered
    reliable_change: tuple[ReliableChange, ...]
    smallest_p_possible: float | None
    power: Power
    power_note: str
    conclusion: Conclusions
    why: Why = no_reasons

    def to_dict(self) -> dict[str, Any]:
        """Return the figures in the order in which they are read, change before tests."""
        paired = self.paired.to_dict()
        effect_size, t_test = paired.pop("effect_size"), paired.pop("t_test")
        paired.pop("why", None)
        counts = {name: getattr(self, name) for name in ("role", "status", "n_pre", "n_post")}
        tests = {name: as_json(getattr(self, name)) for name in AFTER_EFFECT_SIZE}
        out = {
            **counts,
            "n_pairs": paired.pop("n_pairs"),
            "n_prorated": self.n_prorated,
            **paired,
            "t_test": t_test,
            "wilcoxon": as_json(self.wilcoxon),
            "shapiro": as_json(self.shapiro),
            "effect_size": effect_size,
            **tests,
        }
        why = {**self.paired.why, **self.why}
        return {**out, "why": sentences(why)} if why else out


AFTER_EFFECT_SIZE = (
    "bootstrap",
    "equivalence",
    "bayes_factor",
    "p_holm",
    "clustered",
    "reliable_change",
    "smallest_p_possible",
    "power",
    "power_note",
    "conclusion",
)


def find_outcomes(
    cohort: Cohort, plan: Plan, reliability_pre: Mapping[str, Reliability]
) -> dict[str, Outcome]:
    """Return every score's figures, by score column.

    n_pre and n_post count people with a score; n_prorated counts prorated scores among those;
    everything else is of the pairs. reliability_pre: of the same scores at pre, for reliable
    change. p_holm runs over the plan's family. See each figure's own module for its formula,
    units and source.
    """
    paired = {
        column: paired_change(cohort.before[column], cohort.after[column])
        for column in cohort.scales
    }
    adjusted = holm_over_t_tests(plan.holm_family, paired)
    return {
        column: _outcome(
            cohort,
            column,
            plan,
            paired=paired[column],
            adjusted=adjusted[column],
            reliability=reliability,
        )
        for column, reliability in reliability_pre.items()
    }


def _outcome(  # noqa: PLR0913 - what one outcome's figures rest on
    cohort: Cohort,
    column: str,
    plan: Plan,
    *,
    paired: PairedChange,
    adjusted: tuple[float | None, dict[str, str]],
    reliability: Reliability,
) -> Outcome:
    before, after = cohort.before[column], cohort.after[column]
    change = cohort.change(column)
    bound = plan.equivalence_bounds.get(column)
    power = power_of_tests(change, bound, group=cohort.group, alpha=plan.alpha)
    in_groups = clustered(change, cohort.group)
    smallest_p, why_no_smallest = smallest_p_possible(change)
    p_holm, why_no_holm = adjusted
    return Outcome(
        role=plan.role(column),
        status=plan.status(column),
        n_pre=int(np.count_nonzero(~np.isnan(before))),
        n_post=int(np.count_nonzero(~np.isnan(after))),
        n_prorated=_n_prorated(cohort, column),
        paired=paired,
        wilcoxon=signed_rank(change),
        shapiro=shapiro_wilk(change),
        bootstrap=bootstrap(before, after, seed=plan.seed, resamples=plan.resamples),
        equivalence=equivalence(change, bound, alpha=plan.alpha),
        bayes_factor=jzs_bayes_factor(paired.t_test.t, paired.n_pairs),
        p_holm=p_holm,
        clustered=in_groups,
        reliable_change=tuple(
            reliable_changes(before, after, reliability, plan.retest_details.get(column))
        ),
        smallest_p_possible=smallest_p,
        power=power,
        power_note=_power_note(cohort, column, paired, power, plan.alpha),
        conclusion=conclusions(paired.t_test.ci95, in_groups.ci95),
        why={**why_no_holm, **why_no_smallest},
    )


def _n_prorated(cohort: Cohort, column: str) -> int:
    prorated = cohort.scores[f"{column}_prorated"].to_numpy()
    return int(sum(prorated[rows[rows >= 0]].sum() for rows in (cohort.pre, cohort.post)))


def _power_note(
    cohort: Cohort, column: str, paired: PairedChange, power: Power, alpha: float
) -> str:
    n_groups = None
    if cohort.group is not None:
        named = cohort.group[~np.isnan(cohort.change(column))]
        n_groups = len(set(named[pd.notna(named)]))
    n_changed = paired.change.n_up + paired.change.n_down
    return power_note(paired.n_pairs, n_changed, n_groups, power, alpha=alpha)
