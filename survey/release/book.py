"""The ledger of a study as it stands in the database, and the only ways to add to it.

Read as a whole, since what may follow depends on everything that went before. Studies share no
people that anybody could know of, so each has a ledger of its own in the same tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from survey.models import FrozenPair, LedgerAtom, LedgerSplit, Release, ReleaseAtom
from survey.models.base import Base, new_id
from survey.release.audit import Atom, Row
from survey.release.chain import BEGINNING, link, set_sha256
from survey.weeks import current_week


@dataclass(frozen=True)
class FrozenAtom:
    """People of one group who were frozen together, and what their group was like then."""

    id: str
    weight: int
    group: str
    cut_off_week: str
    municipality: str
    contact_point: str
    group_type: str
    life_problem: str
    is_tombstone: bool


@dataclass(frozen=True)
class ReleasedSet:
    """A set about which something has been released, with those who have left since."""

    kind: str
    recipient: str
    edition_id: str
    atoms: Row


@dataclass(frozen=True)
class Book:
    """Everybody frozen and everything released in a study."""

    atoms: Mapping[str, FrozenAtom]  # as they are now: what was split is replaced by its parts
    released: tuple[ReleasedSet, ...]  # in the order of release
    head: str  # changes with everything that is added
    splits: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def present(self) -> Mapping[str, FrozenAtom]:
        """Return the atoms that have somebody in them whose answers are there."""
        return {
            one.id: one for one in self.atoms.values() if one.weight > 0 and not one.is_tombstone
        }

    def for_audit(self) -> dict[str, Atom]:
        """Return the atoms as the audit takes them."""
        return {one.id: Atom(one.weight, one.group) for one in self.atoms.values()}

    def today(self, atoms: Iterable[str]) -> Row:
        """Return what a set of atoms consists of by now."""
        return frozenset[str]().union(*(_parts(one, self.splits) for one in atoms))

    def last(self, kind: str, recipient: str) -> Row:
        """Return who is still there of the newest set of a recipient; empty where there is none."""
        for one in reversed(self.released):
            if (one.kind, one.recipient) == (kind, recipient):
                return one.atoms.intersection(self.present)
        return frozenset()

    def ever(self, kind: str, recipient: str) -> Row:
        """Return everybody who was in some set of a recipient."""
        sets = (
            one.atoms for one in self.released if (one.kind, one.recipient) == (kind, recipient)
        )
        return frozenset().union(*sets)


def read(session: Session, study_id: str) -> Book:
    """Return a study's ledger."""
    rows = session.scalars(select(LedgerAtom).where(LedgerAtom.study_id == study_id)).all()
    splits = {
        split.atom_id: (split.rest_id, split.tombstone_id)
        for split in session.scalars(
            select(LedgerSplit)
            .join(LedgerAtom, LedgerAtom.id == LedgerSplit.atom_id)
            .where(LedgerAtom.study_id == study_id)
        )
    }
    atoms = {row.id: _frozen(row) for row in rows if row.id not in splits}
    released = _released(session, study_id, splits)
    return Book(atoms, released, head(session, study_id), splits)


def _frozen(row: LedgerAtom) -> FrozenAtom:
    return FrozenAtom(
        id=row.id,
        weight=row.weight,
        group=row.group_id,
        cut_off_week=row.cut_off_week,
        municipality=row.municipality_number,
        contact_point=row.contact_point_id,
        group_type=row.group_type,
        life_problem=row.life_problem,
        is_tombstone=row.is_tombstone,
    )


def _released(
    session: Session, study_id: str, splits: Mapping[str, tuple[str, str]]
) -> tuple[ReleasedSet, ...]:
    members: dict[int, set[str]] = defaultdict(set)
    for number, atom in session.execute(
        select(ReleaseAtom.release_number, ReleaseAtom.atom_id)
        .join(Release, Release.number == ReleaseAtom.release_number)
        .where(Release.study_id == study_id)
    ):
        members[number] |= _parts(atom, splits)
    return tuple(
        ReleasedSet(row.kind, row.recipient, row.edition_id, frozenset(members[row.number]))
        for row in session.scalars(
            select(Release).where(Release.study_id == study_id).order_by(Release.number)
        )
    )


def _parts(atom: str, splits: Mapping[str, tuple[str, str]]) -> set[str]:
    """Return what an atom consists of today."""
    found = set()
    while atom in splits:
        atom, tombstone = splits[atom]
        found.add(tombstone)
    return {atom, *found}


def head(session: Session, study_id: str) -> str:
    """Return how far a study's ledger is: nothing in it changes without this."""
    n_atoms = session.scalar(
        select(func.count()).select_from(LedgerAtom).where(LedgerAtom.study_id == study_id)
    )
    n_sets = session.scalar(
        select(func.count()).select_from(Release).where(Release.study_id == study_id)
    )
    return f"{n_atoms}-{n_sets}"


@dataclass(frozen=True)
class NewSet:
    """A set that is to be released, and to whom."""

    kind: str
    recipient: str
    atoms: Row


Added = list[tuple[type[Base], dict[str, Any]]]  # rows, each with its table


def add(session: Session, study_id: str, edition_id: str, sets: Iterable[NewSet]) -> Added:
    """Enter sets that the audit has accepted; the caller holds the write lock and commits.

    Return the rows that were added. Each set is a link of one chain over all studies: a link
    taken out or put in would show.
    """
    last = session.execute(
        select(Release.number, Release.chain).order_by(Release.number.desc()).limit(1)
    ).one_or_none()
    number, chain = last or (0, BEGINNING)
    added: Added = []
    for one in sets:
        sign = set_sha256(one.atoms)
        known = select(Release.number).filter_by(
            study_id=study_id, kind=one.kind, recipient=one.recipient, set_sha256=sign
        )
        if session.scalar(known) is not None:
            continue
        number += 1
        row = {
            "study_id": study_id,
            "edition_id": edition_id,
            "kind": one.kind,
            "recipient": one.recipient,
            "set_sha256": sign,
            "week": current_week(),
        }
        chain = link(number, row, chain)
        entered = {"number": number, "chain": chain, **row}
        atoms = [{"release_number": number, "atom_id": atom} for atom in sorted(one.atoms)]
        session.execute(insert(Release).values(**entered))
        session.execute(insert(ReleaseAtom), atoms)
        added += [(Release, entered), *((ReleaseAtom, atom) for atom in atoms)]
    return added


Left = tuple[LedgerAtom, LedgerAtom, LedgerSplit]  # the rest, the nameless one, the split


def leave(session: Session, participant_id: str) -> Left | None:
    """Take somebody who withdraws or erases out of the sets to come; the caller commits.

    What was released about them stays released, so the ledger goes on counting on it: one
    nameless person stays beside the rest of the atom in every set that it was in. Return what was
    added to the ledger; None where they are in no atom.
    """
    atom_id = session.scalar(select(FrozenPair.atom_id).filter_by(participant_id=participant_id))
    if atom_id is None:
        return None
    session.execute(delete(FrozenPair).filter_by(participant_id=participant_id))
    return split_off(session, atom_id)


def split_off(session: Session, atom_id: str) -> Left:
    """Make one person of an atom nameless; return what was added."""
    atom = session.get_one(LedgerAtom, atom_id)
    columns = {
        column.name: getattr(atom, column.name)
        for column in LedgerAtom.__table__.columns
        if column.name not in {"id", "weight", "is_tombstone"}
    }
    rest = LedgerAtom(id=new_id(), weight=atom.weight - 1, is_tombstone=False, **columns)
    tombstone = LedgerAtom(id=new_id(), weight=1, is_tombstone=True, **columns)
    session.add_all([rest, tombstone])
    session.flush()
    split = LedgerSplit(atom_id=atom_id, rest_id=rest.id, tombstone_id=tombstone.id)
    session.add(split)
    session.execute(update(FrozenPair).filter_by(atom_id=atom_id).values(atom_id=rest.id))
    session.flush()
    return rest, tombstone, split
