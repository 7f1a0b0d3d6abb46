"""Who did what, to what kind of thing, when: a chain in which nothing can be changed unnoticed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DDL, CheckConstraint, DateTime, Integer, String, event
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, key_text, sha256_hex


class AuditEvent(Base):
    """One thing that somebody who signed in did; never what was answered, never by or about whom.

    The hash is keyed, over the event and the hash before it, and the key is not in the database.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("count >= 0", name="count"),
    )

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=False))  # UTC, whole seconds
    actor: Mapped[str] = mapped_column(String(32))  # an account's id, kept when the account goes
    role: Mapped[key_text]
    action: Mapped[key_text]
    object_type: Mapped[key_text]
    count: Mapped[int]
    chain: Mapped[sha256_hex]


TRIGGERS = (
    (
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
    ),
    (
        "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END"
    ),
    # Also keeps INSERT OR REPLACE away, which would delete without asking the trigger above.
    (
        "CREATE TRIGGER audit_event_one_after_the_other BEFORE INSERT ON audit_event "
        "WHEN NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM audit_event) "
        "BEGIN SELECT RAISE(ABORT, 'audit events follow one after the other'); END"
    ),
)
for trigger in TRIGGERS:
    event.listen(AuditEvent.__table__, "after_create", DDL(trigger))  # type: ignore[no-untyped-call]  # as SQLAlchemy has it
