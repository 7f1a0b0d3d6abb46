"""Whether a set of releases, taken together in any way, tells about too few people.

Source: Chin & Ozsoyoglu (1982), "Auditing and inference control in statistical databases", IEEE
Transactions on Software Engineering SE-8, 574-582: keep the vector space of what has been
answered, and refuse what would put a small vector into it. Here a vector is small when the
people it is about would not pass the primary rule. What anybody answered is never looked at, so
that a refusal tells nothing (Kenthapadi, Mishra & Nissim 2005: simulatable auditing).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from survey.release.gate import Thresholds, check
from survey.release.null_space import PRIME, Echelon, Vector, inverse, null_columns

Row = frozenset[str]  # the atoms of one released set
USUAL_GROUPS = 3  # up to here two groups and a third one are enough groups


@dataclass(frozen=True)
class Atom:
    """People who always move together: how many, and of which group (a pseudonym)."""

    weight: int
    group: str


@dataclass(frozen=True)
class _Class:
    """Atoms that stand in the same releases: nothing released can tell them from one another."""

    atoms: frozenset[str]
    people: Mapping[str, int]  # by group
    weight: int


def passes(people: Mapping[str, int], limits: Thresholds) -> bool:
    """Return whether a set of people, counted by group, may be shown by itself."""
    return check(list(people.values()), limits).is_allowed


def exposed(
    rows: Iterable[Row], atoms: Mapping[str, Atom], limits: Thresholds
) -> frozenset[str] | None:
    """Return the atoms of some combination that is about too few, or None where there is none.

    rows: everything released, and whatever is asked for now. The answer is exact: None means
    that no difference, union or weighted mixture of any number of these sets, however it is
    made, is about a set of people who fail the primary rule.
    """
    for component in components(rows):
        found = _exposed_in(component, atoms, limits)
        if found is not None:
            return found
    return None


def components(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows in parts that share no atom: one part can tell nothing about another."""
    by_atom: dict[str, list[Row]] = defaultdict(list)
    waiting = dict.fromkeys(rows)
    for row in waiting:
        for atom in row:
            by_atom[atom].append(row)
    while waiting:
        part, reached = [next(iter(waiting))], set[str]()
        del waiting[part[0]]
        for row in part:  # grows while it is read
            for atom in row - reached:
                reached.add(atom)
                for other in by_atom[atom]:
                    if other in waiting:
                        del waiting[other]
                        part.append(other)
        yield part


def component_of(asked: AbstractSet[str], rows: Iterable[Row]) -> list[Row]:
    """Return the rows that hang together with a set, directly or through others."""
    reached, part, left = set(asked), list[Row](), list(rows)
    while touching := [row for row in left if not reached.isdisjoint(row)]:
        part += touching
        left = [row for row in left if reached.isdisjoint(row)]
        for row in touching:
            reached |= row
    return part


def _exposed_in(
    rows: Sequence[Row], atoms: Mapping[str, Atom], limits: Thresholds
) -> frozenset[str] | None:
    classes, matrix = _classes(rows, atoms)
    columns = null_columns(matrix, range(len(classes)))
    # What passes by itself is in no set that fails: the rule is inherited by larger sets.
    small = [place for place, one in enumerate(classes) if not passes(one.people, limits)]
    small.sort(key=lambda place: classes[place].weight)
    search = _Search(
        [classes[place] for place in small], [columns[place] for place in small], limits
    )
    found = search.run()
    return None if found is None else frozenset().union(*(one.atoms for one in found))


def _classes(rows: Sequence[Row], atoms: Mapping[str, Atom]) -> tuple[list[_Class], list[Vector]]:
    """Return the classes, and each row as the classes that stand in it."""
    patterns: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for atom in row:
            patterns[atom].append(place)
    together: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for atom, pattern in patterns.items():
        together[tuple(pattern)].append(atom)
    matrix: list[Vector] = [{} for _ in rows]
    for number, places in enumerate(together):
        for place in places:
            matrix[place][number] = 1
    return [_class(members, atoms) for members in together.values()], matrix


def _class(members: Iterable[str], atoms: Mapping[str, Atom]) -> _Class:
    people: Counter[str] = Counter()
    for name in members:
        people[atoms[name].group] += atoms[name].weight
    return _Class(frozenset(members), people, sum(people.values()))


class _Search:
    """Looks for a set of classes that fails the rule and whose columns are dependent.

    Both are inherited: from a failing set by its subsets, from a dependent set by larger sets. So
    sets grow class by class, and a branch ends where the set no longer fails. Classes stand
    lightest first.
    """

    def __init__(
        self, classes: Sequence[_Class], columns: Sequence[Vector], limits: Thresholds
    ) -> None:
        """Take the classes that fail by themselves, and their columns of the null space."""
        self.classes, self.columns, self.limits = classes, columns, limits
        self.weights = [one.weight for one in classes]
        self.of_group: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(classes):
            for group in one.people:
                self.of_group[group].append(place)

    def run(self) -> list[_Class] | None:
        """Return the classes of such a set; None where there is none."""
        found = self._one() or self._two() or self._more()
        return None if found is None else [self.classes[place] for place in found]

    def _one(self) -> list[int] | None:
        return next(([place] for place, column in enumerate(self.columns) if not column), None)

    def _two(self) -> list[int] | None:
        """Two columns are dependent when one is a multiple of the other: told by their form."""
        seen: dict[frozenset[tuple[int, int]], list[int]] = defaultdict(list)
        for place, column in enumerate(self.columns):
            factor = inverse(column[min(column)])
            form = frozenset((key, value * factor % PRIME) for key, value in column.items())
            for other in seen[form]:
                if not passes(self._people([other, place]), self.limits):
                    return [other, place]
            seen[form].append(place)
        return None

    def _more(self) -> list[int] | None:
        for first in range(len(self.classes)):
            for second in self._seconds(first):
                pair = [first, second]
                onwards = list(self._next(pair, self._people(pair)))
                if onwards and (found := self._deeper(pair, onwards)):
                    return found
        return None

    def _seconds(self, first: int) -> Iterable[int]:
        """Return the classes which, with this one, may be part of a failing set of three.

        Two classes that are not light, of groups that have no other class, make every third one
        pass; with the usual limits that spares looking at nearly all pairs.
        """
        limits, later = self.limits, range(first + 1, len(self.classes))
        is_light = self.weights[first] < max(limits.residual, -(-limits.persons // 2))
        if limits.groups > USUAL_GROUPS or is_light or self._has_others(first):
            return later
        return (place for place in later if self._has_others(place))

    def _has_others(self, place: int) -> bool:
        return any(len(self.of_group[group]) > 1 for group in self.classes[place].people)

    def _deeper(self, chosen: list[int], onwards: Sequence[int]) -> list[int] | None:
        """Look among the sets that begin with these classes, whose columns are independent."""
        echelon = Echelon()
        for place in chosen:
            echelon.add(self.columns[place])
        for place in onwards:
            larger = [*chosen, place]
            if not echelon.remainder(self.columns[place]):
                return larger
            further = list(self._next(larger, self._people(larger)))
            if further and (found := self._deeper(larger, further)):
                return found
        return None

    def _next(self, chosen: Sequence[int], people: Mapping[str, int]) -> Iterator[int]:
        """Yield the later classes with which a set still fails the rule.

        While the set has fewer groups than one less than wanted, or is itself lighter than what
        must be left beside the largest group, any class may be one. After that only light classes
        and those of the set's own groups can.
        """
        limits, last = self.limits, chosen[-1]
        weight = sum(people.values())
        if len(people) < limits.groups - 1 or weight < limits.residual:
            candidates: Iterable[int] = range(last + 1, len(self.classes))
        else:
            beside = weight - max(people.values())
            below = max(limits.persons - weight, limits.residual - beside)
            light = range(last + 1, bisect_left(self.weights, below))
            own = {place for group in people for place in self.of_group[group] if place > last}
            candidates = sorted(own.union(light))
        for place in candidates:
            if not passes(self._people([*chosen, place]), limits):
                yield place

    def _people(self, places: Iterable[int]) -> Counter[str]:
        people: Counter[str] = Counter()
        for place in places:
            people.update(self.classes[place].people)
        return people
