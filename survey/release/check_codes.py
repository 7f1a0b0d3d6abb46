"""The code that is printed on a report, by which a page says what it belongs to.

It keeps nothing secret: what it finds has been released and stands open. It only shows whether a
paper is a copy of something that was released, so a guesser may guess as often as he likes.
"""

from __future__ import annotations

import secrets
import unicodedata

from survey.codes import ALPHABET, LOOK_ALIKES

LENGTH = 8


def new_check_code() -> str:
    """Return a code to print on a report: 40 random bits, easy to type."""
    return _printed("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def read_check_code(typed: str) -> str | None:
    """Return a typed code as it is printed, or None where it cannot be one.

    As forgiving as with the code of a card: capitals, spaces and hyphens make no difference, and
    letters that look like digits are read as those.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(LOOK_ALIKES)
    signs = "".join(sign for sign in plain if sign.isalnum())
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return None
    return _printed(signs)


def _printed(signs: str) -> str:
    return f"{signs[:4]}-{signs[4:]}"
