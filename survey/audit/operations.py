"""Audit events into the database and out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, insert, select, true
from sqlalchemy.orm import Session

from survey.audit.chain import BEGINNING, Event, Link, audit_key, link, verify
from survey.extensions import db
from survey.models import AuditEvent, Staff, Study

AT_A_TIME = 1_000


@dataclass(frozen=True)
class Actor:
    """Somebody without an account of their own."""

    id: str
    role: str


NOBODY = Actor("", "nobody")  # who did not get in
OPERATOR = Actor("", "operator")  # at the machine's own command line


def about(thing: Staff | Study) -> str:
    """Return an event's object: an account or a study by its id, which says nothing by itself."""
    return f"{thing.__tablename__}:{thing.id}"


def record(
    session: Session, actor: Staff | Actor, action: str, object_type: str, count: int = 1
) -> None:
    """Add an event to the chain, in the caller's transaction: it stands or falls with the deed.

    The session must hold the write lock, as every session that may write does from its first
    statement: so two writers come one after the other, and each sees the other's event.
    """
    last = session.execute(
        select(AuditEvent.number, AuditEvent.chain).order_by(AuditEvent.number.desc()).limit(1)
    ).one_or_none()
    number, before = last or (0, BEGINNING)
    event = Event(number + 1, _now(), actor.id, actor.role, action, object_type, count)
    chain = link(event, before, chain_key())
    session.execute(insert(AuditEvent).values(**vars(event), chain=chain))


def n_since(session: Session, staff: Staff, action: str, since: dt.timedelta) -> int:
    """Return how often somebody has done this lately."""
    found = select(func.count()).where(
        AuditEvent.actor == staff.id,
        AuditEvent.action == action,
        AuditEvent.at > _now() - since,
    )
    return session.scalar(found) or 0


def verify_all(known: tuple[int, str] | None = None) -> Link | None:
    """Return the last link of the whole chain; raise BrokenChainError where it is broken."""
    with db.reading() as session:
        return verify(links(session), chain_key(), known)


def links(session: Session, first: int = 1, last: int | None = None) -> Iterator[Link]:
    """Yield the events from one number to another, the oldest first."""
    columns = [column for column in AuditEvent.__table__.c if column.name != "chain"]
    asked = (
        select(*columns, AuditEvent.chain)
        .where(AuditEvent.number >= first, true() if last is None else AuditEvent.number <= last)
        .order_by(AuditEvent.number)
    )
    with session.execute(asked, execution_options={"yield_per": AT_A_TIME}) as rows:
        for *values, chain in rows:
            yield Link(Event(*values), chain)


def chain_key() -> bytes:
    """Return the key of this installation's chain."""
    return audit_key(current_app.config["SETTINGS"].secret_key)


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC).replace(microsecond=0, tzinfo=None)
