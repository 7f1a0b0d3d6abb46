"""The attacker's linear algebra: what follows exactly from sums over released sets.

Written apart from the program's own audit, over the rational numbers, so that an error in one is
not an error in both.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

Set = frozenset[str]
Combination = dict[int, Fraction]  # the classes of people that are not left out, with their weight
SUM = -1  # where the sum of a row stands beside it
GroupOf = Callable[[str], str]


def is_too_few(people: Collection[str], group_of: GroupOf) -> bool:
    """Return whether people are too few: 10, of 3 groups, and 5 beside the largest of them."""
    groups = Counter(group_of(one) for one in people)
    return len(people) < 10 or len(groups) < 3 or len(people) - max(groups.values()) < 5


def differences(sets: Iterable[Set]) -> set[Set]:
    """Return every set that two or three of the sets lay bare by adding and taking away."""
    known = sorted(set(sets), key=lambda one: (len(one), sorted(one)))
    bare = {large - small for small, large in combinations(known, 2) if small < large}
    return bare | set(_of_three(known)) | set(_of_differences(bare))


def _of_three(known: Sequence[Set]) -> Iterator[Set]:
    """Yield A + B - C and C - A - B, where A and B have nobody in common."""
    containing = defaultdict[str, list[Set]](list)
    for one in known:
        for person in one:
            containing[person].append(one)
    for first, second in combinations(known, 2):
        both = first | second
        if first & second:
            continue
        for third in {other for person in both for other in containing[person]}:
            if both < third:
                yield third - both
            elif third < both and third not in {first, second}:
                yield both - third


def _of_differences(bare: Iterable[Set]) -> Iterator[Set]:
    """Yield (A - B) - (C - D)."""
    for small, large in combinations(sorted(bare, key=len), 2):
        if small < large:
            yield large - small


class Rows:
    """Released sets as rows over classes of people who are always together."""

    def __init__(self, sets: Iterable[Set]) -> None:
        """Take the sets whose sums are known."""
        self.sets = sorted(set(sets), key=lambda one: (len(one), sorted(one)))
        pattern = defaultdict[str, list[int]](list)
        for place, one in enumerate(self.sets):
            for person in one:
                pattern[person].append(place)
        members = defaultdict[tuple[int, ...], set[str]](set)
        for person, where in pattern.items():
            members[tuple(where)].add(person)
        ordered = sorted(members.items(), key=lambda one: sorted(one[1]))
        self.classes = [frozenset(people) for _, people in ordered]
        self.rows: list[Combination] = [{} for _ in self.sets]
        for place, (where, _people) in enumerate(ordered):
            for row in where:
                self.rows[row][place] = Fraction(1)

    def reduced(self, order: Sequence[int]) -> list[Combination]:
        """Return the rows reduced with pivots in an order of the classes."""
        return [row for row, _sum in self.reduced_with({}, order)]

    def reduced_with(
        self, sums: Mapping[Set, int], order: Sequence[int]
    ) -> list[tuple[Combination, Fraction]]:
        """Return the rows reduced, each with what its combination of the sums comes to."""
        rank = {column: place for place, column in enumerate(order)}
        found: dict[int, Combination] = {}
        for people, row in zip(self.sets, self.rows, strict=True):
            left = dict(row)
            if sums.get(people):
                left[SUM] = Fraction(sums[people])
            while pivots := left.keys() & found.keys():
                for pivot in pivots:
                    if pivot in left:
                        _take(left, found[pivot], left[pivot])
            if not left.keys() - {SUM}:
                assert not left, "what follows from other sums is what was told"
                continue
            pivot = min(left.keys() - {SUM}, key=rank.__getitem__)
            factor = left[pivot]
            left = {column: value / factor for column, value in left.items()}
            for other in found.values():
                if pivot in other:
                    _take(other, left, other[pivot])
            found[pivot] = left
        return [(row, row.pop(SUM, Fraction(0))) for row in found.values()]

    def combinations(self) -> Iterator[tuple[Set, dict[int, int]]]:
        """Yield people and the sets, added (1) or taken away (-1), that they are what is left of.

        Each set by itself; each less one inside it; and less as many of those inside it as are
        apart from one another, all but one and all.
        """
        for place, one in enumerate(self.sets):
            yield one, {place: 1}
            inside = [other for other, small in enumerate(self.sets) if small < one]
            for other in inside:
                yield one - self.sets[other], {place: 1, other: -1}
            apart: list[int] = []
            for other in reversed(inside):
                if not any(self.sets[other] & self.sets[taken] for taken in apart):
                    apart.append(other)
            for kept in (None, *apart):
                weights = {place: 1} | {other: -1 for other in apart if other != kept}
                left = one.difference(*(self.sets[other] for other in apart if other != kept))
                if left and len(weights) > 1:
                    yield left, weights

    def people(self, combination: Iterable[int]) -> Set:
        """Return whom a combination is about."""
        return frozenset[str]().union(*(self.classes[one] for one in combination))


def _take(row: Combination, other: Combination, factor: Fraction) -> None:
    for column, value in other.items():
        left = row.get(column, Fraction(0)) - factor * value
        if left:
            row[column] = left
        else:
            row.pop(column, None)


def worked_out(sets: Iterable[Set], n_orders: int = 8) -> Iterator[Set]:
    """Yield whom combinations of any number of sets are about, the fewest that can be found.

    Reduced with the classes in an order, each row is about as few of the last ones as it can be:
    the largest first, the smallest first, and orders by chance.
    """
    rows, chance = Rows(sets), random.Random(1)
    columns = sorted(range(len(rows.classes)), key=lambda one: len(rows.classes[one]))
    orders = [
        columns[::-1],
        columns,
        *(chance.sample(columns, len(columns)) for _ in range(n_orders)),
    ]
    for order in orders:
        for combination in rows.reduced(order):
            yield rows.people(combination)


def rests(people: Set, group_of: GroupOf) -> Iterator[Set]:
    """Yield who is left of people for somebody who knows one group's answers."""
    for group in {group_of(one) for one in people}:
        yield frozenset(one for one in people if group_of(one) != group)
