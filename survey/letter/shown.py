"""The letter as a person reads it, and the very text that a proof of consent refers to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from flask_babel import force_locale

from survey.language import LANGUAGES
from survey.letter.first_part import first_part
from survey.letter.folded_part import folded_part
from survey.letter.purposes import ADULT, EVALUATION, box
from survey.letter.reading import Letter
from survey.letter.sections import Section


@dataclass(frozen=True)
class ShownLetter:
    """What stands on the page in one language, boxes and all."""

    language: str
    first: tuple[Section, ...]  # what everybody meets
    folded: tuple[Section, ...]  # what is there to be opened
    boxes: tuple[str, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return all sections in order."""
        return (*self.first, *self.folded)

    @cached_property
    def text(self) -> str:
        """Return all of it as plain text."""
        parts = [part for section in self.sections for part in _plain(section)]
        return "\n\n".join([*parts, "\n".join(f"[ ] {words}" for words in self.boxes)]) + "\n"

    @cached_property
    def sha256(self) -> str:
        """Return the hash of that text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@lru_cache(maxsize=256)  # the same for everybody, and met twice by each
def show(letter: Letter, language: str) -> ShownLetter:
    """Return the letter in nb, nn or en. It needs an application around it, but no request."""
    with force_locale(LANGUAGES[language].locale):
        return ShownLetter(
            language,
            tuple(first_part(letter, language)),
            tuple(folded_part(letter, language)),
            tuple(_boxes(letter)),
        )


def _boxes(letter: Letter) -> Iterator[str]:
    yield str(ADULT)
    for purpose in (EVALUATION, *letter.optional_purposes):
        yield str(box(purpose, letter.legal_basis))


def _plain(section: Section) -> Iterator[str]:
    if section.heading:
        yield f"# {section.heading}"
    yield from (one.text for one in section.paragraphs)
    if section.lines:
        yield "\n".join(f"- {line}" for line in section.lines)
    yield from (one.text for one in section.last)
