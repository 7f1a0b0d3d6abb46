"""The journal as the operator's commands use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from survey.extensions import db
from survey.journal.entries import REPLAYED, Head, opened
from survey.journal.faults import JournalFault
from survey.journal.recording import head_of, journal, keep_head, record
from survey.journal.replaying import apply, let_the_lost_go
from survey.journal.starting import begin


@dataclass(frozen=True)
class Replayed:
    """What a replay did."""

    n_entries: int
    n_erased: int
    n_lost: int  # counted in the release ledger, and not there any more
    files: dict[str, str] = field(default_factory=dict)  # what released files must be


def start() -> bool:
    """Make the journal of the settings where it is not made yet; return whether it began now."""
    with db.writing() as session:
        has_begun = begin(session)
        session.commit()
    return has_begun


def n_to_replay() -> int:
    """Return how many entries the database lacks; raise JournalFault where the journal is wrong."""
    kept = journal()
    if kept is None:
        raise JournalFault("there is no journal in the settings: nothing can be replayed")
    with db.writing() as session:
        known = head_of(session)
        last = kept.verified(known)
    if last.number == 0:
        raise JournalFault("the journal is empty. Run: sammenheng db upgrade")
    return last.number - known.number


def replay(tell: Callable[[int], object]) -> Replayed:
    """Do everything once more that the journal has and the database lacks, in one transaction.

    Afterwards nothing of those who were erased is in SQLite's log beside its file either. tell is
    called with 1 for each entry.
    """
    kept = journal()
    assert kept is not None  # n_to_replay was asked first
    with db.writing() as session:
        known = head_of(session)
        missed = list(kept.after(known.number))
        if not missed:
            return Replayed(0, 0, 0)
        n_erased = apply(session, missed, kept.keys, tell)
        keep_head(session, Head(missed[-1].number, missed[-1].chain))
        lost = let_the_lost_go(session)
        if lost:
            record(session, REPLAYED, rows=lost)
        session.commit()
    db.empty_log()
    files: dict[str, str] = {}
    for entry in missed:
        files |= opened(entry, kept.keys).files
    n_lost = sum(model.__tablename__ == "ledger_split" for model, _ in lost)
    return Replayed(len(missed), n_erased, n_lost, files)
