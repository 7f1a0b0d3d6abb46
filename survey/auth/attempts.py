"""Slows down whoever guesses passwords or codes, without keeping anybody's address.

Each try counts before it is judged, so that a hundred at the same moment are no more than one after
the other; one that succeeds is taken back. A try counts for

- this e-mail from this address: 10 in a quarter of an hour;
- this address, whatever was typed: 40, since a whole office may share it;
- this e-mail from wherever: 60 an hour. It is that high because anybody who knows somebody's e-mail
  could use it to shut them out, and that low because at 1,440 tries a day nobody guesses a password
  that was judged when it was set;
- the code of somebody whose password was right: 10 in a quarter of an hour; each has three
  chances in a million.

An unknown e-mail counts as a known one does. What was counted while the clock was ahead counts no
more when it is right again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from survey.audit.operations import NOBODY, record
from survey.auth.keys import keyed_hash
from survey.auth.sessions import now
from survey.errors import TooManySignIns
from survey.extensions import db
from survey.models import SignInAttempt
from survey.networks import network_of

QUARTER, HOUR, DAY = dt.timedelta(minutes=15), dt.timedelta(hours=1), dt.timedelta(days=1)
FAILED = "failed"


@dataclass(frozen=True)
class Limit:
    """How many tries within how long."""

    most: int
    within: dt.timedelta


LIMITS = {
    "pair": Limit(10, QUARTER),
    "address": Limit(40, QUARTER),
    "account": Limit(60, HOUR),
    "code": Limit(10, QUARTER),
}
Counted = Mapping[str, tuple[str, ...]]


def of_password(email: str, address: str) -> Counted:
    """Return what a try with a password counts for."""
    who, where = email.strip().lower(), network_of(address)
    return {"pair": (who, where), "address": (where,), "account": (who,)}


def of_code(staff_id: str) -> Counted:
    """Return what a try with a code counts for."""
    return {"code": (staff_id,)}


def begin(counted: Counted) -> None:
    """Count a try, and commit; raise TooManySignIns, and count nothing, where one must wait."""
    session, at = db.session, now()
    _forget_old(session, at)
    rows = {kind: _row(session, kind, values, at) for kind, values in counted.items()}
    for kind, row in rows.items():
        if row.n_tried >= LIMITS[kind].most:
            ends_at = row.began_at + LIMITS[kind].within
            raise TooManySignIns(max(1, math.ceil((ends_at - at).total_seconds())))
    for row in rows.values():
        row.n_tried += 1
    session.commit()


def note_success(session: Session, counted: Counted) -> None:
    """Take back what was counted for somebody who got in; the caller commits."""
    for kind, values in counted.items():
        row = session.get(SignInAttempt, _source(kind, values, now()))
        if row is not None:
            # Others at the same address may be guessing still.
            row.n_tried = row.n_tried - 1 if kind == "address" else 0
    tell_failures(session)


def note_failure(session: Session) -> None:
    """Count somebody who did not get in, for the log; the caller commits."""
    row = _failures(session)
    if row is None:
        row = SignInAttempt(source=keyed_hash("attempts", FAILED), began_at=now(), n_tried=0)
        session.add(row)
    row.n_tried += 1


def tell_failures(session: Session) -> None:
    """Put the failures since the last time into the log, as one number; the caller commits.

    One event for each would let anybody fill the log, and a name that was typed may be a password.
    """
    row = _failures(session)
    if row is not None:
        record(session, NOBODY, "sign_in_failed", "staff", row.n_tried)
        session.delete(row)


def _forget_old(session: Session, at: dt.datetime) -> None:
    failures = _failures(session)
    if failures is not None and not at - HOUR < failures.began_at <= at:
        tell_failures(session)
        session.flush()
    session.execute(delete(SignInAttempt).where(is_old(at)))


def is_old(at: dt.datetime) -> ColumnElement[bool]:
    """Return which counts are a day old, or of a clock that was wrong.

    That of failures, which is nobody's, goes into the log.
    """
    not_failures = SignInAttempt.source != keyed_hash("attempts", FAILED)
    outdated = or_(SignInAttempt.began_at <= at - DAY, SignInAttempt.began_at > at + DAY)
    return and_(outdated, not_failures)


def _failures(session: Session) -> SignInAttempt | None:
    return session.scalar(select(SignInAttempt).filter_by(source=keyed_hash("attempts", FAILED)))


def _row(session: Session, kind: str, values: tuple[str, ...], at: dt.datetime) -> SignInAttempt:
    """Return the count of the time that runs; a new one where there is none or it has run out."""
    source = _source(kind, values, at)
    row = session.get(SignInAttempt, source)
    if row is None:
        row = SignInAttempt(source=source, began_at=at, n_tried=0)
        session.add(row)
    elif not at - LIMITS[kind].within < row.began_at <= at:
        row.began_at, row.n_tried = at, 0
    return row


def _source(kind: str, values: tuple[str, ...], at: dt.datetime) -> str:
    """Return what stands for these values today; another day's rows cannot be joined with it."""
    return keyed_hash("attempts", f"{at:%Y-%m-%d}", kind, *values)
