"""An evaluation in words, tables and pictures, before it is a page of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, Any]  # a part of the evaluation's JSON

LONGEST_FIGURE = 32  # characters


@dataclass(frozen=True)
class Heading:
    """A heading inside a section, with whether what follows was planned or explores."""

    text: str
    status: str


@dataclass(frozen=True)
class Paragraph:
    """Some sentences; a lead is what the page wants read first.

    A remark says how to read what follows; like a detail it is not on the page of text.
    """

    text: str
    is_lead: bool = False
    is_remark: bool = False


@dataclass(frozen=True)
class Notes:
    """Sentences that stand each on its own."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Figures in rows: the first cell of each names it; reasons tell why a cell is empty.

    A detail is folded away on the HTML page, and it is not on the page of text; nor is a table
    that is not in_text.
    """

    key: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    reasons: tuple[str, ...] = ()
    is_detail: bool = False
    in_text: bool = True

    @property
    def has_words(self) -> bool:
        """Whether a cell holds more than a figure, so that cells are set from the left."""
        return any(len(cell) > LONGEST_FIGURE for row in self.rows for cell in row[1:])


@dataclass(frozen=True)
class Picture:
    """A drawing with the figures behind it; a detail is folded away, with both.

    The page of text leaves pictures out.
    """

    caption: str
    svg: str
    table: Table
    is_detail: bool = False


Block = Heading | Paragraph | Notes | Table | Picture


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """The whole: what stands before the first heading, and the sections."""

    title: str
    sections: tuple[Section, ...]
