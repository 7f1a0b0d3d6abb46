"""Receipts' numbers: shown once, and kept only as a keyed hash that leads to nobody."""

from __future__ import annotations

import hashlib
import hmac
import secrets

LENGTH, IN_A_GROUP = 12, 4


def new_number() -> str:
    """Return a fresh random number as a receipt shows it, such as 4821 0937 5516."""
    digits = "".join(secrets.choice("0123456789") for _ in range(LENGTH))
    return " ".join(digits[at : at + IN_A_GROUP] for at in range(0, LENGTH, IN_A_GROUP))


def hash_number(number: str, pepper: str) -> str:
    """Return what the database keeps of a number, however its digits are set apart."""
    digits = "".join(one for one in number if one in "0123456789")
    return hmac.new(pepper.encode(), b"receipt\0" + digits.encode(), hashlib.sha256).hexdigest()
