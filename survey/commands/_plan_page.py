"""What ``sammenheng plan`` found, as a record and as a page of plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.planning import (
    MOST_GROUPS,
    RELEASE_CHANCE,
    GroupsNeeded,
    Outlook,
    ReleaseLimits,
    StudyDesign,
)
from scoring.power import design_effect
from scoring.record import Record

TITLE = "How many groups are needed"
HEAD = ("groups", "people", "expected pairs", "power", "chance of a municipal report")
ABSENT = "-"
WIDTH = 100


@dataclass(frozen=True)
class Planned(Record):
    """What was asked, what it rests on, and the answer."""

    outcome: str
    power_sought: float
    design: StudyDesign
    sources: Mapping[str, str]
    limits: ReleaseLimits
    needed: GroupsNeeded
    rows: tuple[Outlook, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the record in JSON's own types, with what it rests on in words."""
        return {
            **super().to_dict(),
            "sd_change": self.design.sd_change,
            "rests_on": _rests_on(self),
        }


def planning_page(planned: Planned) -> str:
    """Return the page: the answer, what other numbers of groups give, what it rests on."""
    design = planned.design
    lines = [
        TITLE,
        "=" * len(TITLE),
        *_wrapped(
            f"To find a change of {design.change:g} points in {planned.outcome}, if there is one, "
            f"with a power of {_per_cent(planned.power_sought)} (two-sided at {design.alpha:g}): "
            f"{_groups(planned.needed.for_power, design)}."
        ),
        *_wrapped(
            f"To pass the limits of a municipal report {100 * RELEASE_CHANCE:.0f} times of 100: "
            f"{_groups(planned.needed.for_release, design)}."
        ),
        "",
        *_table([_row(one) for one in planned.rows]),
        "",
        "What this rests on",
        *(part for line in _rests_on(planned) for part in _wrapped(f"- {line}")),
    ]
    return "\n".join(lines) + "\n"


def _groups(number: int | None, design: StudyDesign) -> str:
    if number is None:
        return f"not even {MOST_GROUPS:,} groups are enough"
    return f"{number:,} groups that start, {number * design.group_size:,} people"


def _row(one: Outlook) -> tuple[str, ...]:
    return (
        f"{one.n_groups:,}",
        f"{one.n_people:,}",
        f"{one.expected_pairs:,.1f}",
        ABSENT if one.power is None else _chance(one.power),
        _chance(one.chance_of_release),
    )


def _rests_on(planned: Planned) -> list[str]:
    design, limits, sources = planned.design, planned.limits, planned.sources
    pairs = design.group_size * design.response / design.has_pair
    effect = design_effect(pairs, design.icc)
    change = f"Change: {design.change:g} points ({sources['change']})."
    spread = f"SD of the score, before and after alike: {design.sd:g} points ({sources['sd']})."
    retest = (
        f"Retest correlation: {design.retest:g} ({sources['retest']}). With the SD it makes an "
        f"SD of change of {design.sd_change:.3g} points: SD x sqrt(2 (1 - retest))."
    )
    response = (
        f"Of {design.group_size} who start in a group, each answers both before and after with a "
        f"chance of {_per_cent(design.response)}, whoever the others are. That is an assumption: "
        "people in one group may well stay or leave together, and then the chances of a report "
        "are poorer."
    )
    likeness = (
        f"Likeness of change within a group, ICC: {design.icc:g} ({sources['icc']}). With "
        f"{pairs:.1f} pairs in a group that has any, the variance is {effect:.2f} times as "
        "large: 1 + (pairs - 1) x ICC. Degrees of freedom: expected groups with a pair, less 1."
    )
    report = (
        f"A municipal report needs {limits.persons} people who answered both times, in "
        f"{limits.groups} groups, and {limits.residual} of them left without the largest group. "
        "The chance is exact; a report has other requirements too."
    )
    expected = (
        "Pairs and power are expectations: a study may well get fewer. No test is shown for five "
        "pairs or fewer."
    )
    cause = "There is no comparison group: a change that is found says nothing of its cause."
    return [change, spread, retest, response, likeness, report, expected, cause]


def _per_cent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _chance(chance: float) -> str:
    if chance > 0.995:
        return "over 99 %"
    return "under 1 %" if 0 < chance < 0.005 else f"{100 * chance:.0f} %"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(HEAD, *rows, strict=True)]
    for row in (HEAD, ["-" * width for width in widths], *rows):
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent="  ")
