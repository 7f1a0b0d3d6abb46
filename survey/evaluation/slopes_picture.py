"""The picture of paired slopes: a line from before to after for each person.

It shows single people, so it is for the researcher only.
"""

from __future__ import annotations

from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from survey.evaluation.marks import DASHES, FALL, PAPER, RISE, SAME, WIDTH, stroke
from survey.report.drawing import INK, RULE, SOFT, Axis, diamond, line, picture, text

Pairs = NDArray[np.float64]

MOST_LINES = 300
FOR_RESEARCHERS = "For the researcher only: single people can be seen."
STEPS = (1, 2, 5, 10, 20)
LEFT, RIGHT, TOP, BOTTOM = 82.0, 334.0, 84.0, 404.0
KINDS = (  # by the sign of the change: 0, 1, -1
    ("same", "the same", SAME),
    ("rise", "higher after", RISE),
    ("fall", "lower after", FALL),
)


def drawn_of(pairs: Pairs, most: int = MOST_LINES) -> Pairs:
    """Return the pairs that get a line: all, or evenly spaced ones in the order of their change.

    pairs: points before and after, shape (people, 2). No chance is in it: the same people give
    the same picture.
    """
    ordered = pairs[np.lexsort((pairs[:, 0], changes_of(pairs)))]
    if len(ordered) <= most:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, most).round().astype(np.intp)]


def changes_of(pairs: Pairs) -> Pairs:
    """Return after minus before, shape (people,); float noise of prorated scores is no change."""
    changes: Pairs = np.round(pairs[:, 1] - pairs[:, 0], 9)
    return changes


def slopes_picture(key: str, pairs: Pairs, *, title: str, description: str) -> str:
    """Return a thin line for each person drawn and a thick one for the mean of all.

    pairs: points before and after, none missing. ValueError if there is nobody.
    """
    if not len(pairs):
        raise ValueError("slopes need at least one person")
    drawn = drawn_of(pairs)
    scale = _scale(float(drawn.min()), float(drawn.max()))
    parts = [*_key(len(pairs), len(drawn)), *_grid(scale)]
    opacity = max(0.35, min(0.9, 40 / len(drawn)))
    for pair, change in zip(drawn.tolist(), changes_of(drawn), strict=True):
        kind, _, colour = KINDS[int(np.sign(change))]
        ends = (LEFT, scale.place(pair[0])), (RIGHT, scale.place(pair[1]))
        parts.append(stroke(*ends, colour=colour, dash=DASHES[kind], opacity=opacity, width=1.1))
    parts += _mean(pairs, scale)
    return picture(
        key, title=title, description=description, width=WIDTH, height=BOTTOM + 30, marks=parts
    )


def _scale(low: float, high: float) -> Axis:
    """Return an upright axis: its low end lies at the bottom."""
    step = next((one for one in STEPS if high - low <= one * 8), STEPS[-1])
    first, last = floor(low / step) * step, ceil(high / step) * step
    return Axis(first, max(last, first + step), step, left=BOTTOM, right=TOP)


def _key(n: int, n_drawn: int) -> list[str]:
    told = f"{n:,} people" if n_drawn == n else f"{n_drawn:,} of {n:,} people drawn"
    parts = [text(0, 14, FOR_RESEARCHERS, size=12.5, is_bold=True)]
    for place, (kind, words, colour) in enumerate((*KINDS[1:], KINDS[0])):
        x = 122.0 * place
        parts.append(stroke((x, 32), (x + 30, 32), colour=colour, dash=DASHES[kind], width=1.8))
        parts.append(text(x + 36, 36, words, size=12, fill=SOFT))
    return [*parts, text(0, 56, f"{told}; thick line: the mean of all", size=12, fill=SOFT)]


def _grid(scale: Axis) -> list[str]:
    parts = []
    for tick in scale.ticks():
        y = scale.place(tick)
        parts.append(line(LEFT, y, RIGHT, y, width=0.7, stroke=RULE))
        parts.append(text(LEFT - 46, y + 4, f"{tick:g}", size=12, anchor="end", fill=SOFT))
    for x, words in ((LEFT, "before"), (RIGHT, "after")):
        parts.append(line(x, TOP, x, BOTTOM, stroke=SOFT))
        parts.append(text(x, BOTTOM + 20, words, size=13, anchor="middle"))
    return parts


def _mean(pairs: Pairs, scale: Axis) -> list[str]:
    before, after = pairs.mean(axis=0)
    low, high = scale.place(before), scale.place(after)
    return [
        stroke((LEFT, low), (RIGHT, high), colour=PAPER, width=7),
        stroke((LEFT, low), (RIGHT, high), colour=INK, width=3.4),
        diamond(LEFT, low, 6.5),
        diamond(RIGHT, high, 6.5),
        text(RIGHT + 12, high + 5, f"{after:.1f}", size=13, is_bold=True),
        text(LEFT - 10, low + 5, f"{before:.1f}", size=13, anchor="end", is_bold=True),
    ]
