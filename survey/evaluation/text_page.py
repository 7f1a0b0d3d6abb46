"""The evaluation as a page of plain text, made from its JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from survey.evaluation.contents import evaluation_document
from survey.evaluation.document import (
    Block,
    Figures,
    Heading,
    Notes,
    Paragraph,
    Picture,
    Section,
    Table,
)

WIDTH = 100
PLAIN = str.maketrans({"−": "-", "–": "-"})  # any terminal can show these
SUBSCALES = ("comprehensibility", "manageability", "meaningfulness")


def text_page(evaluation: Figures, title: str) -> str:
    """Return the page; a figure that does not exist is a dash, and the reason stands below.

    Pictures, and tables of details, are for the HTML page (`survey.evaluation.html_page`).
    """
    document = evaluation_document(evaluation, title)
    parts = [_under(document.title, "=")]
    for section in document.sections:
        parts.extend(_section(section))
    return "\n\n".join(parts).translate(PLAIN) + "\n"


def _section(section: Section) -> Iterator[str]:
    """Yield what is shown; a heading is not where nothing below it is."""
    shown = [(block, lines) for block in section.blocks if (lines := _block(block))]
    followers = [block for block, _ in shown[1:]] + [None]
    told = [
        "\n".join(lines)
        for (block, lines), follower in zip(shown, followers, strict=True)
        if not (isinstance(block, Heading) and (follower is None or isinstance(follower, Heading)))
    ]
    if told:
        yield _under(section.heading, "-")
        yield from told


def _block(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [f"{block.text} ({block.status})"]
    if isinstance(block, Paragraph) and block.is_remark:
        return []
    if isinstance(block, Paragraph):
        return textwrap.wrap(block.text, WIDTH)
    if isinstance(block, Notes):
        return _wrapped([f"- {line}" for line in block.lines])
    if isinstance(block, Picture) or block.is_detail or not block.in_text:
        return []
    return [block.caption, *_table(block), *_wrapped(block.reasons)]


def _under(words: str, mark: str) -> str:
    return f"{words}\n{mark * len(words)}"


def _wrapped(lines: Sequence[str]) -> list[str]:
    return [part for line in lines for part in textwrap.wrap(line, WIDTH, subsequent_indent="  ")]


def _table(table: Table) -> Iterator[str]:
    """Yield the rows under their heads: the first column to the left, figures to the right."""
    rows = [_indented(row) for row in table.rows]
    widths = [max(map(len, column)) for column in zip(table.head, *rows, strict=True)]
    for row in (table.head, ["-" * width for width in widths], *rows):
        first, *others = (
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *others]).rstrip()


def _indented(row: Sequence[str]) -> list[str]:
    first, *others = row
    return [f"  {first}" if first in SUBSCALES else first, *others]
