"""Tells which of the three languages a text is in, by small words that only one of them has."""

from __future__ import annotations

import re
from collections.abc import Iterable

WORD = re.compile(r"[^\W\d_]+")
SMALL_WORDS = {
    "nb": "jeg ikke hva hvordan hvor hvem hvilken noe noen mye fra være gjøre hjemme dere hvis nå",
    "nn": "eg ikkje kva korleis kor kven noko nokon mykje frå vere gjere heime dykk dersom ein eit",
    "en": "the you your are of does how what when with that and have this often",
}
MARKS = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
ENOUGH = 3


def other_language(language: str, texts: Iterable[str]) -> str:
    """Return the language that a text is clearly in, where it is not the one that was said."""
    words = {word.lower() for text in texts for word in WORD.findall(text)}
    found = {key: len(words & marks) for key, marks in MARKS.items()}
    nearest = max(found, key=lambda key: found[key])
    if nearest == language or found[nearest] < ENOUGH or found.get(language, 0):
        return ""
    return nearest
