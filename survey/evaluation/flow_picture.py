"""The picture of the flow: from who was invited to who is analysed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.evaluation.marks import WIDTH, arrow, frame, lines_of_text
from survey.report.drawing import picture, text

MAIN_LEFT, MAIN_WIDTH = 2.0, 190.0
SIDE_LEFT, SIDE_WIDTH = 222.0, WIDTH - 224.0
LINE, PADDING, GAP = 16.0, 10.0, 24.0
TITLE = "Flow of people from invitation to analysis"


@dataclass(frozen=True)
class Step:
    """One box of people, with those who leave (or come in) beside it; a side may be empty."""

    lines: tuple[str, ...]
    side: tuple[str, ...] = ()
    is_coming_in: bool = False


def flow_picture(steps: Sequence[Step], *, description: str) -> str:
    """Return the boxes from top to bottom; the first line of each holds its number."""
    parts: list[str] = []
    y = 2.0
    for place, step in enumerate(steps):
        height = _height(max(len(step.lines), len(step.side)))
        parts += _box(MAIN_LEFT, y, MAIN_WIDTH, height, step.lines)
        middle = y + height / 2
        if step.side:
            side_height = _height(len(step.side))
            parts += _box(SIDE_LEFT, middle - side_height / 2, SIDE_WIDTH, side_height, step.side)
            ends = (MAIN_LEFT + MAIN_WIDTH, middle), (SIDE_LEFT, middle)
            parts.append(arrow(*(ends[::-1] if step.is_coming_in else ends)))
        y += height
        if place < len(steps) - 1:
            x = MAIN_LEFT + MAIN_WIDTH / 2
            parts.append(arrow((x, y), (x, y + GAP)))
            y += GAP
    return picture(
        "flow", title=TITLE, description=description, width=WIDTH, height=y + 3, marks=parts
    )


def _height(n_lines: int) -> float:
    return LINE * n_lines + 2 * PADDING - 3


def _box(x: float, y: float, width: float, height: float, lines: Sequence[str]) -> list[str]:
    first = y + (height - LINE * len(lines)) / 2 + 12
    return [
        frame(x, y, width, height),
        text(x + 9, first, lines[0], size=13, is_bold=True),
        lines_of_text(x + 9, first + LINE, lines[1:], size=12.5, step=LINE),
    ]
