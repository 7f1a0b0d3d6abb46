"""An ISO week as a person writes it."""

from __future__ import annotations

from flask_babel import gettext


def week_in_words(week: str) -> str:
    """Return a week such as 2027-W03 in the page's language."""
    words: str = gettext("week %(number)s, %(year)s", number=int(week[6:]), year=week[:4])
    return words
