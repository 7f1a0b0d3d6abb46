"""How easily a password is guessed, judged on this machine and sent nowhere.

Loading the word lists takes 0.07 s of processor and 15 MB, so ``passwords.py`` imports this module
when the first password is set, and no page of a participant's ever does.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from zxcvbn import zxcvbn

LOWEST_SCORE = 3  # of 4: more than 10^8 guesses
JUDGED = 100  # signs; what comes after only makes it longer, and long ones take long to judge
# The lists that come with zxcvbn are English. These are what Norwegian passwords are made of.
NORWEGIAN = Path(__file__).with_name("norwegian_words.txt").read_text(encoding="utf-8").split()
BY_PATTERN = {
    "repeat": "repeat",
    "sequence": "sequence",
    "spatial": "keyboard",
    "date": "date",
    "regex": "date",
}


def weakness(password: str, own_words: Collection[str]) -> str | None:
    """Return why a password is easily guessed, as a key of ``passwords.REASONS``; else None."""
    words = [*own_words, *NORWEGIAN]
    judged = zxcvbn(password[:JUDGED], user_inputs=words, max_length=JUDGED)
    if judged["score"] >= LOWEST_SCORE:
        return None
    longest = max(judged["sequence"], key=lambda one: len(one["token"]))
    return _reason(longest, {one.lower() for one in own_words})


def _reason(match: dict[str, Any], own_words: Collection[str]) -> str:
    if match["pattern"] != "dictionary":
        return BY_PATTERN.get(match["pattern"], "easy")
    is_own = match["dictionary_name"] == "user_inputs" and match["matched_word"] in own_words
    return "own" if is_own else "common"
