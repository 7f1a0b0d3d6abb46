"""The picture of how many answered what: a bar for each part, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.report.drawing import RULE, SOFT, bar, line, picture, text
from survey.report.pictures import NUMBERS, PLOT_LEFT, PLOT_RIGHT, WIDTH

TOP, ROW, THICK = 10.0, 30.0, 18.0


@dataclass(frozen=True)
class ShareRow:
    """One part: its name, its figures in words, and its share in whole per cent."""

    label: str
    numbers: str
    per_cent: int


def share_picture(rows: Sequence[ShareRow], *, key: str, title: str, description: str) -> str:
    """Return the parts as bars from nothing to everybody, as long as the printed per cent."""
    bottom = TOP + ROW * len(rows)
    unit = (PLOT_RIGHT - PLOT_LEFT) / 100
    parts = []
    for position, row in enumerate(rows):
        y = TOP + ROW * (position + 0.5)
        parts += [
            text(0, y + 5, row.label),
            bar(PLOT_LEFT, y - THICK / 2, PLOT_RIGHT - PLOT_LEFT, THICK, fill="#f2f2f2"),
            bar(PLOT_LEFT, y - THICK / 2, row.per_cent * unit, THICK, fill=SOFT),
            text(NUMBERS, y + 5, row.numbers),
        ]
    for end in (PLOT_LEFT, PLOT_RIGHT):
        parts.append(line(end, TOP, end, bottom, width=0.7, stroke=RULE))
    return picture(
        key, title=title, description=description, width=WIDTH, height=bottom + 8, marks=parts
    )
