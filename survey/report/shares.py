"""How many of a released set answered what: parts that are told only where each is large enough.

Everybody in the set is in a part, also who gave no answer: otherwise each question would be told
of a set of its own, and the sets could be subtracted. Where no answer is too small a part of its
own it goes together with the part that claims least, and the label says so.

Each part must also be large enough in every other set whose answers could be worked out from this
report and others (see `survey.release.told`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.background_questions import QUESTIONS
from survey.release.small_sets import People
from survey.release.told import Figure, OfOneSet
from survey.report.assumptions import Assumptions
from survey.report.facts import NO_ANSWER, Part, Shares
from survey.report.people import CLIMATE_KEYS, FOUND_BY

AGREED, NOT_AGREED, NOT_AGREED_OR_NONE = "agreed", "not_agreed", "not_agreed_or_no_answer"
BETTER, AS_BEFORE, WORSE = "better", "as_before", "worse"
AS_BEFORE_OR_NONE = "as_before_or_no_answer"
OTHER_OR_NONE = "other_or_no_answer"
AGREES_FROM: Final = 4  # of five points: agrees, or agrees a little
OVERALL: Final = "overall_change"
Counts = dict[str, int]
Labels = Callable[[pd.DataFrame], NDArray[np.object_]]  # the part that each person is in
WAYS: Final = tuple(
    key
    for question in QUESTIONS
    if question.key == FOUND_BY
    for key, _words in question.points
    if key not in {"other", "prefer_not_to_say"}
)


def climate_shares(
    released: pd.DataFrame, limits: Assumptions, own: OfOneSet | None
) -> tuple[Shares, ...]:
    """Return how many agreed with each sentence about the group; nothing if nobody was asked.

    own: what is told of the released set; None where nothing else is told of anybody in it. All
    lines have the same parts: three where no answer is large enough everywhere, and two otherwise.
    """
    if not released[list(CLIMATE_KEYS)].notna().any(axis=None):
        return ()
    lines = {key: _agreement(key, limits) for key in CLIMATE_KEYS}
    if all(_may_tell(one, released, limits, own) for one in lines.values()):
        return tuple(_shares(key, one, released, own) for key, one in lines.items())
    return tuple(_shown(key, one.coarser[0], released, limits, own) for key, one in lines.items())


def overall_shares(
    released: pd.DataFrame, limits: Assumptions, own: OfOneSet | None
) -> Shares | None:
    """Return how many were better off, as before and worse off; None if nobody was asked."""
    if not released[OVERALL].notna().any():
        return None
    figure = _direction(limits)
    if _may_tell(figure, released, limits, own):
        return _shares(OVERALL, figure, released, own)
    return _shown(OVERALL, figure.coarser[0], released, limits, own)


def found_by_shares(
    released: pd.DataFrame, limits: Assumptions, own: OfOneSet | None
) -> Shares | None:
    """Return how people found the group; None if nobody was asked.

    A way too few came by goes together with the other ways and no answer.
    """
    if not released[FOUND_BY].notna().any():
        return None
    common = tuple(
        way for way in WAYS if _may_tell(_found_by((way,), limits), released, limits, own)
    )
    return _shown(FOUND_BY, _found_by(common, limits), released, limits, own)


def may_stand(parts: Sequence[int], limits: Assumptions) -> bool:
    """Return whether parts of one set may be told: enough people, and enough in each part.

    What is left beside a part holds another part, so it is large enough too.
    """
    return len(parts) > 1 and sum(parts) >= limits.share_persons and min(parts) >= limits.share_part


def figure_of_parts(  # noqa: PLR0913 - a figure is what it is called and all it hangs on
    question: str,
    parts: Sequence[str],
    labels: Labels,
    limits: Assumptions,
    *,
    variant: str = "",
    coarser: tuple[Figure, ...] = (),
) -> Figure:
    """Return the parts of the answers to a question as a figure that may be told, or not."""

    def columns(people: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
        found = labels(people)
        return {part: (found == part).astype("float64") for part in parts}

    def is_enough(people: People) -> bool:
        return all(people.get(part, 0) >= limits.share_part for part in parts)

    return Figure(f"{question}: {', '.join(parts)}", columns, is_enough, variant, coarser)


def counted(figure: Figure, released: pd.DataFrame) -> Counts:
    """Return how many of a set are in each part."""
    return {part: int(here.sum()) for part, here in figure.columns(released).items()}


def _may_tell(
    figure: Figure, released: pd.DataFrame, limits: Assumptions, own: OfOneSet | None
) -> bool:
    parts = list(counted(figure, released).values())
    return may_stand(parts, limits) and (own is None or own.may(figure))


def _shown(
    key: str, figure: Figure, released: pd.DataFrame, limits: Assumptions, own: OfOneSet | None
) -> Shares:
    if not _may_tell(figure, released, limits, own):
        return Shares(key, None)
    return _shares(key, figure, released, own)


def _shares(key: str, figure: Figure, released: pd.DataFrame, own: OfOneSet | None) -> Shares:
    if own is not None:
        own.tell(figure)
    return Shares(key, tuple(Part(name, n) for name, n in counted(figure, released).items()))


@cache
def _agreement(key: str, limits: Assumptions) -> Figure:
    def labels(people: pd.DataFrame) -> NDArray[np.object_]:
        answers = people[key].to_numpy("float64")
        said = np.where(answers >= AGREES_FROM, AGREED, NOT_AGREED)
        return np.where(np.isnan(answers), NO_ANSWER, said)

    parts = {AGREED: AGREED, NOT_AGREED: NOT_AGREED_OR_NONE}
    return _with_no_answer(key, parts, labels, limits)


@cache
def _direction(limits: Assumptions) -> Figure:
    def labels(people: pd.DataFrame) -> NDArray[np.object_]:
        answers = people[OVERALL].to_numpy("float64")
        said = np.where(answers > 0, BETTER, np.where(answers < 0, WORSE, AS_BEFORE))
        return np.where(np.isnan(answers), NO_ANSWER, said)

    parts = {BETTER: BETTER, AS_BEFORE: AS_BEFORE_OR_NONE, WORSE: WORSE}
    return _with_no_answer(OVERALL, parts, labels, limits)


def _with_no_answer(
    key: str, parts: Mapping[str, str], labels: Labels, limits: Assumptions
) -> Figure:
    """Return the parts with no answer beside them.

    parts: each with its name in the coarser figure; no answer is in the one that is renamed.
    """
    least = next(name for part, name in parts.items() if part != name)
    names = {**parts, NO_ANSWER: least}

    def merged(people: pd.DataFrame) -> NDArray[np.object_]:
        return np.array([names[one] for one in labels(people)], dtype="object")

    coarser = figure_of_parts(key, [*parts.values()], merged, limits)
    return figure_of_parts(key, [*parts, NO_ANSWER], labels, limits, coarser=(coarser,))


@cache
def _found_by(ways: tuple[str, ...], limits: Assumptions) -> Figure:
    """Return these ways and all others together; coarser: fewer of these ways."""

    def labels(people: pd.DataFrame) -> NDArray[np.object_]:
        told = people[FOUND_BY]
        return np.where(told.isin(ways), told, OTHER_OR_NONE)

    coarser = tuple(_found_by(fewer, limits) for fewer in _fewer(ways))
    return figure_of_parts(FOUND_BY, (*ways, OTHER_OR_NONE), labels, limits, coarser=coarser)


def _fewer(ways: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(ways)):
        yield from combinations(ways, size)
