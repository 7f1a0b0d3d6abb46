"""The documents of the pack as parts: sentences from the TOML files, filled with the facts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from survey.letter.shown import ShownLetter
from survey.sikt.facts import Facts

FOLDER = Path(__file__).parent
COVER, DPIA, RECORD = "cover", "dpia", "record"
# What somebody must still see to; it stands out on paper.
MARK = re.compile(r"\[\[(.*?)\]\]")


@dataclass(frozen=True)
class Words:
    """Some words of a sentence, marked where somebody has to see to them."""

    text: str
    is_marked: bool = False


Sentence = tuple[Words, ...]


@dataclass(frozen=True)
class Part:
    """A heading with what stands under it."""

    heading: str
    paragraphs: tuple[Sentence, ...] = ()
    bullets: tuple[Sentence, ...] = ()
    table: tuple[tuple[Sentence, ...], ...] = ()  # the first row is the heading
    last: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Document:
    """One document; a wide one lies on its side."""

    title: str
    lead: str
    parts: tuple[Part, ...]
    language: str = "nb"
    is_wide: bool = False


def sentence(text: str) -> Sentence:
    """Return a sentence in words, those in double brackets marked."""
    parts = MARK.split(text)  # every second one stood in brackets
    return tuple(Words(one, bool(place % 2)) for place, one in enumerate(parts) if one)


def plain(words: Sentence) -> str:
    """Return a sentence as text."""
    return "".join(one.text for one in words)


def document(name: str, facts: Facts) -> Document:
    """Return the cover, the DPIA annex or the record, filled with the facts."""
    written = _written(name)
    return Document(
        title=written["title"],
        lead=_filled(written["lead"], facts.words),
        parts=tuple(_part(section, facts) for section in written["section"]),
    )


def _part(section: Mapping[str, Any], facts: Facts) -> Part:
    fill = facts.words
    if section.get("missing"):
        return _missing(section, facts.missing)
    text = section.get("text", "")
    return Part(
        section["heading"],
        paragraphs=(sentence(_filled(text, fill)),) if text else (),
        bullets=tuple(sentence(_filled(one, fill)) for one in section.get("bullets", ())),
        table=tuple(
            tuple(sentence(_filled(cell, fill)) for cell in row) for row in section.get("table", ())
        ),
    )


def _missing(section: Mapping[str, Any], missing: Sequence[str]) -> Part:
    if not missing:
        return Part(section["heading"], (sentence(section["text_when_whole"]),))
    return Part(section["heading"], bullets=tuple(sentence(f"[[{one}]]") for one in missing))


def _filled(text: str, words: Mapping[str, str]) -> str:
    return " ".join(text.format_map(words).split())


def letter_document(shown: ShownLetter, title: str) -> Document:
    """Return the information letter as participants read it, boxes and all."""
    parts = [
        Part(
            section.heading,
            _sentences(one.text for one in section.paragraphs),
            _sentences(section.lines),
            last=_sentences(one.text for one in section.last),
        )
        for section in shown.sections
    ]
    boxes = Part("", _sentences(f"[ ]  {words}" for words in shown.boxes))
    return Document(title, "", (*parts, boxes), shown.language)


def _sentences(texts: Iterable[str]) -> tuple[Sentence, ...]:
    """Return sentences in which nothing is marked: they are a person's own or the letter's."""
    return tuple((Words(text),) for text in texts)


@cache
def _written(name: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.nb.toml").read_text(encoding="utf-8"))
