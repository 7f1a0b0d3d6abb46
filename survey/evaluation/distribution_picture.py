"""The picture of scores before and after: bars to both sides of one scale, with the means."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from survey.evaluation.marks import PAPER, WIDTH, stroke
from survey.report.drawing import INK, RULE, SOFT, bar, diamond, picture, text

Pairs = NDArray[np.float64]

MOST_BINS = 14
WIDTHS = (1, 2, 3, 4, 5, 10)
CENTRE, GUTTER, LONGEST = WIDTH / 2, 20.0, 112.0
MEAN_LINE = 24.0
TOP, ROW = 60.0, 21.0


@dataclass(frozen=True)
class Spread:
    """People counted in bins of one width, from the same first edge at both times."""

    first: int  # points, the lowest edge
    width: int  # points
    before: tuple[int, ...]
    after: tuple[int, ...]
    mean_before: float
    mean_after: float

    @property
    def edges(self) -> tuple[int, ...]:
        """The lower edge of each bin, in points."""
        return tuple(self.first + self.width * place for place in range(len(self.before)))


def spread_of(pairs: Pairs) -> Spread:
    """Return how scores are spread before and after, in the same people.

    pairs: points before and after, shape (people, 2), none missing. An edge belongs to the bin
    above it. ValueError if there is nobody.
    """
    if not len(pairs):
        raise ValueError("a distribution needs at least one person")
    rounded = np.round(pairs, 9)  # prorated scores carry float noise
    lowest, highest = float(rounded.min()), float(rounded.max())
    width = next((one for one in WIDTHS if _bins(lowest, highest, one) <= MOST_BINS), WIDTHS[-1])
    first = floor(lowest / width) * width
    n_bins = _bins(lowest, highest, width)
    places = ((rounded - first) // width).astype(np.intp)
    before, after = (
        tuple(np.bincount(side, minlength=n_bins).tolist()) for side in (places[:, 0], places[:, 1])
    )
    means = rounded.mean(axis=0)
    return Spread(first, width, before, after, float(means[0]), float(means[1]))


def _bins(lowest: float, highest: float, width: int) -> int:
    return int(highest // width) - floor(lowest / width) + 1


def spread_picture(key: str, spread: Spread, *, title: str, description: str) -> str:
    """Return bars to the left for before and to the right for after, high scores on top."""
    n = len(spread.before)
    bottom = TOP + ROW * n
    unit = LONGEST / max(*spread.before, *spread.after)
    parts = [*_heads(spread)]
    for place, (low, before, after) in enumerate(
        zip(spread.edges, spread.before, spread.after, strict=True)
    ):
        y = bottom - ROW * (place + 1)
        parts += _bars(y, before * unit, after * unit, (before, after))
        told = f"{low}" if spread.width == 1 else f"{low}–"
        parts.append(text(CENTRE, y + 15, told, size=12, anchor="middle", fill=SOFT))
    parts += _means(spread, bottom)
    words = (
        "Points" if spread.width == 1 else f"Points, from the figure shown and {spread.width} up"
    )
    parts.append(text(CENTRE, bottom + 20, words, size=12, anchor="middle", fill=SOFT))
    return picture(
        key, title=title, description=description, width=WIDTH, height=bottom + 30, marks=parts
    )


def _heads(spread: Spread) -> list[str]:
    left, right = CENTRE - GUTTER, CENTRE + GUTTER
    return [
        text(left, 16, "Before", size=13.5, anchor="end", is_bold=True),
        text(right, 16, "After", size=13.5, is_bold=True),
        text(left, 34, f"mean {spread.mean_before:.1f}", size=12.5, anchor="end"),
        text(right, 34, f"mean {spread.mean_after:.1f}", size=12.5),
    ]


def _bars(y: float, before: float, after: float, counts: tuple[int, int]) -> list[str]:
    left, right = CENTRE - GUTTER, CENTRE + GUTTER
    parts = []
    if counts[0]:
        parts.append(bar(left - before, y + 2, before, ROW - 4, fill=RULE))
        parts.append(text(left - before - 4, y + 15, f"{counts[0]:,}", size=12, anchor="end"))
    if counts[1]:
        parts.append(bar(right, y + 2, after, ROW - 4, fill=SOFT))
        parts.append(text(right + after + 4, y + 15, f"{counts[1]:,}", size=12))
    return parts


def _means(spread: Spread, bottom: float) -> list[str]:
    """Mark each mean at its height: a diamond with a short line, clear of the counts."""
    parts = []
    for mean, side in ((spread.mean_before, -1), (spread.mean_after, 1)):
        y = bottom - (mean - spread.first) / spread.width * ROW
        near, far = CENTRE + side * GUTTER, CENTRE + side * (GUTTER + MEAN_LINE)
        parts.append(stroke((near, y), (far, y), colour=PAPER, width=3.2))
        parts.append(stroke((near, y), (far, y), colour=INK, width=1.4, dash="5 3"))
        parts.append(diamond(near, y, 5))
    return parts


def ends_of(spread: Spread) -> tuple[tuple[int, int], ...]:
    """Return each bin's lower edge and the edge it does not reach, in points."""
    return tuple((low, low + spread.width) for low in spread.edges)
