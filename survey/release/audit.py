"""Whether a set of releases, taken together in any way, tells about too few people.

Source: Chin & Ozsoyoglu (1982), "Auditing and inference control in statistical databases", IEEE
Transactions on Software Engineering SE-8, 574-582: keep the vector space of what has been
answered, and refuse what would put a small vector into it. Here a vector is small when the
people it is about would not pass the primary rule. What anybody answered is never looked at, so
that a refusal tells nothing (Kenthapadi, Mishra & Nissim 2005: simulatable auditing).

How it is kept up. Atoms that stand in the same releases make a class. Each class has its column
of a basis of the null space N of the matrix of releases, so that a vector v over the classes can
be worked out exactly when N v = 0. Asking for one set more is looking for a vector that has it
and earlier ones in it, N v = N s with s the set itself, and is about too few: a few columns that
add up to N s. One of them must differ from zero wherever the sum does, so the search follows the
coordinate where the fewest classes do, and ends a branch when its people pass the rule: then more
people do as well. Municipalities that no release holds together never meet in it. Whatever else
adds up over people, and is enough or too little, is looked after alike: see `told`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from survey.release.gate import Thresholds, check
from survey.release.null_space import PRIME, Vector, ratio, take_away
from survey.release.small_sets import People, Search, add, together

Row = frozenset[str]  # the atoms of one released set


@dataclass(frozen=True)
class Atom:
    """People who always move together: how many, and of which group (a pseudonym)."""

    weight: int
    group: str

    @property
    def people(self) -> People:
        """Return how many people there are, by group."""
        return {self.group: self.weight}


def passes(people: People, limits: Thresholds) -> bool:
    """Return whether a set of people, counted by group, may be shown by itself."""
    return check([int(count) for count in people.values()], limits).is_allowed


def exposed(rows: Iterable[Row], atoms: Mapping[str, Atom], limits: Thresholds) -> Row | None:
    """Return the atoms of some combination that is about too few, or None where there is none.

    The answer is exact: None means that no difference, union or weighted mixture of any number
    of these sets, however it is made, is about a set of people who fail the primary rule.
    """
    known = Known.of(atoms, limits)
    for row in rows:
        found = known.exposed_by(row)
        if found is not None:
            return found
        known.add(row)
    return None


@dataclass(frozen=True)
class _Split:
    """That a class was divided: the part inside a set, the part outside, their coordinate."""

    inside: int
    outside: int
    coordinate: int


class Known:
    """What can be worked out from a history of releases."""

    def __init__(self, atoms: Mapping[str, People], is_enough: Callable[[People], bool]) -> None:
        """Begin with no release: all atoms are in one class, about which nothing is known.

        is_enough: whether so much of what is in atoms may be worked out; then so may more.
        """
        self.atoms, self.is_enough = dict(atoms), is_enough
        self.class_of = dict.fromkeys(atoms, 0)
        self.members: dict[int, set[str]] = {0: set(atoms)}
        self.people: dict[int, dict[str, float]] = {0: self._counted(atoms)}
        self.columns: dict[int, Vector] = {0: {0: 1}}
        self.classes_at: dict[int, set[int]] = {0: {0}}  # where a coordinate is not zero
        self._next = 1

    @classmethod
    def of(cls, atoms: Mapping[str, Atom], limits: Thresholds) -> Known:
        """Begin with no release, where what is worked out must be about enough people."""
        people = {name: one.people for name, one in atoms.items()}
        return cls(people, partial(passes, limits=limits))

    def meet(self, atom: str, people: People) -> None:
        """Learn of an atom that was frozen since: no release is about it."""
        self.atoms[atom] = people
        place, self._next = self._next, self._next + 1
        self.class_of[atom] = place
        self.members[place], self.people[place] = {atom}, self._counted([atom])
        self.columns[place], self.classes_at[place] = {place: 1}, {place}

    def exposed_by(self, row: Row, most_steps: int | None = None) -> Row | None:
        """Return the atoms of some combination with this row that is about too few, or None.

        What was added before must expose nobody by itself. Raises KeyError for an unknown atom,
        LookedTooLongError where most_steps of the search do not do.
        """
        splits = self._divide(row)
        try:
            search = Search(self.columns, self.classes_at, self.people, self.is_enough, most_steps)
            found = search.run(self._sum_over(row))
            return frozenset[str]().union(*(self.members[one] for one in found)) if found else None
        finally:
            for split in reversed(splits):
                self._join(split)

    def add(self, row: Row) -> None:
        """Add a release, whatever it exposes."""
        self._divide(row)
        told = self._sum_over(row)
        if not told:  # it could be worked out before
            return
        coordinate = min(told, key=lambda one: len(self.classes_at[one]))
        for place in list(self.classes_at[coordinate]):
            column = self.columns[place]
            factor = ratio(column[coordinate], told[coordinate])
            take_away(column, told, factor)
            for one in told:
                if one in column:
                    self.classes_at[one].add(place)
                else:
                    self.classes_at[one].discard(place)
        del self.classes_at[coordinate]

    def _divide(self, row: Row) -> list[_Split]:
        """Divide every class that lies partly within a row."""
        inside: dict[int, set[str]] = defaultdict(set)
        for atom in row:
            inside[self.class_of[atom]].add(atom)
        partly = [place for place in inside if len(inside[place]) < len(self.members[place])]
        return [self._split(place, inside[place]) for place in partly]

    def _split(self, outside: int, atoms: set[str]) -> _Split:
        """Divide a class: its column goes with those outside, and the two differ freely."""
        inside, coordinate = self._next, self._next
        self._next += 1
        self.members[inside] = atoms
        self.members[outside] -= atoms
        self.people[inside] = self._counted(atoms)
        self.people[outside] = self._counted(self.members[outside])
        for atom in atoms:
            self.class_of[atom] = inside
        self.columns[inside] = {coordinate: 1}
        self.columns[outside][coordinate] = PRIME - 1
        self.classes_at[coordinate] = {inside, outside}
        return _Split(inside, outside, coordinate)

    def _join(self, split: _Split) -> None:
        atoms = self.members.pop(split.inside)
        for atom in atoms:
            self.class_of[atom] = split.outside
        self.members[split.outside] |= atoms
        self.people[split.outside] = together(
            self.people[split.outside], self.people.pop(split.inside)
        )
        del self.columns[split.inside], self.classes_at[split.coordinate]
        del self.columns[split.outside][split.coordinate]

    def _sum_over(self, row: Row) -> Vector:
        """Return N times a row whose classes are whole."""
        total: Vector = {}
        for place in {self.class_of[atom] for atom in row}:
            take_away(total, self.columns[place], PRIME - 1)
        return total

    def _counted(self, names: Iterable[str]) -> dict[str, float]:
        people: dict[str, float] = {}
        for name in names:
            add(people, self.atoms[name])
        return people
