"""Writing in the journal: durably, before the database's own transaction is committed.

If that commit fails then, the journal knows of something that the database does not, and the next
deed or start does it: whoever asked to be erased has asked for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import Flask, current_app
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from survey.config import Settings
from survey.journal import replaying
from survey.journal.entries import Content, Entry, Head, made
from survey.journal.faults import JournalFault
from survey.journal.keys import keys_of
from survey.journal.rows import Row, stored
from survey.journal.store import Journal
from survey.models import JournalHead
from survey.weeks import current_week

NOT_SET = (
    "the database belongs to a journal, and the setting journal is missing: put it back as it was"
)

EXTENSION = "journal"


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the journal of the settings to an application; it is opened when it is used."""
    keys = keys_of(settings.code_pepper)
    app.extensions[EXTENSION] = Journal(settings.journal, keys) if settings.journal else None


def journal() -> Journal | None:
    """Return the journal of the current application; None where it has none."""
    found: Journal | None = current_app.extensions[EXTENSION]
    return found


def close() -> None:
    """Close the connections to the current application's journal."""
    if (kept := journal()) is not None:
        kept.close()


def head_of(session: Session) -> Head:
    """Return how far the database knows the journal; nobody else may change it meanwhile."""
    row = session.scalar(select(JournalHead).with_for_update())
    return Head() if row is None else Head(row.number, row.chain)


def ready(session: Session) -> None:
    """Do what the journal knows and the database does not; called before a deed that it records.

    Raises JournalFault where the journal cannot be used: then the deed is not begun.
    """
    known, kept = head_of(session), journal()
    if kept is None:
        if known.number:
            raise JournalFault(NOT_SET)
        return
    last = kept.last()
    if last.number < known.number:
        raise JournalFault("the journal ends before what the database knows of it")
    if last.number > known.number:
        missed = list(kept.after(known.number))
        replaying.apply(session, missed, kept.keys, lambda _done: None)
        keep_head(session, Head(missed[-1].number, missed[-1].chain))


def record(  # noqa: PLR0913 - everything that an entry may hold
    session: Session,
    kind: str,
    participant_id: str = "",
    rows: Iterable[Row] = (),
    *,
    members: Mapping[str, Sequence[str]] | None = None,
    files: Mapping[str, str] | None = None,
) -> None:
    """Write an entry, after ``ready`` and in the same transaction; the caller commits at once.

    rows: what the database would forget if it were put back. members: participants by the atom
    they were frozen into. files: the SHA-256 of released files, by document and name.
    """
    kept = journal()
    if kept is None:
        return
    session.flush()
    hashed = {
        atom: sorted(map(kept.keys.hashed, people)) for atom, people in (members or {}).items()
    }
    subject = kept.keys.hashed(participant_id) if participant_id else ""
    content = Content(stored(rows), hashed, files or {})
    entry = made(head_of(session), kind, subject, current_week(), content, kept.keys)
    kept.append(entry)
    keep_head(session, _head(entry))


def keep_head(session: Session, head: Head) -> None:
    """Keep how far the database knows the journal; the caller commits."""
    is_there = session.scalar(select(JournalHead.id)) is not None
    change = update(JournalHead) if is_there else insert(JournalHead)
    session.execute(change.values(id=1, number=head.number, chain=head.chain))
    session.expire_all()


def _head(entry: Entry) -> Head:
    return Head(entry.number, entry.chain)
