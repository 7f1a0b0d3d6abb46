"""What a report consists of, for the page and the PDF alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; its role decides how it is set."""

    kind: ClassVar[str] = "paragraph"
    text: str
    role: str = "plain"  # lead, plain, caveat, note or copy (ready to be taken over)


@dataclass(frozen=True)
class TableRow:
    """One line of a table; the first cell names it."""

    cells: tuple[str, ...]
    is_part: bool = False  # belongs under the line above it


@dataclass(frozen=True)
class Table:
    """A table with one header row."""

    kind: ClassVar[str] = "table"
    caption: str
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    in_words: tuple[int, ...] = (0,)  # the columns that hold words; the others hold figures


@dataclass(frozen=True)
class Picture:
    """A picture with what it shows in words."""

    kind: ClassVar[str] = "picture"
    svg: str
    title: str
    description: str
    caption: str
    width: int  # of the drawing: letters are of one size in all of them


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A word, and what is said about it."""

    word: str
    meaning: str


@dataclass(frozen=True)
class Terms:
    """A list of words with what is said about each."""

    kind: ClassVar[str] = "terms"
    items: tuple[Term, ...]


@dataclass(frozen=True)
class Highlight:
    """One result in large letters: what was measured, what became of it, its figures."""

    name: str
    large: str
    figures: str


@dataclass(frozen=True)
class Highlights:
    """Some results side by side."""

    kind: ClassVar[str] = "highlights"
    items: tuple[Highlight, ...]


Block = Paragraph | Table | Picture | Bullets | Terms | Highlights


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole report in one register and language."""

    register: str  # municipality, poster or appendix
    language: str
    title: str
    area: str
    study: str
    period: str  # empty where the weeks are not known
    not_real: str  # empty unless something in it is invented
    stamp: str  # empty unless it belongs on every page
    foot: str  # what tells this edition from every other
    sections: tuple[Section, ...]
