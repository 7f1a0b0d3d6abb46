"""Whether the conclusion rests on single items, on items 2 and 3, or on prorated scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.cohort import Cohort
from scoring.conclusion import ChangeFound, agreement, change_found
from scoring.instrument import Subscale
from scoring.keying import KeyedItems
from scoring.people import Positions
from scoring.record import Interval, Record, Why, no_reasons

NOTE = (
    "Each analysis asks whether the planned one rests on it. Without an item, a score is the mean "
    "of the answered items that are left x the scale's full number of items, so its points can be "
    "held against the planned ones; it exists for those who have the planned score and an answered "
    "item left. Items 2 and 3 of SOC-13 share more than the rest of the scale does (Tušl et al. "
    "2023). The intervals take people one by one, as the t-test does."
)
CORRELATED_ITEMS = {"soc13": (2, 3)}  # residual correlation .4 to .6 in open data
NONE_TO_HOLD = "the planned analysis has no conclusion"

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Analysis(Record):
    """One other way to analyse an outcome, and whether its conclusion is the planned one."""

    key: str  # without_item, without_items_2_and_3 or complete_only
    items: tuple[str, ...]  # left out
    n_pairs: int
    mean: float | None
    ci95: Interval | None
    conclusion: str | None
    agrees: bool | None
    why: Why = no_reasons


@dataclass(frozen=True)
class OutcomeSensitivity(Record):
    """One outcome's planned analysis and the others; n_changed concludes otherwise."""

    planned: ChangeFound
    analyses: tuple[Analysis, ...]
    n_changed: int | None
    all_agree: bool | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Sensitivity(Record):
    """What becomes of each outcome's conclusion under other analyses."""

    status: str
    note: str
    by_outcome: Mapping[str, OutcomeSensitivity]


def sensitivity(cohort: Cohort) -> Sensitivity:
    """Return every outcome's mean change under other analyses, and whether conclusions differ.

    The analyses of an outcome: each item of its scale left out in turn, both items 2 and 3 of
    SOC-13 left out (where the scale holds both), and only people who left none of the scale's
    items open, at pre and at post. Changes are post minus pre in points of the full scale.

    A score without items is (mean of answered items left) x (all items of the scale), for
    people with the planned score; so it survives as many open items as before, and a change in
    it is the items' doing and not other people's. Who has no answered item left is left out.

    n_changed counts analyses whose conclusion is another one than the planned; all_agree is
    whether there is none. Both are None with a reason if the planned analysis has no
    conclusion, and all_agree also if the rest agree but one has none.
    """
    return Sensitivity(
        status="exploratory",
        note=NOTE,
        by_outcome={column: _outcome(cohort, column) for column in cohort.scales},
    )


def _outcome(cohort: Cohort, column: str) -> OutcomeSensitivity:
    planned = change_found(cohort.change(column))
    analyses = tuple(
        _analysis(key, items, planned, change)
        for key, items, change in _other_changes(cohort, column)
    )
    answers = [one.agrees for one in analyses]
    if planned.conclusion is None:
        why = dict.fromkeys(("n_changed", "all_agree"), NONE_TO_HOLD)
        return OutcomeSensitivity(planned, analyses, None, None, why=why)
    n_changed = answers.count(False)
    if n_changed == 0 and None in answers:
        why = {"all_agree": "one of the analyses has no conclusion"}
        return OutcomeSensitivity(planned, analyses, n_changed, None, why=why)
    return OutcomeSensitivity(planned, analyses, n_changed, n_changed == 0)


def _analysis(key: str, items: tuple[str, ...], planned: ChangeFound, change: Points) -> Analysis:
    found = change_found(change)
    agrees, why = agreement(planned, found)
    return Analysis(
        key=key,
        items=items,
        n_pairs=found.n_pairs,
        mean=found.mean,
        ci95=found.ci95,
        conclusion=found.conclusion,
        agrees=agrees,
        why={**found.why, **why},
    )


def _other_changes(cohort: Cohort, column: str) -> Iterator[tuple[str, tuple[str, ...], Points]]:
    """Yield each analysis's key, the items it leaves out and the changes of the pairs."""
    items, scale = cohort.scales[column]
    change = cohort.change(column)
    is_pair = ~np.isnan(change)
    before, after = (_Answers(items, scale, at[is_pair]) for at in (cohort.pre, cohort.post))
    for key, numbers in _left_out(items.instrument.key, scale.items):
        left_out = after.points_without(numbers) - before.points_without(numbers)
        yield key, tuple(items.instrument.item_keys[number - 1] for number in numbers), left_out
    yield "complete_only", (), change[is_pair][before.is_complete & after.is_complete]


def _left_out(instrument_key: str, numbers: Sequence[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    if len(numbers) > 1:  # else nothing is left
        for number in numbers:
            yield "without_item", (number,)
    together = CORRELATED_ITEMS.get(instrument_key)
    if together and set(together) < set(numbers):
        yield "without_items_2_and_3", together


class _Answers:
    """The keyed answers of some rows to one scale, ready to be scored without some of them."""

    def __init__(self, items: KeyedItems, scale: Subscale, rows: Positions) -> None:
        self.items = items
        self.rows = rows
        self.n_items = len(scale.items)
        codes = items.codes[np.array(scale.items) - 1][:, rows]
        self.sums = codes.sum(axis=0, dtype=np.int64)
        self.answered = np.count_nonzero(codes, axis=0)

    @property
    def is_complete(self) -> NDArray[np.bool_]:
        """Whether each row answered every item of the scale."""
        return np.asarray(self.answered == self.n_items)

    def points_without(self, numbers: Sequence[int]) -> Points:
        """Return each row's score without those items, in points of the full scale; (rows,)."""
        gone = self.items.codes[np.array(numbers) - 1][:, self.rows]
        answered = self.answered - np.count_nonzero(gone, axis=0)
        sums = self.sums - gone.sum(axis=0, dtype=np.int64)
        mean = np.full(len(sums), np.nan)
        np.divide(sums, answered, out=mean, where=answered > 0)
        points: Points = (mean + self.items.instrument.minimum - 1) * self.n_items
        return points
