"""ISO weeks: the only time of answering that is kept."""

from __future__ import annotations

import datetime as dt


def current_week() -> str:
    """Return this week, such as 2027-W03."""
    return week_of(dt.datetime.now(tz=dt.UTC).date())


def week_of(day: dt.date) -> str:
    """Return the ISO week a day lies in."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def first_day(week: str) -> dt.date:
    """Return the Monday of a week."""
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def last_day(week: str) -> dt.date:
    """Return the Sunday of a week."""
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 7)


def weeks_later(week: str, count: int) -> str:
    """Return the week that comes so many weeks after."""
    return week_of(first_day(week) + dt.timedelta(weeks=count))


def weeks_between(first: str, second: str) -> int:
    """Return how many weeks the second comes after the first."""
    return (first_day(second) - first_day(first)).days // 7
