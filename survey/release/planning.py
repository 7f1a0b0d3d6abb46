"""What an edition would release: every set in one fixed order, each asked of the ledger in turn.

The order is the same for everybody and known beforehand, since it decides what is hidden where not
everything can be shown: the whole study for publication first, then what a plan names (kinds of
groups), then municipalities from the largest, pools, what is new, and the lines of tables. What
would give a few people away is refused there and then; so the second line that must hide a first
one (complementary suppression) is whatever comes last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from survey.models.ledger import MUNICIPALITY, NEWEST, PART, POOL, PUBLICATION, STUDY
from survey.release.audit import Row, passes
from survey.release.book import Book, NewSet
from survey.release.gate import Thresholds
from survey.release.ledger import Answer, Ledger

ALL = "all"
GROUP_TYPE, LIFE_PROBLEM = "group_type", "life_problem"
COUNTY, CONTACT_POINT = "county", "contact_point"
KINDS_OF_GROUPS = (GROUP_TYPE, LIFE_PROBLEM)


@dataclass(frozen=True)
class Line:
    """One set of a plan: what it is, its sizes, and what the ledger says. No answer is in it.

    recipient: a municipality's number, a pool's id, ``all``; of a table's line, whose table, what
    is told apart and the value, such as ``municipality/1804/contact_point/<id>``.
    is_new: whether a report is due, because it would be about others than the last one.
    told: see ``told.py``.
    """

    kind: str
    recipient: str
    n_people: int
    n_groups: int
    verdict: str
    is_new: bool
    atoms: tuple[str, ...]
    told: tuple[str, ...] = ()  # what was shown of it: known once the edition is entered

    @property
    def is_shown(self) -> bool:
        """Return whether figures about it may be shown."""
        return self.verdict != Answer.REFUSED.value

    def stored(self) -> dict[str, Any]:
        """Return the line as an edition keeps it."""
        return asdict(self) | {"atoms": list(self.atoms), "told": list(self.told)}

    @classmethod
    def from_stored(cls, values: Mapping[str, Any]) -> Line:
        """Return the line that stored() wrote."""
        lists = {name: tuple(values.get(name, ())) for name in ("atoms", "told")}
        return cls(**(dict(values) | lists))


def new_sets(lines: Iterable[Line]) -> Iterator[NewSet]:
    """Yield what has to be entered into the ledger for a plan."""
    for line in lines:
        if line.is_shown:
            yield NewSet(line.kind, line.recipient, frozenset(line.atoms))


def plan(
    book: Book,
    pools: Mapping[str, Collection[str]],
    limits: Thresholds,
    published: Collection[tuple[str, str, Row]] = (),
) -> tuple[Line, ...]:
    """Return every line of an edition, in the order in which the ledger was asked.

    pools: the municipalities of each pool. published: what earlier editions that were released
    show, as kind, recipient and set.
    """
    return _Plan(book, pools, limits, frozenset(published)).lines()


class _Plan:
    def __init__(
        self,
        book: Book,
        pools: Mapping[str, Collection[str]],
        limits: Thresholds,
        published: Collection[tuple[str, str, Row]],
    ) -> None:
        """Take what is there and begin a ledger that goes on from it."""
        self.book, self.pools, self.limits, self.published = book, pools, limits, published
        self.ledger = Ledger(book.for_audit(), [one.atoms for one in book.released], limits)
        self.asked: dict[tuple[str, str], Line] = {}

    def lines(self) -> tuple[Line, ...]:
        """Ask for everything, in order."""
        atoms = self.book.present
        everybody = frozenset(atoms)
        if not everybody:
            return ()
        self._ask(PUBLICATION, ALL, everybody)
        whole = self._study(everybody)
        for dimension in KINDS_OF_GROUPS:
            self._table(PUBLICATION, ALL, dimension, whole)
        reported = self._municipalities()
        for pool in sorted(self.pools):
            members = {one.id for one in atoms.values() if one.municipality in self.pools[pool]}
            self._ask(POOL, pool, frozenset(members))
        self._newest(reported)
        self._tables(whole, reported)
        return tuple(self.asked.values())

    def _study(self, everybody: Row) -> Row:
        """Return whom the study's report is about: everybody, or whom it was about last."""
        if self._ask(STUDY, ALL, everybody):
            return everybody
        return self.book.last(STUDY, ALL)

    def _municipalities(self) -> dict[str, Row]:
        """Ask for every municipality, the largest first; return what may be shown of each."""
        wanted = sorted(self._wanted().items(), key=lambda one: (-self._n_people(one[1]), one[0]))
        return {number: asked for number, asked in wanted if self._ask(MUNICIPALITY, number, asked)}

    def _wanted(self) -> dict[str, Row]:
        """Return whom each municipality's report would be about.

        Whoever waits joins those of earlier editions together, and only when they could stand
        alone: the difference between two editions is what is new.
        """
        wanted: dict[str, Row] = {}
        for number, here in self._by("municipality", frozenset(self.book.present)).items():
            before = self.book.last(MUNICIPALITY, number)
            waiting = here - self.book.ever(MUNICIPALITY, number)
            wanted[number] = before | waiting if self._passes(waiting) or not before else before
        return wanted

    def _newest(self, reported: Mapping[str, Row]) -> None:
        for number, shown in reported.items():
            before = self.book.ever(MUNICIPALITY, number)
            if before and (new := shown - before):
                self._ask(NEWEST, number, new)

    def _tables(self, whole: Row, reported: Mapping[str, Row]) -> None:
        """Ask for the lines of every report's tables, the largest first."""
        self._table(STUDY, ALL, COUNTY, whole)
        cells = []
        for number, shown in reported.items():
            for dimension in (CONTACT_POINT, *KINDS_OF_GROUPS):
                cells += self._cells(MUNICIPALITY, number, dimension, shown)
        self._ask_largest_first(cells)

    def _table(self, kind: str, recipient: str, dimension: str, within: Row) -> None:
        self._ask_largest_first(self._cells(kind, recipient, dimension, within))

    def _cells(
        self, kind: str, recipient: str, dimension: str, within: Row
    ) -> list[tuple[str, Row]]:
        found = self._by(dimension, within)
        if len(found) < 2:  # the only line would be the whole again
            return []
        return [
            (f"{kind}/{recipient}/{dimension}/{value}", atoms) for value, atoms in found.items()
        ]

    def _ask_largest_first(self, cells: list[tuple[str, Row]]) -> None:
        for recipient, atoms in sorted(cells, key=lambda one: (-self._n_people(one[1]), one[0])):
            self._ask(PART, recipient, atoms)

    def _ask(self, kind: str, recipient: str, atoms: Row) -> bool:
        """Ask the ledger, keep the line, and return whether the set may be shown."""
        answer = self.ledger.request(atoms) if atoms else Answer.REFUSED
        is_shown = answer is not Answer.REFUSED
        self.asked[kind, recipient] = Line(
            kind=kind,
            recipient=recipient,
            n_people=self._n_people(atoms),
            n_groups=len({self.book.atoms[one].group for one in atoms}),
            verdict=answer.value,
            is_new=is_shown and (kind, recipient, atoms) not in self.published,
            atoms=tuple(sorted(atoms)),
        )
        return is_shown

    def _by(self, dimension: str, within: Row) -> dict[str, Row]:
        found: dict[str, set[str]] = defaultdict(set)
        for name in within:
            found[str(value_of(self.book.atoms[name], dimension))].add(name)
        return {value: frozenset(found[value]) for value in sorted(found)}

    def _n_people(self, atoms: Row) -> int:
        return sum(self.book.atoms[one].weight for one in atoms)

    def _passes(self, atoms: Row) -> bool:
        people: Counter[str] = Counter()
        for one in atoms:
            people[self.book.atoms[one].group] += self.book.atoms[one].weight
        return passes(people, self.limits)


class Grouped(Protocol):
    """Whatever belongs to a municipality and has the kinds of a group."""

    @property
    def municipality(self) -> str: ...  # noqa: D102


def value_of(one: Grouped, dimension: str) -> str | None:
    """Return what something is told apart by."""
    if dimension == COUNTY:
        return one.municipality[:2]
    value: str | None = getattr(one, dimension)
    return value
