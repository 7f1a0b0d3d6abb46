"""Numbers that are written by hand and typed: random digits and a check digit.

The check is Damm's (2004): a table of ten rows in which no digit stands twice in a row or column,
such that every single wrong digit and every swap of two different neighbours is caught.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
GROUP = 3  # digits that are read in one go
CARD_NUMBER_LENGTH = 9  # of them 8 random: a hundred million
FORM_NUMBER_LENGTH = 6


class BadNumber(ValueError):
    """What was typed has another length, or a digit is wrong; the message never holds it."""


def new_number(length: int) -> str:
    """Return a fresh number as it is printed, such as 482 193 756; its last digit is the check."""
    body = "".join(secrets.choice("0123456789") for _ in range(length - 1))
    return _printed(body + str(_check_of(body)))


def read_number(typed: str, length: int) -> str:
    """Return the number a person typed, in printed form; raise BadNumber if it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed)
    digits = "".join(one for one in plain if one.isascii() and one.isdigit())
    if len(digits) != length:
        raise BadNumber(f"the number has {length} digits")
    if _check_of(digits) != 0:
        raise BadNumber("the check digit does not fit")
    return _printed(digits)


def hash_card_number(number: str, pepper: str) -> str:
    """Return what the database keeps of a card number: a keyed hash under a label of its own."""
    label = b"card number\0" + number.encode()
    return hmac.new(pepper.encode(), label, hashlib.sha256).hexdigest()


def _check_of(digits: str) -> int:
    check = 0
    for digit in digits:
        check = TABLE[check][int(digit)]
    return check


def _printed(digits: str) -> str:
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
