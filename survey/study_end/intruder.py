"""A motivated intruder's attempt on the file that is to be kept, before anything is deleted.

The intruder is whoever started a group: knows everybody in it, their age, gender and place, and
that they answered. The attempt reads the finished file, as an intruder would, and none of the
program's own reckoning about it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.errors import TooFewAlike

TRAITS = ("place", "age", "gender", "group_type")
SCORE_ENDINGS = ("_pre", "_post", "_change")
WIDER_AGES = {"18-39": "18-59", "40-59": "18-59", "60-74": "60+", "75+": "60+"}


@dataclass(frozen=True)
class Member:
    """What the starter of a group knows of somebody in it."""

    group: str
    traits: Mapping[str, str]


def attempt(file: Path, members: Iterable[Member], k: int, residual: int) -> None:
    """Raise TooFewAlike where a starter finds few rows, or what all who are alike have answered."""
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    names = [one for one in TRAITS if rows and one in rows[0]]
    alike: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        alike.setdefault(tuple(row[one] for one in names), []).append(row)
    known: dict[tuple[str, ...], Counter[str]] = {}
    for member in members:
        seen_as = _as_in_file(member, names, alike)
        if seen_as is not None:
            known.setdefault(seen_as, Counter())[member.group] += 1
    for traits, found in alike.items():
        of_groups = known.get(traits, Counter())
        left = len(found) - max(of_groups.values(), default=0)
        if len(found) < k or left < residual:
            raise TooFewAlike("a starter would find few rows of a group in the file")
        _check_scores(found)


def _as_in_file(
    member: Member, names: Sequence[str], alike: Mapping[tuple[str, ...], object]
) -> tuple[str, ...] | None:
    """Return as what a member may stand in the file: the first form, from fine to coarse."""
    place, age = member.traits["place"], member.traits["age"]
    for seen_place in dict.fromkeys((place, place[:2])):
        for seen_age in dict.fromkeys((age, WIDER_AGES.get(age, age))):
            form = dict(member.traits, place=seen_place, age=seen_age)
            if (traits := tuple(form[one] for one in names)) in alike:
                return traits
    return None


def _check_scores(found: Sequence[Mapping[str, str]]) -> None:
    """Raise where everybody alike has one and the same score: then it is each one's."""
    for name in (one for one in found[0] if one.endswith(SCORE_ENDINGS)):
        if found[0][name] and len({row[name] for row in found}) == 1:
            raise TooFewAlike("everybody who is alike has the same score")
