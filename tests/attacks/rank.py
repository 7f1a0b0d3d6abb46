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
    """Return whether people are fewer than 10, of fewer than 3 groups, or few beside the largest."""
    groups = Counter(group_of(one) for one in people)
    return len(people) < 10 or len(groups) < 3 or len(people) - max(groups.values()) < 5


def differences(sets: Iterable[Set]) -> Iterator[Set]:
    """Yield every set that two or three of the sets lay bare by adding and taking away."""
    known = sorted(set(sets), key=lambda one: (len(one), sorted(one)))
    bare = set[Set]()
    for small, large in combinations(known, 2):
        if small < large:
            bare.add(large - small)
    yield from bare
    containing = defaultdict[str, list[Set]](list)
    for one in known:
        for person in one:
            containing[person].append(one)
    for first, second in combinations(known, 2):
        if first & second:
            continue
        both = first | second
        near = {other for person in both for other in containing[person]}
        for third in near - {first, second}:
            if both < third:
                yield third - both
            elif third < both:
                yield both - third
    for left, right in combinations(sorted(bare, key=sorted), 2):  # (A - B) - (C - D)
        if left < right:
            yield right - left
        elif right < left:
            yield left - right


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
        """Return the rows reduced with pivots in an order of the classes: the supports are least."""
        return [row for row, _sum in self.reduced_with({}, order)]

    def reduced_with(
        self, sums: Mapping[Set, int], order: Sequence[int]
    ) -> list[tuple[Combination, Fraction]]:
        """Return the rows reduced, each with what its combination of the sums comes to."""
        rank = {column: place for place, column in enumerate(order)}
        found: dict[int, Combination] = {}
        for people, row in zip(self.sets, self.rows, strict=True):
            left = row | {SUM: Fraction(sums.get(people, 0))}
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


def worked_out(sets: Iterable[Set], group_of: GroupOf, n_orders: int = 10) -> Iterator[Set]:
    """Yield whom combinations of any number of sets are about, the fewest that can be found.

    Each class of people and each group is put last, so that a row about it alone comes out where
    there is one; and then the classes in orders by chance.
    """
    rows, chance = Rows(sets), random.Random(1)
    columns = list(range(len(rows.classes)))
    sizes = {column: len(rows.classes[column]) for column in columns}
    orders = [sorted(columns, key=lambda one: (-sizes[one], one))]
    groups = sorted({group_of(one) for people in rows.classes for one in people})
    for group in chance.sample(groups, min(len(groups), n_orders)):
        own = {one for one in columns if any(group_of(p) == group for p in rows.classes[one])}
        orders.append(sorted(columns, key=lambda one: (one in own, chance.random())))
    for _ in range(n_orders):
        orders.append(chance.sample(columns, len(columns)))
    for order in orders:
        for combination in rows.reduced(order):
            yield rows.people(combination)
