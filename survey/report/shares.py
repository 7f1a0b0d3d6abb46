"""How many of a released set answered what: parts that are told only where each is large enough.

Everybody in the set is in a part, also who gave no answer: otherwise each question would be told
of a set of its own, and the sets could be subtracted. Where no answer is too small a part of its
own it goes together with the part that claims least, and the label says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.background_questions import QUESTIONS
from survey.report.assumptions import Assumptions
from survey.report.facts import NO_ANSWER, Part, Shares
from survey.report.people import CLIMATE_KEYS, FOUND_BY

AGREED, NOT_AGREED, NOT_AGREED_OR_NONE = "agreed", "not_agreed", "not_agreed_or_no_answer"
BETTER, AS_BEFORE, WORSE = "better", "as_before", "worse"
AS_BEFORE_OR_NONE = "as_before_or_no_answer"
OTHER_OR_NONE = "other_or_no_answer"
AGREES_FROM: Final = 4  # of five points: agrees, or agrees a little
OVERALL: Final = "overall_change"
Counts = Mapping[str, int]
WAYS: Final = tuple(
    key
    for question in QUESTIONS
    if question.key == FOUND_BY
    for key, _words in question.points
    if key not in {"other", "prefer_not_to_say"}
)


def climate_shares(sets: Sequence[pd.DataFrame], limits: Assumptions) -> tuple[Shares, ...]:
    """Return how many agreed with each sentence about the group; nothing if nobody was asked.

    sets: the released set first, then every set whose answers could be worked out from this
    report and others. All lines have the same parts: three where no answer is large enough
    everywhere, and two otherwise.
    """
    if not sets[0][list(CLIMATE_KEYS)].notna().any(axis=None):
        return ()
    counted = {key: [_agreement(one[key].to_numpy()) for one in sets] for key in CLIMATE_KEYS}
    if all(_may_stand(counts, limits) for counts in counted.values()):
        return tuple(_shares(key, counts[0]) for key, counts in counted.items())
    merged = {
        key: [_together(one, NOT_AGREED, NOT_AGREED_OR_NONE) for one in counts]
        for key, counts in counted.items()
    }
    return tuple(_shown(key, counts, limits) for key, counts in merged.items())


def overall_shares(sets: Sequence[pd.DataFrame], limits: Assumptions) -> Shares | None:
    """Return how many were better off, as before and worse off; None if nobody was asked."""
    if not sets[0][OVERALL].notna().any():
        return None
    counts = [_direction(one[OVERALL].to_numpy()) for one in sets]
    if _may_stand(counts, limits):
        return _shares(OVERALL, counts[0])
    merged = [_together(one, AS_BEFORE, AS_BEFORE_OR_NONE) for one in counts]
    return _shown(OVERALL, merged, limits)


def found_by_shares(sets: Sequence[pd.DataFrame], limits: Assumptions) -> Shares | None:
    """Return how people found the group; None if nobody was asked.

    A way too few came by goes together with the other ways and no answer.
    """
    if not sets[0][FOUND_BY].notna().any():
        return None
    told = [one[FOUND_BY].value_counts() for one in sets]
    counted = [{way: int(counts.get(way, 0)) for way in WAYS} for counts in told]
    common = [way for way in WAYS if min(one[way] for one in counted) >= limits.share_part]
    merged = [
        {way: one[way] for way in common}
        | {OTHER_OR_NONE: len(people) - sum(one[way] for way in common)}
        for one, people in zip(counted, sets, strict=True)
    ]
    return _shown(FOUND_BY, merged, limits)


def may_stand(parts: Sequence[int], limits: Assumptions) -> bool:
    """Return whether parts of one set may be told: enough people, and enough in each part.

    What is left beside a part holds another part, so it is large enough too.
    """
    return len(parts) > 1 and sum(parts) >= limits.share_persons and min(parts) >= limits.share_part


def _may_stand(sets: Sequence[Counts], limits: Assumptions) -> bool:
    """Hold the released set against the whole rule, and what follows from it against the parts."""
    released, *others = (list(one.values()) for one in sets)
    return may_stand(released, limits) and all(min(one) >= limits.share_part for one in others)


def _shown(key: str, sets: Sequence[Counts], limits: Assumptions) -> Shares:
    return _shares(key, sets[0]) if _may_stand(sets, limits) else Shares(key, None)


def _shares(key: str, counts: Counts) -> Shares:
    return Shares(key, tuple(Part(name, n) for name, n in counts.items()))


def _together(counts: Counts, least: str, name: str) -> Counts:
    """Return the parts with no answer put to the one that claims least."""
    merged = {(name if key == least else key): n for key, n in counts.items() if key != NO_ANSWER}
    merged[name] += counts[NO_ANSWER]
    return merged


def _agreement(answers: NDArray[np.float64]) -> Counts:
    agreed = int(np.count_nonzero(answers >= AGREES_FROM))
    none = int(np.count_nonzero(np.isnan(answers)))
    return {AGREED: agreed, NOT_AGREED: len(answers) - agreed - none, NO_ANSWER: none}


def _direction(answers: NDArray[np.float64]) -> Counts:
    return {
        BETTER: int(np.count_nonzero(answers > 0)),
        AS_BEFORE: int(np.count_nonzero(answers == 0)),
        WORSE: int(np.count_nonzero(answers < 0)),
        NO_ANSWER: int(np.count_nonzero(np.isnan(answers))),
    }
