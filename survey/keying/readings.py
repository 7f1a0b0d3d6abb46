"""What is typed for one paper, and how two readings of the same paper differ."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from survey.paper.questions import Question
from survey.weeks import current_week, week_of

SKIPPED, DECLINED, UNREADABLE = "-", "x", "?"
MINUSES = str.maketrans(dict.fromkeys("–—−", "-"))
WEEK_KEY = "week"
OLDEST_YEARS = 2
DATE = re.compile(r"([0-9]{1,2})\D+([0-9]{1,2})\D+([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})")
Marks = dict[str, str]  # by question: digits, or one of the signs above


class BadMark(ValueError):
    """What was typed is no mark that this question can have."""


@dataclass(frozen=True)
class Reading:
    """One paper as one person read it: the week it was filled in, and a mark for each question."""

    week: str  # or the sign for none, where no day was written
    marks: Marks

    def values(self) -> Marks:
        """Return everything that two readings can differ in."""
        return {WEEK_KEY: self.week, **self.marks}


def read_mark(question: Question, typed: str) -> str:
    """Return a mark in its one form; raise BadMark for what the question cannot have."""
    mark = typed.strip().lower().translate(MINUSES)
    if mark in {SKIPPED, UNREADABLE} or (mark == DECLINED and question.may_be_declined):
        return mark
    low, high = question.range
    if not (mark.isascii() and mark.isdigit() and len(mark) <= 4 and low <= int(mark) <= high):
        raise BadMark(question.key)
    return str(int(mark))


def read_week(typed: str) -> str:
    """Return the week of a day such as 23 11 2026, or the sign where no day was written.

    Only the week is kept. Raises BadMark for what is no day, to come, or years ago.
    """
    typed = typed.strip().translate(MINUSES)
    if typed == SKIPPED:
        return SKIPPED
    found = DATE.fullmatch(typed)
    if found is None:
        raise BadMark(WEEK_KEY)
    day, month, year = (int(one) for one in found.groups() if one)
    try:
        filled_in = dt.date(year, month, day)
    except ValueError as error:
        raise BadMark(WEEK_KEY) from error
    today = dt.datetime.now(tz=dt.UTC).date()
    # A day ahead: it may be tomorrow already where the form was filled in.
    if not today - dt.timedelta(days=366 * OLDEST_YEARS) <= filled_in <= today + dt.timedelta(1):
        raise BadMark(WEEK_KEY)
    return min(week_of(filled_in), current_week())


def differing(first: Reading, second: Reading) -> tuple[str, ...]:
    """Return the keys in which two readings of one paper differ, in the paper's order."""
    other = second.values()
    return tuple(key for key, value in first.values().items() if other[key] != value)


def settled(first: Reading, chosen: Mapping[str, str]) -> Reading:
    """Return the first reading with what was chosen where the two differed."""
    values = first.values() | dict(chosen)
    week = values.pop(WEEK_KEY)
    return Reading(week, values)
