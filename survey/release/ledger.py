"""The release ledger: what has been released, and whether one set more may follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum

from survey.release.audit import Atom, Known, Row, passes
from survey.release.gate import Thresholds


class Answer(Enum):
    """What becomes of a request; a refusal has one form, whatever its reason."""

    ACCEPTED = "accepted"
    KNOWN = "known"  # released before: the same figures again tell nothing new
    REFUSED = "refused"


class Ledger:
    """Atoms and the sets of them that have been released, to anybody, at any level.

    The one rule: after every accepted request no combination of what has been released is about
    fewer people, or people of fewer groups, than the thresholds want. It follows from sets and
    sizes alone. The ledger keeps no answers and no people, only how many move together.
    """

    def __init__(self, atoms: Mapping[str, Atom], rows: Iterable[Row], limits: Thresholds) -> None:
        """Take what was frozen and what was released so far."""
        self.atoms, self.rows, self.limits = dict(atoms), list(rows), limits
        self._known = self._learnt()

    def freeze(self, name: str, atom: Atom) -> None:
        """Take in people who were frozen since."""
        self.atoms[name] = atom
        self._known.meet(name, atom.people)

    def request(self, asked: Row) -> Answer:
        """Accept a set and keep it, or refuse it and keep nothing."""
        answer = self.verdict(asked)
        if answer is Answer.ACCEPTED:
            self.rows.append(asked)
            self._known.add(asked)
        return answer

    def verdict(self, asked: Row) -> Answer:
        """Return what a request would be answered; raise KeyError for an atom that is none."""
        if asked in self.rows:
            return Answer.KNOWN
        people: Counter[str] = Counter()
        for name in asked:
            people[self.atoms[name].group] += self.atoms[name].weight
        if not passes(people, self.limits):
            return Answer.REFUSED
        return Answer.REFUSED if self._known.exposed_by(asked) else Answer.ACCEPTED

    def erase_one(self, name: str, tombstone: str) -> None:
        """Split one person off an atom: a nameless one, in every release that the atom is in.

        What was released about this person stays released, so the ledger must go on counting on
        it: sets that have the rest of the atom and not the tombstone are refused from now on,
        where they would tell about the difference.
        """
        atom = self.atoms[name]
        if atom.weight < 1 or tombstone in self.atoms:
            raise ValueError(f"nobody is left in {name}, or {tombstone} is there already")
        self.atoms[name] = Atom(atom.weight - 1, atom.group)
        self.atoms[tombstone] = Atom(1, atom.group)
        self.rows = [row | {tombstone} if name in row else row for row in self.rows]
        self._known = self._learnt()

    def _learnt(self) -> Known:
        known = Known.of(self.atoms, self.limits)
        for row in self.rows:
            known.add(row)
        return known
