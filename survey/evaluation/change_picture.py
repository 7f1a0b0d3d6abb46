"""The picture of change: every outcome with both its intervals on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.evaluation.marks import WIDTH, stroke
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

LEFT, RIGHT = 14.0, WIDTH - 14.0
TOP, ROW = 56.0, 58.0
TITLE = "Mean change of each outcome with its 95 % intervals"

Ends = tuple[float, float]


@dataclass(frozen=True)
class ChangeRow:
    """One outcome, in per cent of its scale's range; what does not exist is None."""

    label: str
    numbers: str  # in points, as printed
    is_main: bool
    mean: float | None
    people: Ends | None  # people taken one by one
    groups: Ends | None  # people in groups


def change_intervals(rows: Sequence[ChangeRow], *, description: str) -> str:
    """Return mean change with both intervals on one axis with a zero line.

    The names stand above the marks and not beside them, so that it can be read on a phone.
    """
    ends = [end for row in rows for pair in (row.people, row.groups) if pair for end in pair]
    ends += [row.mean for row in rows if row.mean is not None]
    axis = axis_around_zero(ends or [-1, 1], left=LEFT, right=RIGHT, n=6)
    bottom = TOP + ROW * len(rows)
    parts = [*_key(), *_grid(axis, bottom)]
    for place, row in enumerate(rows):
        parts += _row(row, axis, TOP + ROW * place)
    return picture(
        "change",
        title=TITLE,
        description=description,
        width=WIDTH,
        height=bottom + 44,
        marks=parts,
    )


def _key() -> list[str]:
    return [
        line(LEFT, 14, LEFT + 30, 14, width=2.6),
        text(LEFT + 38, 18, "95 % interval, people one by one", size=12, fill=SOFT),
        stroke((LEFT, 32), (LEFT + 30, 32), width=1.6, dash="4 3"),
        text(LEFT + 38, 36, "95 % interval, people in their groups", size=12, fill=SOFT),
    ]


def _grid(axis: Axis, bottom: float) -> list[str]:
    parts = []
    for tick in axis.ticks():
        x = axis.place(tick)
        is_zero = abs(tick) < axis.step / 2
        parts.append(
            line(
                x,
                TOP - 8,
                x,
                bottom,
                width=1.6 if is_zero else 0.7,
                stroke=SOFT if is_zero else RULE,
            )
        )
        told = f"{tick:+g}".replace("-", "−") if not is_zero else "0"
        parts.append(text(x, bottom + 16, told, size=12, anchor="middle", fill=SOFT))
    words = "Change, per cent of the scale's range"
    return [*parts, text(WIDTH / 2, bottom + 36, words, size=12, anchor="middle", fill=SOFT)]


def _row(row: ChangeRow, axis: Axis, top: float) -> list[str]:
    parts = [
        f'<rect x="0" y="{top + 1:.1f}" width="{WIDTH}" height="19" fill="#ffffff"/>',
        text(0, top + 15, row.label, size=13.5, is_bold=row.is_main),
        text(WIDTH, top + 15, row.numbers, size=13.5, anchor="end", is_bold=row.is_main),
    ]
    y = top + 34
    if row.people:
        low, high = map(axis.place, row.people)
        parts.append(interval(low, high, y, width=2.6 if row.is_main else 1.8))
    if row.groups:
        low, high = map(axis.place, row.groups)
        parts.append(stroke((low, y + 12), (high, y + 12), width=1.6, dash="4 3"))
        parts += [line(x, y + 8, x, y + 16, width=1.4) for x in (low, high)]
    if row.mean is not None:
        x = axis.place(row.mean)
        parts.append(diamond(x, y, 7) if row.is_main else dot(x, y, 4.5))
    return parts
