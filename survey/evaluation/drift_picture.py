"""The picture of item drift: how far each item moved, beside what its scale would have it move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.evaluation.marks import WIDTH
from survey.report.drawing import (
    RULE,
    SOFT,
    Axis,
    axis_around_zero,
    diamond,
    dot,
    interval,
    line,
    picture,
    text,
)

LEFT, RIGHT, NUMBERS = 76.0, 268.0, WIDTH - 2.0
TOP, ROW = 14.0, 24.0


@dataclass(frozen=True)
class DriftRow:
    """One item's relative change with its interval, in points; None where there is none."""

    label: str
    numbers: str
    estimate: float | None
    ends: tuple[float, float] | None
    is_marked: bool = False  # its interval leaves zero out, after the correction


def drift_picture(
    key: str, rows: Sequence[DriftRow], *, title: str, axis: str, description: str
) -> str:
    """Return a mark and an interval for each item on one axis with a zero line.

    A filled diamond is an item that is told apart, a ring one that is not.
    """
    inside = [end for row in rows if row.ends for end in row.ends]
    inside += [row.estimate for row in rows if row.estimate is not None]
    scale = axis_around_zero(inside or [-1, 1], left=LEFT, right=RIGHT, n=5)
    bottom = TOP + ROW * len(rows)
    parts = _grid(scale, bottom, axis)
    for place, row in enumerate(rows):
        parts += _row(row, scale, TOP + ROW * (place + 0.5))
    return picture(
        key, title=title, description=description, width=WIDTH, height=bottom + 44, marks=parts
    )


def _grid(axis: Axis, bottom: float, words: str) -> list[str]:
    parts = []
    for tick in axis.ticks():
        x = axis.place(tick)
        is_zero = abs(tick) < axis.step / 2
        width, stroke = (1.6, SOFT) if is_zero else (0.7, RULE)
        parts.append(line(x, TOP - 6, x, bottom, width=width, stroke=stroke))
        told = "0" if is_zero else f"{tick:+g}".replace("-", "−")
        parts.append(text(x, bottom + 16, told, size=12, anchor="middle", fill=SOFT))
    middle = WIDTH / 2
    return [*parts, text(middle, bottom + 36, words, size=12, anchor="middle", fill=SOFT)]


def _row(row: DriftRow, axis: Axis, y: float) -> list[str]:
    parts = [
        text(0, y + 4.5, row.label, size=12.5, is_bold=row.is_marked),
        text(NUMBERS, y + 4.5, row.numbers, size=12, anchor="end", is_bold=row.is_marked),
    ]
    if row.ends:
        parts.append(interval(axis.place(row.ends[0]), axis.place(row.ends[1]), y, width=1.6))
    if row.estimate is not None:
        x = axis.place(row.estimate)
        parts.append(diamond(x, y, 6) if row.is_marked else dot(x, y, 4.2))
    return parts
