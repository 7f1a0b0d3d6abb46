"""What a letter is made of when it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from survey.letter.reading import Letter


@dataclass(frozen=True)
class Paragraph:
    """Some sentences, and the language they are in where it is not the letter's."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the letter; what matters most is in those that are not folded."""

    heading: str  # empty above the first words
    paragraphs: tuple[Paragraph, ...]
    lines: tuple[str, ...] = ()
    last: tuple[Paragraph, ...] = ()  # below the lines
    is_folded: bool = False


def together(*sentences: str) -> Paragraph:
    """Return one paragraph of these sentences, without those that are empty."""
    return Paragraph(" ".join(filter(None, map(str, sentences))))


def own_words(letter: Letter, key: str, language: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs that the study has written itself; an empty line parts them."""
    text, found_in = letter.words(key, language)
    other = found_in if found_in != language else ""
    return tuple(
        Paragraph(" ".join(one.split()), other) for one in text.split("\n\n") if one.strip()
    )
