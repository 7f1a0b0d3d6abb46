"""Staff's sessions, kept on the server: what is ended here opens nothing any more, copied or not.

A browser holds 128 random bits and the row their hash, so a copy of the database opens no session.
A participant's browser has nothing to do with this table.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models import AccountState, Staff, StaffSession

IDLE, LONGEST = dt.timedelta(minutes=30), dt.timedelta(hours=4)
FRESH = dt.timedelta(minutes=10)  # for what leaves the house
HALF_WAY = dt.timedelta(minutes=15)  # from the password to the code; a first time takes a while
AHEAD = dt.timedelta(minutes=2)  # that a clock is mended by, or two machines differ
NOTED_AFTER = dt.timedelta(minutes=1)  # a page more does not cost a commit each time


@dataclass(frozen=True)
class Found:
    """A session that is alive, and whose it is."""

    row: StaffSession
    staff: Staff

    @property
    def is_fresh(self) -> bool:
        """Return whether the whole sign-in was a short while ago."""
        return self.row.proved_at is not None and self.row.proved_at > now() - FRESH

    @property
    def ends_in(self) -> dt.timedelta:
        """Return how long it lasts at most, whatever is opened meanwhile."""
        return self.row.began_at + LONGEST - now()


def begin(session: Session, staff: Staff, *, is_proved: bool, with_factor: bool = False) -> str:
    """Begin a session and return the secret that its browser holds; the caller commits.

    Sessions that are over go at the same time.
    """
    session.execute(delete(StaffSession).where(_is_over(now())))
    secret, at = secrets.token_hex(16), now()
    session.add(
        StaffSession(
            secret_hash=hash_of(secret),
            staff_id=staff.id,
            began_at=at,
            seen_at=at,
            proved_at=at if is_proved else None,
            with_factor=with_factor,
        )
    )
    return secret


def find(secret: str) -> Found | None:
    """Return the session of a browser, unless it is over or its account is disabled."""
    row = db.session.execute(
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .outerjoin(AccountState, AccountState.staff_id == Staff.id)
        .where(
            StaffSession.secret_hash == hash_of(secret),
            ~_is_over(now()),
            AccountState.is_disabled.is_not(True),
        )
    ).one_or_none()
    return Found(*row) if row else None


def note_seen(session: Session, secret: str) -> None:
    """Note that something was opened, so that the half hour begins again; the caller commits."""
    mine = StaffSession.secret_hash == hash_of(secret)
    session.execute(update(StaffSession).where(mine).values(seen_at=now()))


def end(session: Session, secret: str) -> None:
    """End one session; the caller commits."""
    session.execute(delete(StaffSession).filter_by(secret_hash=hash_of(secret)))


def end_all(session: Session, staff: Staff, *, but: str = "") -> None:
    """End all sessions of an account, or all but the one of this secret; the caller commits."""
    session.execute(
        delete(StaffSession).where(
            StaffSession.staff_id == staff.id, StaffSession.secret_hash != hash_of(but)
        )
    )


def n_alive(session: Session, staff: Staff) -> int:
    """Return in how many browsers somebody is signed in."""
    alive = select(func.count()).select_from(StaffSession)
    mine = alive.where(StaffSession.staff_id == staff.id, ~_is_over(now()))
    return session.scalar(mine) or 0


def is_to_be_noted(row: StaffSession) -> bool:
    """Return whether it is a while since it was noted that something was opened."""
    return row.seen_at <= now() - NOTED_AFTER


def hash_of(secret: str) -> str:
    """Return what stands for a random secret in the database."""
    return hashlib.sha256(secret.encode()).hexdigest()


def now() -> dt.datetime:
    """Return the time as the tables hold it."""
    return dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)


def _is_over(at: dt.datetime) -> ColumnElement[bool]:
    half_way = (StaffSession.proved_at.is_(None)) & (StaffSession.began_at <= at - HALF_WAY)
    # Begun while the clock was ahead: it would last for as long as the clock was wrong.
    is_ahead = StaffSession.seen_at > at + AHEAD
    return or_(
        StaffSession.began_at <= at - LONGEST, StaffSession.seen_at <= at - IDLE, half_way, is_ahead
    )
