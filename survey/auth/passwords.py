"""Passwords: long rather than odd, hashed with argon2id."""

from __future__ import annotations

import importlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import current_app
from flask_babel import gettext, lazy_gettext

from survey.errors import BadPassword

SHORTEST, LONGEST = 15, 200
REASONS = {
    "repeat": lazy_gettext("It says the same more than once."),
    "sequence": lazy_gettext("It has letters or digits that follow each other."),
    "keyboard": lazy_gettext("It follows the keys on the keyboard."),
    "date": lazy_gettext("It is mostly a date or a year."),
    "own": lazy_gettext("It is made of your e-mail address or of the study's name."),
    "common": lazy_gettext("It is made of words that many others use."),
    "easy": lazy_gettext("It can be guessed in too few tries."),
}


def password_hasher() -> PasswordHasher:
    """Return the argon2id hasher; tests make it cheap through the application's config."""
    return PasswordHasher(**current_app.config.get("PASSWORD_COST", {}))


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    return password_hasher().hash(_as_one(password))


def is_right(stored: str | None, password: str) -> bool:
    """Return whether this is the password; where there is no account, after as long a time."""
    known = stored or _hash_of_nothing(repr(current_app.config.get("PASSWORD_COST")))
    try:
        password_hasher().verify(known, _as_one(password))
    except VerifyMismatchError:
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Return whether a hash was made at another cost than today's."""
    return password_hasher().check_needs_rehash(stored)


def check(password: str, email: str, other_words: Iterable[str] = ()) -> None:
    """Raise BadPassword, saying what to do, for one that is too short or easily guessed.

    There are no rules on which signs, and nobody must change a password that is good.
    """
    if len(password) < SHORTEST:
        raise BadPassword(
            gettext(
                "Use at least %(count)s characters. Four or five words of your own are easy to "
                "remember.",
                count=SHORTEST,
            )
        )
    if len(password) > LONGEST:
        raise BadPassword(gettext("Use at most %(count)s characters.", count=LONGEST))
    words = {part for text in (email, *other_words) for part in (text, *re.split(r"\W+", text))}
    judging = importlib.import_module("survey.auth.judging")  # see there: it loads slowly
    reason = judging.weakness(_as_one(password), sorted(one for one in words if len(one) > 2))
    if reason:
        advice = gettext("Add one or two words that have nothing to do with it.")
        easily = gettext("This password is easily guessed.")
        raise BadPassword(f"{easily} {REASONS[reason]} {advice}")


def _as_one(password: str) -> str:
    """Return the one way of writing it: two keyboards may send å as one sign or as two."""
    return unicodedata.normalize("NFC", password)


@cache
def _hash_of_nothing(cost: str) -> str:  # noqa: ARG001 - one for each cost
    return password_hasher().hash(secrets.token_hex(16))
