"""Who did what, to what kind of thing, when: a chain in which nothing can be changed unnoticed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DDL, CheckConstraint, DateTime, Integer, String, event
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, iso_week, key_text, sha256_hex


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


class AuditBeginning(Base):
    """Where the log begins since its oldest events went: the last of those, by number and hash.

    Sealed with the log's key. Only what lies up to here can be deleted at all, and the mark goes
    forward only, to an event that is there and not the newest.
    """

    __tablename__ = "audit_beginning"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    chain: Mapped[sha256_hex]
    seal: Mapped[sha256_hex]
    week: Mapped[iso_week]  # in which they went


_NOT_AN_OLD_EVENT = (
    "NOT EXISTS (SELECT 1 FROM audit_event WHERE number = NEW.number AND chain = NEW.chain) "
    "OR NOT EXISTS (SELECT 1 FROM audit_event WHERE number > NEW.number)"
)
TRIGGERS = (
    (
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
    ),
    # Also keeps INSERT OR REPLACE away, which would delete without asking the trigger below.
    (
        "CREATE TRIGGER audit_event_one_after_the_other BEFORE INSERT ON audit_event "
        "WHEN NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM audit_event) "
        "BEGIN SELECT RAISE(ABORT, 'audit events follow one after the other'); END"
    ),
)
# Made when both tables are there.
BEGINNING_TRIGGERS = (
    (
        "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event "
        "WHEN OLD.number > (SELECT COALESCE(MAX(number), 0) FROM audit_beginning) "
        "BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END"
    ),
    (
        "CREATE TRIGGER audit_beginning_forward BEFORE UPDATE ON audit_beginning "
        f"WHEN NEW.number <= OLD.number OR {_NOT_AN_OLD_EVENT} "
        "BEGIN SELECT RAISE(ABORT, 'the beginning of the log only goes forward'); END"
    ),
    (
        "CREATE TRIGGER audit_beginning_at_an_event BEFORE INSERT ON audit_beginning "
        f"WHEN {_NOT_AN_OLD_EVENT} "
        "BEGIN SELECT RAISE(ABORT, 'the log begins after an event that is there'); END"
    ),
    (
        "CREATE TRIGGER audit_beginning_no_delete BEFORE DELETE ON audit_beginning "
        "BEGIN SELECT RAISE(ABORT, 'the beginning of the log is never deleted'); END"
    ),
)
for table, triggers in (
    (AuditEvent.__table__, TRIGGERS),
    (AuditBeginning.__table__, BEGINNING_TRIGGERS),
):
    for trigger in triggers:
        event.listen(table, "after_create", DDL(trigger))  # type: ignore[no-untyped-call]  # as SQLAlchemy has it
