"""Doing once more what the journal has and an older database lacks, in the order it was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey.journal import people
from survey.journal.entries import (
    ADDRESS,
    ENDED,
    ERASED,
    OF_A_PERSON,
    WITHDRAWN,
    Content,
    Entry,
    opened,
)
from survey.journal.keys import Keys
from survey.journal.rows import Row, latest, put_back, row_of
from survey.models import (
    FrozenPair,
    LedgerAtom,
    LedgerSplit,
    Participant,
    Participation,
    Study,
    Wave,
    Withdrawal,
)
from survey.models.study import ANONYMISED, POST, PRE
from survey.release import book
from survey.reminders import addresses
from survey.study_end import stripping

AT_A_TIME = 1_000


def apply(
    session: Session, entries: Sequence[Entry], keys: Keys, tell: Callable[[int], object]
) -> int:
    """Bring a database on by these entries; return how many people were there to erase.

    May be done twice. Everybody is looked up once, by the keyed hash of their id. The caller
    keeps the head and commits. Raises JournalFault where an entry was changed.
    """
    contents = latest([opened(one, keys) for one in entries])
    found = _look_up(session, _wanted(entries, contents), keys)
    n_erased = 0
    for entry, content in zip(entries, contents, strict=True):
        for table in content.rows:
            put_back(session, table)
        for atom_id, members in content.members.items():
            _freeze(session, atom_id, [found[one] for one in members if one in found])
        if entry.kind in OF_A_PERSON and entry.subject in found:
            n_erased += _do(session, entry.kind, found[entry.subject])
        tell(1)
    if any(entry.kind == ENDED for entry in entries):
        n_erased += stripping.once_more(session)
    return n_erased


def _wanted(entries: Sequence[Entry], contents: Sequence[Content]) -> set[str]:
    """Return the keyed hashes of everybody that something is to be done about."""
    subjects = {one.subject for one in entries if one.kind in OF_A_PERSON}
    groups = (members for one in contents for members in one.members.values())
    return subjects.union(*groups)


def _look_up(session: Session, wanted: set[str], keys: Keys) -> dict[str, str]:
    """Return the participants of these keyed hashes who are there."""
    if not wanted:
        return {}
    ids = session.scalars(select(Participant.id), execution_options={"yield_per": AT_A_TIME})
    hashed = ((keys.hashed(one), one) for one in ids)
    return {sign: one for sign, one in hashed if sign in wanted}


def _do(session: Session, kind: str, participant_id: str) -> int:
    participant = session.get(Participant, participant_id)
    if participant is None:
        return 0  # withdrawn first and erased later
    if kind == ADDRESS:
        addresses.take_back(session, participant_id)
    else:
        # The entry has brought the split that they left behind; they leave no second one.
        session.execute(delete(FrozenPair).filter_by(participant_id=participant_id))
    if kind == WITHDRAWN:
        people.withdraw(session, participant)
    if kind == ERASED:
        people.erase(session, participant)
    return int(kind == ERASED)


def _freeze(session: Session, atom_id: str, members: Iterable[str]) -> None:
    """Put those back into an atom who were frozen into it, and whose answers are all there."""
    for one in members:
        is_frozen = session.get(FrozenPair, one) is not None
        if is_frozen or session.get(Withdrawal, one) is not None:
            continue
        answered = session.scalars(
            select(Wave.key)
            .join(Participation, Participation.wave_id == Wave.id)
            .where(Participation.participant_id == one)
        ).all()
        if {PRE, POST} <= set(answered):
            session.add(FrozenPair(participant_id=one, atom_id=atom_id))
    session.flush()


def let_the_lost_go(session: Session) -> list[Row]:
    """Make nameless whoever is counted in the ledger and whose answers are not there any more.

    They answered after the backup, so their answers are lost with what came after it; but what
    was released about them is known. Return the rows added to the ledger, for the journal.
    """
    n_people = (
        select(func.count(FrozenPair.participant_id))
        .where(FrozenPair.atom_id == LedgerAtom.id)
        .scalar_subquery()
    )
    short = session.execute(
        select(LedgerAtom.id, LedgerAtom.weight - n_people)
        .join(Study, Study.id == LedgerAtom.study_id)
        .where(
            LedgerAtom.is_tombstone.is_(False),
            Study.state != ANONYMISED,  # of which nobody is to be there
            LedgerAtom.id.not_in(select(LedgerSplit.atom_id)),
            LedgerAtom.weight > n_people,
        )
        .order_by(LedgerAtom.id)
    ).all()
    rows: list[Row] = []
    for atom_id, n_lost in short:
        rest = atom_id
        for _ in range(n_lost):
            added = book.split_off(session, rest)
            rows += map(row_of, added)
            rest = added[0].id
    return rows
