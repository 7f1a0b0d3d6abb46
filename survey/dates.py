"""Weeks as a person reads them: the days they begin and end on, written out."""

from __future__ import annotations

import datetime as dt

from flask_babel import format_date

from survey.weeks import first_day, last_day


def begins(week: str) -> str:
    """Return a week's Monday in the page's language, such as 3 March 2027."""
    words: str = format_date(first_day(week), format="long")
    return words


def ends(week: str) -> str:
    """Return a week's Sunday in the page's language; nothing where there is no week."""
    return format_date(last_day(week), format="long") if week else ""


def day_in_words(day: dt.date) -> str:
    """Return a day in the page's language, such as 3 March 2027."""
    words: str = format_date(day, format="long")
    return words
