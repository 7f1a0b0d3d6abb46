"""Days as a person reads them, in the page's language.

The words are the translations', and not the calendar library's, which would load 5 MB in every
process that shows a participant one date; a test holds the two against each other.
"""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext, lazy_gettext

from survey.weeks import first_day, last_day

MONTHS = (
    lazy_gettext("January"),
    lazy_gettext("February"),
    lazy_gettext("March"),
    lazy_gettext("April"),
    lazy_gettext("May"),
    lazy_gettext("June"),
    lazy_gettext("July"),
    lazy_gettext("August"),
    lazy_gettext("September"),
    lazy_gettext("October"),
    lazy_gettext("November"),
    lazy_gettext("December"),
)


def begins(week: str) -> str:
    """Return a week's Monday, such as 3 March 2027."""
    return day_in_words(first_day(week))


def ends(week: str) -> str:
    """Return a week's Sunday; nothing where there is no week."""
    return day_in_words(last_day(week)) if week else ""


def day_in_words(day: dt.date) -> str:
    """Return a day, such as 3 March 2027."""
    month = MONTHS[day.month - 1]
    words: str = gettext("%(day)s %(month)s %(year)s", day=day.day, month=month, year=day.year)
    return words


def month_in_words(day: dt.date) -> str:
    """Return the month of a day, such as March 2027."""
    words: str = gettext("%(month)s %(year)s", month=MONTHS[day.month - 1], year=day.year)
    return words
