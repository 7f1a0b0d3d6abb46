"""The log as a page shows it: a part of it, and whether the chain is whole so far.

A page cannot go through a million events each time. What was verified is marked, under a seal that
only the log's key makes; from there on a page looks at a few thousand events and a button at more.
Whether something older than the mark was changed afterwards, only ``sammenheng audit verify`` says,
which reads everything every time.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from survey.audit.beginning import before_first
from survey.audit.chain import SHORT, BrokenChainError, Link, verify
from survey.audit.operations import chain_key, links, record
from survey.extensions import db
from survey.models import AuditEvent, AuditMark, Staff, Study
from survey.weeks import current_week

ON_A_PAGE = 50
AT_MOST, AT_ONCE_MORE = 2_000, 50_000  # events: a page's own look, and what a button does


@dataclass(frozen=True)
class Told:
    """One event, with whom it is by and what it is about, by name where it is still there."""

    event: AuditEvent
    actor: str
    about: str


@dataclass(frozen=True)
class Part:
    """A page of the log."""

    events: Sequence[Told]
    older: int | None  # the number before which the next page begins


@dataclass(frozen=True)
class State:
    """How far the chain was looked at, and what was found."""

    n_events: int
    n_verified: int
    fault: str
    head: str  # to write down; empty until everything is verified
    week: str | None  # of the mark

    @property
    def n_left(self) -> int:
        """Return how many events nobody has looked at."""
        return self.n_events - self.n_verified


def page(action: str = "", before: int = 0) -> Part:
    """Return some events, the newest first."""
    asked = select(AuditEvent).order_by(AuditEvent.number.desc()).limit(ON_A_PAGE + 1)
    if action:
        asked = asked.where(AuditEvent.action == action)
    if before > 0:
        asked = asked.where(AuditEvent.number < before)
    found = db.session.scalars(asked).all()
    shown = found[:ON_A_PAGE]
    names = _names()
    told = [
        Told(one, names.get(one.actor, ""), names.get(one.object_type.partition(":")[2], ""))
        for one in shown
    ]
    return Part(told, shown[-1].number if len(found) > ON_A_PAGE else None)


def _names() -> dict[str, str]:
    """Return what accounts and studies are called, by the ids that stand in the log."""
    accounts = db.session.execute(select(Staff.id, Staff.email)).all()
    studies = db.session.execute(select(Study.id, Study.name)).all()
    return dict((*accounts, *studies))


def actions() -> Sequence[str]:
    """Return every kind of event there is."""
    return db.session.scalars(
        select(AuditEvent.action).distinct().order_by(AuditEvent.action)
    ).all()


def state(most: int = AT_MOST) -> State:
    """Return whether the chain is whole from the mark on, looking at so many events at most."""
    n_events = db.session.scalar(select(func.max(AuditEvent.number))) or 0
    mark = db.session.get(AuditMark, 1)
    week = mark.week if mark else None
    try:
        last = _verified(mark, most)
    except BrokenChainError as fault:
        return State(n_events, mark.number if mark else 0, str(fault), "", week)
    n_verified = last.event.number if last else 0
    is_all = n_verified == n_events
    head = f"{n_verified}:{last.chain[:SHORT]}" if last and is_all else ""
    return State(n_events, n_verified, "", head, week)


def check_on(staff: Staff) -> None:
    """Verify on from the mark, and set it further where the chain is whole."""
    mark = db.session.get(AuditMark, 1)
    try:
        last = _verified(mark, AT_ONCE_MORE)
    except BrokenChainError:
        last = None  # the page says so each time it is opened
    if last is not None:
        number, chain = last.event.number, last.chain
        values = {"number": number, "chain": chain, "seal": _seal(number, chain)}
        db.session.merge(AuditMark(id=1, week=current_week(), **values))
    record(db.session, staff, "log_checked", "audit_event", last.event.number if last else 0)
    db.session.commit()


def _verified(mark: AuditMark | None, most: int) -> Link | None:
    """Return the last of the events that were looked at; raise BrokenChainError."""
    before = before_first(db.session, chain_key())
    if mark is not None and (before is None or mark.number > before.event.number):
        before = _marked(mark)
    first = before.event.number + 1 if before else 1
    return verify(_some(first, most), chain_key(), before=before)


def _some(first: int, most: int) -> Iterator[Link]:
    return links(db.session, first, first + most - 1)


def _marked(mark: AuditMark) -> Link:
    """Return the event at the mark; raise BrokenChainError where mark or event were changed."""
    if not hmac.compare_digest(mark.seal, _seal(mark.number, mark.chain)):
        raise BrokenChainError("the mark of what was checked was changed, or another key set it")
    found = next(iter(links(db.session, mark.number, mark.number)), None)
    if found is None:
        raise BrokenChainError(f"event {mark.number} is missing")
    if found.chain != mark.chain:
        raise BrokenChainError(f"event {mark.number} is not the one that was checked")
    return found


def _seal(number: int, chain: str) -> str:
    message = f"mark\0{number}\0{chain}".encode()
    return hmac.new(chain_key(), message, hashlib.sha256).hexdigest()
