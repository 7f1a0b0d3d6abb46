"""Files that wait: kept sealed for an hour at most, opened only with the key of whoever sent them.

Imports no pandas: pages and jobs share it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey.imports.sealing import new_key, seal, unseal
from survey.models import ImportUpload, Staff, Study
from survey.models.answer_import import READING
from survey.models.base import new_id

KEPT_FOR = dt.timedelta(hours=1)
STUCK_AFTER = dt.timedelta(minutes=10)  # its worker was killed
FILE, MAPPING, FOUND = "file", "mapping", "found"


@dataclass(frozen=True)
class Ticket:
    """What the session holds of a file that waits: which it is, and the key that opens it."""

    upload_id: str
    key: str


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it, and what was said of it, if anything."""

    content: bytes
    ending: str  # of its name, which is not kept
    mapping: str = ""


def keep(session: Session, study: Study, staff: Staff, sent: Sent) -> Ticket:
    """Keep a file sealed, in place of an earlier one of the same person; the caller commits."""
    session.execute(delete(ImportUpload).filter_by(staff_id=staff.id))
    ticket = Ticket(new_id(), new_key())
    row = ImportUpload(
        id=ticket.upload_id,
        study_id=study.id,
        staff_id=staff.id,
        at=now(),
        state=READING,
        ending=sent.ending,
        sealed=seal(sent.content, ticket.key, _place(ticket, FILE)),
    )
    session.add(row)
    if sent.mapping:
        put_mapping(row, ticket, sent.mapping)
    session.flush()
    return ticket


def find(session: Session, study: Study, staff: Staff, ticket: Ticket) -> ImportUpload | None:
    """Return a person's own file, unless its hour is over or the key is another."""
    row = session.scalar(
        select(ImportUpload).filter_by(id=ticket.upload_id, study_id=study.id, staff_id=staff.id)
    )
    if row is None or now() - row.at > KEPT_FOR:
        return None
    try:
        unseal(row.sealed, ticket.key, _place(ticket, FILE))
    except InvalidTag:
        return None
    return row


def content_of(row: ImportUpload, ticket: Ticket) -> bytes:
    """Return the file itself."""
    return unseal(row.sealed, ticket.key, _place(ticket, FILE))


def emptied(ticket: Ticket) -> bytes:
    """Return what stands in the file's place when its answers are stored."""
    return seal(b"", ticket.key, _place(ticket, FILE))


def put_mapping(row: ImportUpload, ticket: Ticket, text: str) -> None:
    """Keep what was said of the file."""
    row.mapping = seal(text.encode(), ticket.key, _place(ticket, MAPPING))


def mapping_of(row: ImportUpload, ticket: Ticket) -> str:
    """Return what was said of the file; nothing where nobody has said anything yet."""
    if row.mapping is None:
        return ""
    return unseal(row.mapping, ticket.key, _place(ticket, MAPPING)).decode()


def put_found(row: ImportUpload, ticket: Ticket, found: dict[str, Any]) -> None:
    """Keep what reading found, for the page."""
    text = json.dumps(found, ensure_ascii=False, allow_nan=False)
    row.found = seal(text.encode(), ticket.key, _place(ticket, FOUND))


def found_in(row: ImportUpload, ticket: Ticket) -> dict[str, Any]:
    """Return what reading found."""
    if row.found is None:
        return {}
    found: dict[str, Any] = json.loads(unseal(row.found, ticket.key, _place(ticket, FOUND)))
    return found


def forget(session: Session, staff: Staff) -> None:
    """Delete a person's waiting files; the caller commits."""
    session.execute(delete(ImportUpload).filter_by(staff_id=staff.id))


def has_old(session: Session) -> bool:
    """Return whether a file has waited for more than its hour."""
    found = select(ImportUpload.id).where(ImportUpload.at < now() - KEPT_FOR)
    return session.scalar(found.limit(1)) is not None


def forget_old(session: Session) -> None:
    """Delete files whose hour is over; the caller commits."""
    session.execute(delete(ImportUpload).where(ImportUpload.at < now() - KEPT_FOR))


def now() -> dt.datetime:
    """Return the time in UTC, as the table keeps it."""
    return dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)


def _place(ticket: Ticket, part: str) -> str:
    return f"import/{ticket.upload_id}/{part}"
