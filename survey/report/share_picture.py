"""The picture of how many answered what: a bar for each part, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.report.drawing import SOFT, bar, picture, text

WIDTH, ROW = 360, 42.0  # narrow enough for a telephone as it is
THICK = 14.0


@dataclass(frozen=True)
class ShareRow:
    """One part: its name, its figures in words, and its share in whole per cent."""

    label: str
    numbers: str
    per_cent: int


def share_picture(rows: Sequence[ShareRow], *, key: str, title: str, description: str) -> str:
    """Return the parts as bars from nothing to everybody, as long as the printed per cent."""
    parts = []
    for position, row in enumerate(rows):
        top = ROW * position
        parts += [
            text(0, top + 15, row.label),
            text(WIDTH, top + 15, row.numbers, anchor="end"),
            bar(0, top + 21, WIDTH, THICK, fill="#ececec"),
            bar(0, top + 21, WIDTH * row.per_cent / 100, THICK, fill=SOFT),
        ]
    height = ROW * len(rows)
    return picture(
        key, title=title, description=description, width=WIDTH, height=height, marks=parts
    )
