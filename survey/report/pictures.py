"""The pictures of the report: the same SVG on the page and in the PDF.

They take words and figures ready made, so they know of no language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from survey.report.drawing import (
    RULE,
    SOFT,
    Axis,
    axis_around_zero,
    bar,
    diamond,
    dot,
    interval,
    line,
    picture,
    text,
)

WIDTH = 720
PLOT_LEFT, PLOT_RIGHT, NUMBERS = 250.0, 520.0, 542.0
TOP, ROW = 30.0, 28.0


@dataclass(frozen=True)
class ChangeMarks:
    """A mean change with its interval, in per cent of the scale's range."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class ChangeRow:
    """One outcome of the picture; marks are None where the figures are not shown."""

    label: str
    numbers: str
    is_main: bool
    marks: ChangeMarks | None


@dataclass(frozen=True)
class PictureWords:
    """The words around a picture."""

    title: str
    description: str
    axis: str
    numbers: str
    tick: Callable[[float], str]


def change_picture(rows: Sequence[ChangeRow], words: PictureWords) -> str:
    """Return mean change of each outcome with its interval, on one axis with a zero line."""
    shown = [row.marks for row in rows if row.marks]
    ends = [end for marks in shown for end in (marks.low, marks.high)]
    axis = axis_around_zero(ends or [-1, 1], left=PLOT_LEFT, right=PLOT_RIGHT)
    bottom = TOP + ROW * len(rows)
    parts = [text(NUMBERS, 16, words.numbers, size=13, fill=SOFT)]
    parts += _grid(axis, TOP - 8, bottom, words)
    for position, row in enumerate(rows):
        parts += _change_row(row, axis, TOP + ROW * (position + 0.5))
    return picture(
        "change-picture",
        title=words.title,
        description=words.description,
        width=WIDTH,
        height=bottom + 46,
        marks=parts,
    )


def _grid(axis: Axis, top: float, bottom: float, words: PictureWords) -> list[str]:
    parts = []
    for tick in axis.ticks():
        x = axis.place(tick)
        width, stroke = (1.6, SOFT) if abs(tick) < axis.step / 2 else (0.7, RULE)
        parts.append(line(x, top, x, bottom, width=width, stroke=stroke))
        parts.append(text(x, bottom + 17, words.tick(tick), size=12, anchor="middle", fill=SOFT))
    middle = (axis.left + axis.right) / 2
    parts.append(text(middle, bottom + 37, words.axis, size=13, anchor="middle", fill=SOFT))
    return parts


def _change_row(row: ChangeRow, axis: Axis, y: float) -> list[str]:
    indent = 0 if row.is_main else 14
    parts = [
        text(indent, y + 5, row.label, is_bold=row.is_main),
        text(NUMBERS, y + 5, row.numbers, is_bold=row.is_main),
    ]
    if row.marks is None:
        return parts
    x = axis.place(row.marks.mean)
    ends = axis.place(row.marks.low), axis.place(row.marks.high)
    parts.append(interval(*ends, y, width=2.4 if row.is_main else 1.4))
    parts.append(diamond(x, y, 7.5) if row.is_main else dot(x, y, 4.5))
    return parts


@dataclass(frozen=True)
class Distribution:
    """How people's change is spread: counts in bins of one width, the middle one around zero.

    It shows single people's change, so it is for the researcher's page and never for a
    municipality.
    """

    width: float
    first: float  # left edge of the first bin
    counts: tuple[int, ...]
    n_up: int
    n_zero: int
    n_down: int
    mean: float
    low: float
    high: float


def distribution_of(
    changes: Sequence[float], *, mean: float, low: float, high: float, width: float = 4
) -> Distribution:
    """Return the distribution of people's change, post minus pre, in points."""
    if not changes:
        raise ValueError("a distribution needs at least one person's change")
    rounded = [round(change, 9) for change in changes]  # prorated scores carry float noise
    places = [int((change + width / 2) // width) for change in rounded]
    first, last = min(*places, -1), max(*places, 1)
    counts = [0] * (last - first + 1)
    for place in places:
        counts[place - first] += 1
    return Distribution(
        width=width,
        first=first * width - width / 2,
        counts=tuple(counts),
        n_up=sum(change > 0 for change in rounded),
        n_zero=sum(change == 0 for change in rounded),
        n_down=sum(change < 0 for change in rounded),
        mean=mean,
        low=low,
        high=high,
    )


def distribution_picture(spread: Distribution, words: PictureWords) -> str:
    """Return people's change as bars, with the mean and its interval above them."""
    top, bottom, left, right = 70.0, 270.0, 50.0, 690.0
    last = spread.first + spread.width * len(spread.counts)
    axis = Axis(spread.first, last, spread.width, left, right)
    unit = (bottom - top) / max(spread.counts)
    step = axis.place(spread.width) - axis.place(0)
    parts = [text(left, 18, words.numbers)]
    zero_bar = spread.counts[round(-spread.first / spread.width - 0.5)] * unit
    for position, count in enumerate(spread.counts):
        x, tall = left + step * position, unit * count
        centre = x + step / 2
        told = words.tick(spread.first + spread.width * (position + 0.5))
        if count:
            parts.append(bar(x + 1, bottom - tall, step - 2, tall, fill=RULE))
            parts.append(bar(centre - 9, bottom - tall - 15, 18, 14, fill="#ffffff"))
            parts.append(text(centre, bottom - tall - 4, str(count), size=12, anchor="middle"))
        parts.append(text(centre, bottom + 17, told, size=12, anchor="middle", fill=SOFT))
    zero, label = axis.place(0), 15 if zero_bar else 0
    parts += [
        line(zero, 48, zero, bottom - zero_bar - label, width=1.6),
        line(zero, bottom - zero_bar, zero, bottom, width=1.6),
        line(left, bottom, right, bottom, stroke=SOFT),
        interval(axis.place(spread.low), axis.place(spread.high), 40, width=2.4),
        diamond(axis.place(spread.mean), 40, 7.5),
        text((left + right) / 2, bottom + 40, words.axis, size=13, anchor="middle", fill=SOFT),
    ]
    return picture(
        "distribution-picture",
        title=words.title,
        description=words.description,
        width=WIDTH,
        height=bottom + 52,
        marks=parts,
    )
