"""Item by item, before a change of scores is interpreted: direction, and drift over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.cohort import Cohort
from scoring.conclusion import change_found
from scoring.keying import KeyedItems
from scoring.people import Positions
from scoring.record import Interval, Record, Why, no_reasons
from scoring.reliability import Reliability

Points = NDArray[np.float64]

NO_PAIR = "nobody answered it both times"
NO_REST = "nobody answered it and another item of its total both times"
ABOUT_DIRECTION = (
    "an item that goes against its total (item_rest below 0) may be reversed in the file, or the "
    "form's anchors may run the other way; with few people it may be chance; alpha cannot show "
    "this, for one item keyed wrongly leaves alpha within the published range; not_judged: the "
    "item or the rest of its total does not vary, or there are fewer than three complete rows"
)
ABOUT_DRIFT = (
    "keyed items, points, people who answered the item both times; relative_change is the item's "
    "change minus the mean change of the other items of its total in the same people, so an item "
    "that stands out may have come to be read in another way; no interval allows for the number "
    "of items: of twenty, one is expected to leave out zero by chance"
)


@dataclass(frozen=True)
class ItemDirection(Record):
    """Items that correlate negatively with the rest of their total, by wave; item keys."""

    against: Mapping[str, Sequence[str]]
    not_judged: Mapping[str, Sequence[str]]
    note: str = ABOUT_DIRECTION


@dataclass(frozen=True)
class OneItemsDrift(Record):
    """One keyed item before and after, in points; intervals by the paired t-test."""

    n: int
    pre_mean: float | None
    post_mean: float | None
    mean_change: float | None
    ci95: Interval | None
    relative_change: float | None
    relative_ci95: Interval | None
    why: Why = no_reasons


@dataclass(frozen=True)
class ItemDrift(Record):
    """Every item's change, and its change beside that of the rest of its total."""

    by_item: Mapping[str, OneItemsDrift]
    note: str = ABOUT_DRIFT


def item_direction(reliability: Mapping[str, Mapping[str, Reliability]]) -> ItemDirection:
    """Return the items that go against the rest of their scale, by wave.

    reliability: by wave and score column. An item is judged within the longest scale that has
    it, the total: where half of a subscale is turned, nobody can tell which half. It goes
    against the scale if its item-rest correlation is below 0; an item without one is not judged.
    """
    item_rest = {wave: _in_longest_scale(scales) for wave, scales in reliability.items()}
    return ItemDirection(
        against={
            wave: [key for key, figure in found.items() if figure is not None and figure < 0]
            for wave, found in item_rest.items()
        },
        not_judged={
            wave: [key for key, figure in found.items() if figure is None]
            for wave, found in item_rest.items()
        },
    )


def item_drift(cohort: Cohort) -> ItemDrift:
    """Return how each item changed, and how it changed beside the rest of its total.

    In the people with a row at pre and at post. n: of them, those who answered the item both
    times; means and mean_change (post minus pre) are theirs, in points after reversing, with the
    interval of the paired t-test. relative_change: the item's change minus the mean change of
    those other items of its total that the person answered both times; people without any are
    left out of it. A single item that moves otherwise than the rest is what recalibration looks
    like, one kind of response shift.

    None with a reason: means without a pair, intervals below two pairs or where everyone changed
    by the same number of points.
    Source: Sprangers & Schwartz (1999), Soc Sci Med 48, 1507-1515.
    """
    has_both = (cohort.pre >= 0) & (cohort.post >= 0)
    by_item: dict[str, OneItemsDrift] = {}
    for items in cohort.keyed:
        pairs = _Pairs(items, cohort.pre[has_both], cohort.post[has_both])
        for place, key in enumerate(items.instrument.item_keys):
            by_item[key] = pairs.drift(place)
    return ItemDrift(by_item)


def _in_longest_scale(scales: Mapping[str, Reliability]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for scale in sorted(scales.values(), key=lambda one: one.k, reverse=True):
        for key, figure in scale.item_rest.by_item.items():
            found.setdefault(key, figure)
    return found


class _Pairs:
    """One instrument's keyed answers of people with two rows: one item at a time is in memory."""

    def __init__(self, items: KeyedItems, pre: Positions, post: Positions) -> None:
        self.items, self.pre, self.post = items, pre, post
        self.sum = np.zeros(len(pre))  # of the changes in all items answered both times
        self.n = np.zeros(len(pre))
        for place in range(len(items.codes)):
            before, after = self.answers(place)
            is_open = np.isnan(after - before)
            self.sum += np.where(is_open, 0, after - before)
            self.n += ~is_open

    def answers(self, place: int) -> tuple[Points, Points]:
        """Return an item's answers at pre and at post in points, NaN where open; (people,)."""
        codes, lowest = self.items.codes[place], self.items.instrument.minimum
        before, after = codes[self.pre], codes[self.post]
        return (
            np.where(before == 0, np.nan, before + np.float64(lowest - 1)),
            np.where(after == 0, np.nan, after + np.float64(lowest - 1)),
        )

    def drift(self, place: int) -> OneItemsDrift:
        """Return an item's change, and its change minus the mean of the others'."""
        before, after = self.answers(place)
        change = after - before
        others = self.n - 1
        rest = np.full_like(change, np.nan)
        np.divide(self.sum - change, others, out=rest, where=others > 0)  # NaN stays NaN
        return _drift(before, after, change - rest)


def _drift(pre: Points, post: Points, relative: Points) -> OneItemsDrift:
    both = ~np.isnan(post - pre)
    change, beside = change_found(post - pre), change_found(relative)
    n = change.n_pairs
    why: dict[str, str] = {}
    if n == 0:
        why |= dict.fromkeys(("pre_mean", "post_mean", "mean_change", "ci95"), NO_PAIR)
    elif change.ci95 is None:
        why["ci95"] = change.why["ci95"]
    if beside.mean is None:
        why |= dict.fromkeys(("relative_change", "relative_ci95"), NO_REST)
    elif beside.ci95 is None:
        why["relative_ci95"] = beside.why["ci95"]
    return OneItemsDrift(
        n=n,
        pre_mean=float(pre[both].mean()) if n else None,
        post_mean=float(post[both].mean()) if n else None,
        mean_change=change.mean,
        ci95=change.ci95,
        relative_change=beside.mean,
        relative_ci95=beside.ci95,
        why=why,
    )
