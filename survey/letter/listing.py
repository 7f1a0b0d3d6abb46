"""Names one after the other, as a sentence of the language puts them.

The words are the translations', for the reason that ``survey/dates.py`` gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from flask_babel import gettext


def listed(names: Sequence[str]) -> str:
    """Return the names with the language's commas and its word for and; "" where there is none."""
    *before, last = names or [""]
    if not before:
        return last
    first = reduce(
        lambda so_far, one: gettext("%(first)s, %(then)s", first=so_far, then=one), before
    )
    words: str = gettext("%(first)s and %(last)s", first=first, last=last)
    return words
