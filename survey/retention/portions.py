"""Deletes in portions, each a short transaction of its own.

SQLite has one writer at a time. Between two portions the lock is free for as long as the last one
took, so a participant who sends a page waits for one portion at most.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, tuple_
from sqlalchemy.orm import Session

from survey.extensions import db

PORTION = 300  # rows, each with what hangs on it

Count = Callable[[Session, dt.datetime], int]
RemoveSome = Callable[[Session, dt.datetime, int], int]


@dataclass(frozen=True)
class Rows:
    """The rows of a table that have had their time, by a condition that is asked anew each time."""

    model: Any
    is_over: Callable[[dt.datetime], ColumnElement[bool]]

    def count(self, session: Session, now: dt.datetime) -> int:
        """Return how many there are."""
        asked = select(func.count()).select_from(self.model).where(self.is_over(now))
        return session.scalar(asked) or 0

    def remove_some(self, session: Session, now: dt.datetime, most: int) -> int:
        """Delete so many at most and return how many; the caller commits.

        The condition stands in the deletion too: where databases lock rows rather than the whole,
        a row that somebody has changed in between is looked at again and stays.
        """
        key = tuple(self.model.__table__.primary_key)
        found = session.execute(select(*key).where(self.is_over(now)).limit(most)).all()
        if not found:
            return 0
        these = tuple_(*key).in_([tuple(row) for row in found])
        session.execute(
            delete(self.model).where(these, self.is_over(now)),
            execution_options={"synchronize_session": False},
        )
        return len(found)


def in_portions(
    remove_some: Callable[[Session, int], int],
    tell: Callable[[int], None],
    portion: int = PORTION,
) -> int:
    """Remove until nothing is left; return how many went in all.

    tell: told of each portion when it is durably gone. Killed at any moment, the next run goes on.
    """
    n_gone = 0
    while True:
        began = time.monotonic()
        with db.writing() as session:
            n_now = remove_some(session, portion)
            session.commit()
        n_gone += n_now
        tell(n_now)
        if n_now < portion:
            return n_gone
        time.sleep(time.monotonic() - began)
