"""Who did what, to what kind of thing, when: a chain in which nothing can be changed unnoticed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, key_text, sha256_hex
from survey.models.guards import Guard, put_up


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


put_up(
    AuditEvent.__table__,
    Guard("audit_event_no_update", "audit_event", "UPDATE", "audit events are never changed"),
    Guard("audit_event_no_delete", "audit_event", "DELETE", "audit events are never deleted"),
    # Also keeps INSERT OR REPLACE away, which would delete without asking the guard above.
    Guard(
        "audit_event_one_after_the_other",
        "audit_event",
        "INSERT",
        "audit events follow one after the other",
        when="NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM audit_event)",
    ),
)
