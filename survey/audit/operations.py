"""Audit events into the database and out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask import current_app
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from survey.audit.chain import BEGINNING, Event, Link, audit_key, link, verify
from survey.extensions import db
from survey.models import AuditEvent, Staff

AT_A_TIME = 1_000


def record(session: Session, staff: Staff, action: str, object_type: str, count: int = 1) -> None:
    """Add an event to the chain, in the caller's transaction: it stands or falls with the deed.

    The session must hold the write lock, as every session that may write does from its first
    statement: so two writers come one after the other, and each sees the other's event.
    """
    last = session.execute(
        select(AuditEvent.number, AuditEvent.chain).order_by(AuditEvent.number.desc()).limit(1)
    ).one_or_none()
    number, before = last or (0, BEGINNING)
    event = Event(number + 1, _now(), staff.id, staff.role, action, object_type, count)
    chain = link(event, before, _key())
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
        return verify(_links(session), _key(), known)


def _links(session: Session) -> Iterator[Link]:
    columns = [column for column in AuditEvent.__table__.c if column.name != "chain"]
    rows = session.execute(
        select(*columns, AuditEvent.chain).order_by(AuditEvent.number),
        execution_options={"yield_per": AT_A_TIME},
    )
    for *values, chain in rows:
        yield Link(Event(*values), chain)


def _key() -> bytes:
    return audit_key(current_app.config["SETTINGS"].secret_key)


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC).replace(microsecond=0, tzinfo=None)
