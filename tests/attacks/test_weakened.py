"""The same attacks on a program with one of its guards taken away: they must find somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from survey.release import audit, book, making
from survey.release.gate import load_thresholds
from survey.report import likeness
from tests.attacks.published import read_all
from tests.attacks.rank import differences, is_too_few, worked_out
from tests.attacks.years import Years, begin

Weaken = Callable[[pytest.MonkeyPatch], None]


def no_audit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(audit.Known, "exposed_by", lambda *_given: None)


def limits(**weak: int) -> Weaken:
    weakened = replace(load_thresholds(), **weak)
    return lambda patch: patch.setattr(making, "load_thresholds", lambda: weakened)


def no_tombstones(patch: pytest.MonkeyPatch) -> None:
    """Let the ledger forget whoever leaves."""

    def parts(atom: str, splits: dict[str, tuple[str, str]]) -> set[str]:
        while atom in splits:
            atom = splits[atom][0]
        return {atom}

    patch.setattr(book, "_parts", parts)


def found(years: Years) -> list[frozenset[str]]:
    told = {
        years.sets[line.about]
        for line in read_all(years.app).lines
        if line.outcome == "soc13_total" and line.figures
    }
    assert told
    bare = {*told, *differences(told), *worked_out(told)}
    return [one for one in bare if is_too_few(one, years.group_of)]


# How many have both answers in each group of each municipality.
SIZES = ((6, 6, 6), (8, 8), (3, 3, 3), (8, 2, 1), (4,))


def lived(app: Flask) -> Years:
    """Let two editions come, and one person erase what they said between the two."""
    years = begin(app, 5, len(SIZES))
    years.kinds, years.problems = ("led",), ("same",)  # tables of kinds would come first
    for number, sizes in zip(years.points, SIZES, strict=True):
        for size in sizes:
            years.add_group(number, 0, [size])
    years.answer(0)
    years.release(0)
    first = years.began_in[next(iter(years.points))][0]
    years.leave(next(one.id for one in years.people.values() if one.group == first), is_erased=True)
    years.release(1)
    return years


@pytest.mark.parametrize(
    "weaken",
    [no_audit, no_tombstones, limits(groups=1), limits(persons=1), limits(residual=1)],
    ids=["no audit", "no tombstones", "one group", "one person", "nobody beside the largest"],
)
def test_without_one_of_its_guards_the_program_gives_few_people_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch, weaken: Weaken
) -> None:
    # Who answers how alike is another guard, and would hide some by chance.
    monkeypatch.setattr(likeness, "is_homogeneous", lambda *_given: False)
    weaken(monkeypatch)
    assert found(lived(app))


def test_with_all_its_guards_it_gives_nobody_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likeness, "is_homogeneous", lambda *_given: False)
    assert not found(lived(app))
