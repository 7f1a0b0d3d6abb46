"""The marks that only an evaluation's pictures need, beside those of the report."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from survey.report.drawing import INK, SOFT

WIDTH = 380  # as wide as a small phone, so that its words can be read there
PAPER = "#ffffff"
RISE, FALL, SAME = "#0b5a8f", "#b34700", "#595959"
DASHES = {"rise": "", "fall": "6 4", "same": "1.5 4"}  # told apart in grey print too


def stroke(  # noqa: PLR0913 - two points and a look
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    colour: str = INK,
    width: float = 1.0,
    dash: str = "",
    opacity: float = 1.0,
) -> str:
    """Return a straight line, dashed or half transparent if wanted."""
    extra = f' stroke-dasharray="{dash}"' if dash else ""
    extra += f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
        f' stroke="{colour}" stroke-width="{width:g}"{extra}/>'
    )


def frame(x: float, y: float, width: float, height: float, *, dash: str = "") -> str:
    """Return an empty box with an outline."""
    extra = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3"'
        f' fill="{PAPER}" stroke="{SOFT}" stroke-width="1.2"{extra}/>'
    )


def arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a line with a head, downwards or to one side."""
    (x, y), size = end, 5.0
    if start[0] == end[0]:
        corners = ((x, y), (x - size, y - size * 1.6), (x + size, y - size * 1.6))
    else:
        back = x - size * 1.6 if end[0] > start[0] else x + size * 1.6
        corners = ((x, y), (back, y - size), (back, y + size))
    places = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return (
        stroke(start, end, width=1.2, colour=SOFT) + f'<polygon points="{places}" fill="{SOFT}"/>'
    )


def lines_of_text(  # noqa: PLR0913 - a mark has a place, a look and its words
    x: float,
    y: float,
    lines: Sequence[str],
    *,
    size: float = 13,
    anchor: str = "start",
    step: float = 16,
) -> str:
    """Return lines of text below each other."""
    return "".join(
        f'<text x="{x:.1f}" y="{y + step * place:.1f}" font-size="{size:g}"'
        f' text-anchor="{anchor}" fill="{INK}">{escape(words)}</text>'
        for place, words in enumerate(lines)
    )
