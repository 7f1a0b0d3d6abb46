"""The people who are analysed, with their answers and scores before and after side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.instrument import Subscale
from scoring.keying import Codes, KeyedItems
from scoring.missing_rule import MissingRule
from scoring.people import People, Positions, pick
from scoring.scales import score_keyed

Points = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cohort:
    """Everybody but late starters, one entry a person in one order throughout.

    keyed: each instrument's keyed answers, by the file's rows. pre, post: a person's row there,
    -1 where there is none; shape (people,). group: text, or None for somebody without a group;
    shape (people,); None if the file has no groups. scores: points by score column, for the
    file's rows, with `_missing` and `_prorated` as `scoring.scales.score` gives them.
    """

    keyed: tuple[KeyedItems, ...]
    scores: pd.DataFrame
    pre: Positions
    post: Positions
    group: NDArray[np.object_] | None

    @property
    def n_people(self) -> int:
        """How many people there are, whatever they answered."""
        return len(self.pre)

    @cached_property
    def scales(self) -> Mapping[str, tuple[KeyedItems, Subscale]]:
        """Each score column's answers and scale, subscales before their total."""
        return {
            scale.column: (items, scale)
            for items in self.keyed
            for scale in items.instrument.scales
        }

    @cached_property
    def before(self) -> Mapping[str, Points]:
        """Points at pre by score column, shape (people,); NaN where there is no score."""
        return self._points(self.pre)

    @cached_property
    def after(self) -> Mapping[str, Points]:
        """Points at post by score column, shape (people,); NaN where there is no score."""
        return self._points(self.post)

    def change(self, column: str) -> Points:
        """Return post minus pre in points, shape (people,); NaN where either is missing."""
        return self.after[column] - self.before[column]

    @cached_property
    def has_answered(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Who has at least one answered item at pre, and who at post; each of shape (people,)."""
        rows = np.logical_or.reduce([items.answered for items in self.keyed])
        return pick(rows, self.pre, absent=False), pick(rows, self.post, absent=False)

    def item_codes(self, column: str) -> Codes:
        """Return a scale's keyed items as bytes, 0 where open; shape (items, rows of the file)."""
        items, scale = self.scales[column]
        return items.codes[np.array(scale.items) - 1]

    def item_values(self, column: str, rows: Positions) -> Points:
        """Return a scale's keyed items in points at rows that exist; (len(rows), items)."""
        items, scale = self.scales[column]
        return replace(items, codes=items.codes[:, rows]).values(scale)

    def kept(self, who: NDArray[np.bool_]) -> Cohort:
        """Return the cohort of those people only."""
        group = None if self.group is None else self.group[who]
        return replace(self, pre=self.pre[who], post=self.post[who], group=group)

    def _points(self, rows: Positions) -> Mapping[str, Points]:
        return {
            column: pick(self.scores[column].to_numpy(), rows, absent=np.nan)
            for column in self.scales
        }


def make_cohort(
    keyed: Sequence[KeyedItems], people: People, index: pd.Index[Any], *, missing: MissingRule
) -> Cohort:
    """Return everybody but late starters, scored under the missing rule."""
    groups = people.groups()
    everybody = Cohort(
        keyed=tuple(keyed),
        scores=score_keyed(keyed, index, missing=missing),
        pre=people.pre,
        post=people.post,
        group=None if groups is None else groups[0],
    )
    return everybody.kept(~people.is_late)
