"""One run of the job: every rule in turn, ended studies that become final, and what is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from survey.audit.operations import PROGRAM, record
from survey.extensions import db
from survey.release.counts import in_fives
from survey.retention import compacting, overdue
from survey.retention.portions import in_portions
from survey.retention.rules import RULES, Rule
from survey.study_end import ends, removal

RUN, OBJECT = "retention_run", "row"


class Bar(Protocol):
    """Shows how far a rule has come."""

    def __call__(self, rule: Rule, n_rows: int, /) -> Callable[[int], None]: ...  # noqa: D102


@dataclass(frozen=True)
class Line:
    """What became of one kind of thing; of people's things in fives."""

    rule: Rule
    n_rows: int

    @property
    def told(self) -> int:
        """Return the number that may be told."""
        return in_fives(self.n_rows) if self.rule.is_about_people else self.n_rows


@dataclass(frozen=True)
class Run:
    """What a run has done, or would do."""

    lines: tuple[Line, ...]
    n_final: int  # studies whose end no backup knows better any more
    is_compacted: bool
    is_too_large: bool  # to be compacted beside people who answer, and it would be time
    overdue: tuple[overdue.Overdue, ...]


def now() -> dt.datetime:
    """Return the time in UTC, as the tables hold it."""
    return dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)


def look(at: dt.datetime) -> Run:
    """Return what a run at this moment would do; nothing is changed."""
    with db.reading() as session:
        return Run(
            tuple(Line(rule, rule.count(session, at)) for rule in RULES),
            len(ends.to_become_final(session, at.date())),
            compacting.is_due(session, at) and compacting.is_quick(session),
            compacting.is_due(session, at) and not compacting.is_quick(session),
            tuple(overdue.everywhere(session, at.date())),
        )


def run(at: dt.datetime, bar: Bar, *, compacts: bool = False) -> Run:
    """Let go of everything that has had its time, and keep one event of it.

    compacts: write the database anew now, however long it takes; else once a week if it is quick.
    Killed at any moment, what is gone is gone, and the next run goes on with the rest.
    """
    lines = tuple(_carry_out(rule, at, bar) for rule in RULES)
    for end_id in removal.unfinished():
        removal.remove(end_id)
    n_final = ends.make_final(at.date())
    with db.writing() as session:
        record(session, PROGRAM, RUN, OBJECT, in_fives(sum(one.n_rows for one in lines)))
        session.commit()
    with db.reading() as session:
        is_due = compacting.is_due(session, at)
        late = tuple(overdue.everywhere(session, at.date()))
    is_compacted = compacts or (is_due and compacting.compact_if_quick())
    if compacts:
        compacting.compact()
    elif not is_due:
        db.empty_log()
    return Run(lines, n_final, is_compacted, is_due and not is_compacted, late)


def _carry_out(rule: Rule, at: dt.datetime, bar: Bar) -> Line:
    with db.reading() as session:
        n_rows = rule.count(session, at)
    tell = bar(rule, n_rows)
    gone = in_portions(
        lambda session, most: rule.remove_some(session, at, most), tell, rule.portion
    )
    return Line(rule, gone)
