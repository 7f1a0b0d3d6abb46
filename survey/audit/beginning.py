"""Where the log begins once its oldest events have gone, so that what is left can still be checked.

The events are a chain: each hash is over the one before. Whoever removes the first of them leaves
a chain that begins in the air. So number and hash of the last event that went stay, under a seal
that only the log's key makes, and the first event that is left must follow from that hash. A
trigger refuses to delete anything beyond the mark, and the mark only goes forward. Whoever holds
the key and the database could write another log altogether, as before; against that the newest
number and hash are kept elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from survey.audit.chain import BrokenChainError, Event, Link
from survey.models import AuditBeginning, AuditEvent
from survey.weeks import week_of


def before_first(session: Session, key: bytes) -> Link | None:
    """Return the last event that went, of which only number and hash are known; None for none.

    Raises BrokenChainError where the mark was changed, or where something from before it is left.
    """
    mark = session.get(AuditBeginning, 1)
    if mark is None:
        return None
    if not hmac.compare_digest(mark.seal, _seal(mark.number, mark.chain, key)):
        raise BrokenChainError("where the log begins was changed, or another key set it")
    left = select(AuditEvent.number).where(AuditEvent.number <= mark.number).limit(1)
    if session.scalar(left) is not None:
        raise BrokenChainError("events from before the beginning of the log are there again")
    return Link(Event(mark.number, dt.datetime.now(tz=dt.UTC), "", "", "", "", 0), mark.chain)


def n_older(session: Session, before: dt.datetime) -> int:
    """Return how many events are older; the newest of all always stays, to be gone on from."""
    newest = select(func.max(AuditEvent.number)).scalar_subquery()
    found = select(func.count()).where(AuditEvent.at < before, AuditEvent.number < newest)
    return session.scalar(found) or 0


def remove_older(session: Session, before: dt.datetime, most: int, key: bytes) -> int:
    """Remove the oldest events that are older, so many at most; return how many. Caller commits.

    Only an unbroken run from the first one goes: an event whose time lies before that of the one
    before it, because a clock was set back, waits for its neighbours.
    """
    first = session.execute(
        select(AuditEvent.number, AuditEvent.at, AuditEvent.chain)
        .order_by(AuditEvent.number)
        .limit(most + 1)
    ).all()
    last = None
    for one in first[:-1]:  # never the newest
        if one.at >= before:
            break
        last = one
    if last is None:
        return 0
    mark = {
        "number": last.number,
        "chain": last.chain,
        "seal": _seal(last.number, last.chain, key),
        "week": week_of(dt.datetime.now(tz=dt.UTC).date()),
    }
    is_there = session.scalar(select(AuditBeginning.id)) is not None
    session.execute((update if is_there else insert)(AuditBeginning).values(id=1, **mark))
    session.expire_all()
    session.execute(delete(AuditEvent).where(AuditEvent.number <= last.number))
    return int(last.number - first[0].number + 1)


def _seal(number: int, chain: str, key: bytes) -> str:
    message = f"beginning\0{number}\0{chain}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
