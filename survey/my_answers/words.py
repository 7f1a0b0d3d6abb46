"""The participant's own word: read forgivingly, and kept so that nobody can read it."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

SHORTEST, LONGEST = 8, 200
FEWEST_DIFFERENT = 4


def read_word(typed: str) -> str:
    """Return what counts of a word as typed: letters and digits, without regard to capitals."""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(one for one in plain if one.isalnum())


def is_easily_guessed(word: str) -> bool:
    """Return whether a word is very short, or a few signs over and over."""
    return len(word) < SHORTEST or len(set(word)) < FEWEST_DIFFERENT


def bound_word(word: str, participant_id: str, pepper: str) -> str:
    """Return what is hashed of a word: worth nothing with another card, or without the pepper."""
    text = f"own-word\0{participant_id}\0{word}"
    return hmac.new(pepper.encode(), text.encode(), hashlib.sha256).hexdigest()
