"""How many people there were at each step, from those invited to those analysed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.cohort import Cohort
from scoring.participation import Participation
from scoring.record import Record, Why, no_reasons

LEFT_EARLY = "left_early"
NO_STATUS = "the file has no column status"
NOT_INVITED = (
    "more people answered at pre than the plan says were invited: one of the two is not right"
)


@dataclass(frozen=True)
class Flow(Record):
    """People, late starters apart; answered means at least one item; n_analysed by outcome."""

    n_invited: int | None
    n_pre: int
    n_post: int
    n_linked: int
    n_unlinked_post: int
    n_pre_only: int
    n_late_pre: int
    n_left_early: int | None
    n_analysed: Mapping[str, int]
    note: str | None = None
    why: Why = no_reasons

    def to_dict(self) -> dict[str, Any]:
        """Return the counts in JSON's own types; a note only where there is one."""
        out = super().to_dict()
        return out if self.note else {key: value for key, value in out.items() if key != "note"}


def flow(
    cohort: Cohort, participation: Participation, *, n_invited: int | None, n_late_pre: int
) -> Flow:
    """Return how many people there were at each step.

    n_invited: as the plan says, or None. n_late_pre: people who started late; they are not in
    the cohort and in no other count. n_pre and n_post count people with at least one answered
    item at that wave, n_linked those with one at both, n_unlinked_post and n_pre_only those
    with one at that wave alone. n_left_early counts people who said at post that they left
    early: who left without a word is not in it. n_analysed: pairs of scores, by outcome.

    n_invited is None with a reason if the plan has none, n_left_early if the file does not ask.
    A note says so if fewer were invited than answered.
    """
    before, after = cohort.has_answered
    n_pre = int(np.count_nonzero(before))
    n_left_early = None
    if participation.status is not None:
        n_left_early = int(np.count_nonzero(participation.status == LEFT_EARLY))
    why = {
        **({"n_invited": "the plan does not say"} if n_invited is None else {}),
        **({"n_left_early": NO_STATUS} if n_left_early is None else {}),
    }
    return Flow(
        n_invited=n_invited,
        n_pre=n_pre,
        n_post=int(np.count_nonzero(after)),
        n_linked=int(np.count_nonzero(before & after)),
        n_unlinked_post=int(np.count_nonzero(after & ~before)),
        n_pre_only=int(np.count_nonzero(before & ~after)),
        n_late_pre=n_late_pre,
        n_left_early=n_left_early,
        n_analysed={
            column: int(np.count_nonzero(~np.isnan(cohort.change(column))))
            for column in cohort.scales
        },
        note=NOT_INVITED if n_invited is not None and n_invited < n_pre else None,
        why=why,
    )
