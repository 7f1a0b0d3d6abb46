"""Who did what, to what kind of thing, when: a chain in which nothing can be changed unnoticed."""

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, iso_week, key_text, sha256_hex
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
put_up(
    AuditEvent.__table__,
    Guard("audit_event_no_update", "audit_event", "UPDATE", "audit events are never changed"),
    # Also keeps INSERT OR REPLACE away, which would delete without asking the guard below.
    Guard(
        "audit_event_one_after_the_other",
        "audit_event",
        "INSERT",
        "audit events follow one after the other",
        when="NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM audit_event)",
    ),
)
put_up(  # once both tables are there
    AuditBeginning.__table__,
    Guard(
        "audit_event_no_delete",
        "audit_event",
        "DELETE",
        "audit events are never deleted",
        when="OLD.number > (SELECT COALESCE(MAX(number), 0) FROM audit_beginning)",
    ),
    Guard(
        "audit_beginning_forward",
        "audit_beginning",
        "UPDATE",
        "the beginning of the log only goes forward",
        when=f"NEW.number <= OLD.number OR {_NOT_AN_OLD_EVENT}",
    ),
    Guard(
        "audit_beginning_at_an_event",
        "audit_beginning",
        "INSERT",
        "the log begins after an event that is there",
        when=_NOT_AN_OLD_EVENT,
    ),
    Guard(
        "audit_beginning_no_delete",
        "audit_beginning",
        "DELETE",
        "the beginning of the log is never deleted",
    ),
)
