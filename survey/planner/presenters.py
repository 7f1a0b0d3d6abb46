"""The planner's answer in words, as rows of a table, and as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext, ngettext

from survey.planner.asked import Asked
from survey.report.drawing import INK, RULE, SOFT, diamond, dot, line, picture, text
from survey.report.number_forms import NO_BREAK_SPACE, number

SURE, HARDLY = 0.995, 0.005
NOT_THERE = "–"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, FLOOR = 640, 330, 60, 620, 56, 270
POWER_SOUGHT = 0.80


@dataclass(frozen=True)
class Row:
    """What one number of groups may be expected to give."""

    groups: str
    people: str
    pairs: str
    power: str
    release: str
    is_planned: bool


def rows(figures: Mapping[str, Any], asked: Asked) -> list[Row]:
    """Return the rows of the table."""
    return [
        Row(
            groups=number(one["groups"], "#,##0"),
            people=number(one["people"], "#,##0"),
            pairs=number(one["pairs"], "#,##0"),
            power=NOT_THERE if one["power"] is None else chance(one["power"]),
            release=chance(one["release"]),
            is_planned=one["groups"] == asked.groups,
        )
        for one in figures["rows"]
    ]


def chance(share: float) -> str:
    """Return a chance in per cent; never a hundred or nothing where it is only near it."""
    unit = f"{NO_BREAK_SPACE}%"
    if share > SURE:
        return gettext("over 99") + unit
    if 0 < share < HARDLY:
        return gettext("under 1") + unit
    return number(100 * share, "0") + unit


def sentences(figures: Mapping[str, Any], asked: Asked) -> list[str]:
    """Return what the answer means."""
    planned = next(one for one in figures["rows"] if one["groups"] == asked.groups)
    return [
        *_of_the_test(figures["for_power"], asked),
        *_of_a_report(figures["for_release"]),
        _of_the_plan(planned, asked),
    ]


def _of_the_test(needed: int | None, asked: Asked) -> list[str]:
    change = number(asked.change / 10, "0.#")
    if needed is None:
        return [
            gettext(
                "Not even ten thousand groups are enough to find a change of %(change)s points.",
                change=change,
            )
        ]
    return [
        ngettext(
            "To find a change of %(change)s points, if there is one, four times out of five, you "
            "need one group.",
            "To find a change of %(change)s points, if there is one, four times out of five, you "
            "need %(num)s groups.",
            needed,
            change=change,
        )
    ]


def _of_a_report(needed: int | None) -> list[str]:
    if needed is None:
        return [gettext("Not even ten thousand groups are enough for a report to a municipality.")]
    return [
        ngettext(
            "For a municipality to get a report of its own, 95 times out of 100, one group must "
            "start there.",
            "For a municipality to get a report of its own, 95 times out of 100, %(num)s groups "
            "must start there.",
            needed,
        )
    ]


def _of_the_plan(planned: Mapping[str, Any], asked: Asked) -> str:
    count = number(asked.groups, "#,##0")
    if planned["power"] is None:
        said: str = gettext(
            "With the %(count)s groups you plan, too few answers are expected to say anything "
            "sure.",
            count=count,
        )
        return said
    return str(
        gettext(
            "With the %(count)s groups you plan, the chance of finding the change is %(chance)s.",
            count=count,
            chance=chance(planned["power"]),
        )
    )


def drawing(figures: Mapping[str, Any], asked: Asked) -> str:
    """Return the picture: both chances against the number of groups."""
    points: Sequence[Mapping[str, Any]] = figures["rows"]
    last = points[-1]["groups"]
    power = [(one["groups"], one["power"]) for one in points if one["power"] is not None]
    release = [(one["groups"], one["release"]) for one in points]
    marks = [
        *_grid(last),
        *_curve(release, last, is_dotted=True),
        *_curve(power, last, is_dotted=False),
        *_planned(asked.groups, last),
        *_key(),
    ]
    return picture(
        "plan",
        title=gettext("Chances, by how many groups start"),
        description=gettext("The same figures stand in the table below."),
        width=WIDTH,
        height=HEIGHT,
        marks=marks,
    )


def _x(groups: float, last: int) -> float:
    return LEFT + (RIGHT - LEFT) * groups / last


def _y(share: float) -> float:
    return FLOOR - (FLOOR - TOP) * share


def _grid(last: int) -> list[str]:
    marks = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = _y(share)
        marks += [
            line(LEFT, y, RIGHT, y, stroke=RULE),
            text(
                LEFT - 8, y + 5, number(100 * share, "0") + " %", anchor="end", fill=SOFT, size=13
            ),
        ]
    y = _y(POWER_SOUGHT)
    marks.append(line(LEFT, y, RIGHT, y, stroke=SOFT, width=1.5))
    step = next((one for one in (1, 2, 5, 10, 20, 50, 100) if last / one <= 10), 200)
    for groups in range(0, last + 1, step):
        x = _x(groups, last)
        marks += [
            line(x, FLOOR, x, FLOOR + 5, stroke=SOFT),
            text(x, FLOOR + 22, number(groups, "#,##0"), anchor="middle", fill=SOFT, size=13),
        ]
    marks.append(
        text((LEFT + RIGHT) / 2, FLOOR + 46, gettext("Groups that start"), anchor="middle", size=13)
    )
    return marks


def _curve(points: Sequence[tuple[int, float]], last: int, *, is_dotted: bool) -> list[str]:
    places = [(_x(groups, last), _y(share)) for groups, share in points]
    joined = [
        line(*start, *end, width=2 if is_dotted else 2.5, stroke=SOFT if is_dotted else INK)
        for start, end in pairwise(places)
    ]
    return [*joined, *(dot(x, y, 4) if is_dotted else diamond(x, y, 5) for x, y in places)]


def _planned(groups: int, last: int) -> list[str]:
    x = _x(groups, last)
    return [
        line(x, TOP - 6, x, FLOOR, stroke=SOFT),
        text(x + 4, TOP - 10, gettext("your plan"), size=13),
    ]


def _key() -> list[str]:
    return [
        diamond(LEFT + 6, 18, 5),
        text(LEFT + 18, 23, gettext("finding the change"), size=13),
        dot(LEFT + 226, 18, 4),
        text(LEFT + 238, 23, gettext("a report to the municipality, if all are there"), size=13),
    ]
