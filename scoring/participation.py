"""What is known of each person's taking part, read from the file's optional columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.people import People, as_numbers, as_text, pick, refuse_rows

ATTRIBUTES = {"group_type": ("self_organised", "led"), "life_problem": ("same", "mixed")}
STATUSES = ("still_in", "finished", "left_early")
OVERALL_CHANGE = (-3, 3)
CLIMATE = (  # how the group was, answered at post: 1 disagree to 5 agree
    "climate_trust",
    "climate_confidentiality",
    "climate_attitude",
    "climate_structure",
    "climate_room",
)
CLIMATE_RANGE = (1, 5)
MOST_MEETINGS = 1000
PARTICIPATION_COLUMNS = (*ATTRIBUTES, "status", "meetings", "overall_change", *CLIMATE)

Texts = NDArray[np.object_]
Figures = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Participation:
    """What each person said of taking part; every array has shape (people,).

    attributes: of the group, by column (`ATTRIBUTES`), text or None. status: one of `STATUSES`
    or None. meetings: meetings attended. overall_change: the person's own judgement, -3 much
    worse to 3 much better. climate: 1 to 5, by column (`CLIMATE`). Figures are NaN where open.
    A column that the file does not have is None, or not in the mapping.
    """

    attributes: Mapping[str, Texts]
    status: Texts | None
    meetings: Figures | None
    overall_change: Figures | None
    climate: Mapping[str, Figures]

    def kept(self, who: NDArray[np.bool_]) -> Participation:
        """Return what is known of those people only."""
        return replace(
            self,
            attributes={name: values[who] for name, values in self.attributes.items()},
            status=None if self.status is None else self.status[who],
            meetings=None if self.meetings is None else self.meetings[who],
            overall_change=None if self.overall_change is None else self.overall_change[who],
            climate={name: values[who] for name, values in self.climate.items()},
        )


def read_participation(frame: pd.DataFrame, people: People) -> Participation:
    """Return what the frame's columns say of each of the people.

    Attributes of the group are taken from the pre row, or from post where pre has none; the
    others are asked at post only and read there. An empty cell is no answer.

    Raises BadFrame, naming rows, for a value that is none of those a column may have.
    """
    return Participation(
        attributes={
            name: _of_group(_coded(frame, name, allowed), people)
            for name, allowed in ATTRIBUTES.items()
            if name in frame
        },
        status=pick(_coded(frame, "status", STATUSES), people.post) if "status" in frame else None,
        meetings=_at_post(frame, people, "meetings", (0, MOST_MEETINGS)),
        overall_change=_at_post(frame, people, "overall_change", OVERALL_CHANGE),
        climate={
            name: values
            for name in CLIMATE
            if (values := _at_post(frame, people, name, CLIMATE_RANGE)) is not None
        },
    )


def _of_group(values: Texts, people: People) -> Texts:
    before, after = pick(values, people.pre), pick(values, people.post)
    return np.where(pd.notna(before), before, after)


def _coded(frame: pd.DataFrame, name: str, allowed: tuple[str, ...]) -> Texts:
    values = as_text(frame[name])
    is_wrong = pd.notna(values) & ~np.isin(values, allowed)
    known = f"one of {', '.join(allowed)}, or nothing"
    refuse_rows(frame, is_wrong, f"column {name} has a word that it cannot have", known)
    return values


def _at_post(
    frame: pd.DataFrame, people: People, name: str, allowed: tuple[int, int]
) -> Figures | None:
    if name not in frame:
        return None
    values, is_open = as_numbers(frame[name])
    low, high = allowed
    with np.errstate(invalid="ignore"):
        is_right = (values >= low) & (values <= high) & (values == np.floor(values))
    is_wrong = ~is_open & ~is_right
    known = f"a whole number from {low} to {high}, or nothing"
    refuse_rows(frame, is_wrong, f"column {name} has a value that it cannot have", known)
    picked: Figures = pick(values, people.post, absent=np.nan)
    return picked
