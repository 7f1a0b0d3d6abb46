"""The few marks every picture is drawn with: SVG as text, readable in grey print.

Presentation attributes only: the pages' security policy forbids inline styles, and the PDF
takes the same text. A picture carries its own white ground, so that it also reads on a dark page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import ceil, floor

FONT = "Source Sans Pro, Helvetica, Arial, sans-serif"
INK = "#1a1a1a"
SOFT = "#595959"
RULE = "#bdbdbd"
STEPS = (0.5, 1, 2, 5, 10, 20, 25, 50, 100)


@dataclass(frozen=True)
class Axis:
    """A horizontal axis: values to places, with round ticks."""

    first: float
    last: float
    step: float
    left: float
    right: float

    def place(self, value: float) -> float:
        """Return where a value lies, in the picture's units."""
        return self.left + (value - self.first) / (self.last - self.first) * (
            self.right - self.left
        )

    def ticks(self) -> list[float]:
        """Return the values that get a tick."""
        count = round((self.last - self.first) / self.step)
        return [self.first + position * self.step for position in range(count + 1)]


def axis_around_zero(values: Iterable[float], *, left: float, right: float, n: int = 8) -> Axis:
    """Return an axis of at most about n steps that holds the values and zero, zero inside."""
    inside = [0.0, *values]
    spread = max(max(inside) - min(inside), 1e-6)
    step = next((step for step in STEPS if spread / step <= n), spread / n)
    first = floor(min(inside) / step) * step
    last = ceil(max(inside) / step) * step
    return Axis(first=min(first, -step), last=max(last, step), step=step, left=left, right=right)


def text(  # noqa: PLR0913 - a mark has a place, a look and its words
    x: float,
    y: float,
    words: str,
    *,
    size: float = 14,
    anchor: str = "start",
    is_bold: bool = False,
    fill: str = INK,
) -> str:
    """Return a line of text."""
    weight = ' font-weight="600"' if is_bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"'
        f'{weight} fill="{fill}">{escape(words)}</text>'
    )


def line(  # noqa: PLR0913 - two points and a look
    x1: float, y1: float, x2: float, y2: float, *, width: float = 1, stroke: str = INK
) -> str:
    """Return a straight line."""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        f' stroke="{stroke}" stroke-width="{width:g}"/>'
    )


def diamond(x: float, y: float, size: float) -> str:
    """Return a filled diamond: the mark of a main result."""
    corners = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
    places = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return f'<polygon points="{places}" fill="{INK}"/>'


def dot(x: float, y: float, size: float) -> str:
    """Return a circle with a white middle: the mark of a subscale."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" fill="#ffffff"'
        f' stroke="{INK}" stroke-width="2"/>'
    )


def bar(x: float, y: float, width: float, height: float, *, fill: str) -> str:
    """Return a filled rectangle."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'
    )


def interval(x1: float, x2: float, y: float, *, width: float) -> str:
    """Return a line with end caps."""
    caps = (line(x, y - 5, x, y + 5, width=width) for x in (x1, x2))
    return line(x1, y, x2, y, width=width) + "".join(caps)


def picture(  # noqa: PLR0913 - a picture without title and description is not accessible
    key: str, *, title: str, description: str, width: int, height: float, marks: Iterable[str]
) -> str:
    """Return the whole SVG; key makes its ids unique on a page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height:.0f}"'
        f' width="{width}" height="{height:.0f}" font-family="{FONT}"'
        f' aria-labelledby="{key}-title {key}-desc">'
        f'<title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(description)}</desc>'
        f'<rect width="{width}" height="{height:.0f}" fill="#ffffff"/>'
        f"{''.join(marks)}</svg>"
    )
