"""Everything published over eight quarters, added and subtracted: about nobody, and about no few.

The attacker has every file, knows who is in which set, and has a computer. Each study has groups
that begin, people who answer late, withdraw and erase, and groups that move to another
municipality; every quarter whatever may be released is.
"""

from __future__ import annotations

from itertools import chain

import pytest
from flask import Flask

from survey.release import audit
from survey.release.gate import Verdict
from tests.attacks.counts import small_parts
from tests.attacks.published import Published, read_all
from tests.attacks.rank import Set, differences, is_too_few, rests, worked_out
from tests.attacks.values import Reconstruction, likeness_faults
from tests.attacks.years import Years, begin, live, people_leave_and_groups_move
from tests.proofs import IS_LONG, in_full

N_TOWNS = 10 if IS_LONG else 5  # of each study; 20 studies in full
OUTCOMES = ("soc13_total", "soc13_manageability", "gse_total")
PERSON, GROUP = 0.5, 0.25  # how much of its range each must stay open over


def told_sets(years: Years, published: Published, outcome: str) -> set[Set]:
    """Return the sets whose sums of an outcome stand in the open data."""
    found = set()
    for line in published.lines:
        if line.outcome == outcome and line.figures:
            people = years.sets[line.about]
            assert len(people) == line.n_people
            assert len({years.group_of(one) for one in people}) == line.n_groups
            found.add(people)
    return found


def laid_bare(years: Years, published: Published) -> set[Set]:
    """Return every set of people that follows from what is told of any outcome."""
    found = set[Set]()
    seen = list[set[Set]]()
    for outcome in OUTCOMES:
        sets = told_sets(years, published, outcome)
        if sets not in seen:
            seen.append(sets)
            found |= {*sets, *differences(sets), *worked_out(sets)}
    return found


@pytest.mark.parametrize("seed", in_full(1, *range(2, 21)))
def test_a_clerk_who_presses_every_button_for_eight_quarters_finds_nobody(
    app: Flask, seed: int
) -> None:
    years = begin(app, seed, N_TOWNS, n_pooled=3)
    live(years, deed=people_leave_and_groups_move)
    published = read_all(app)
    bare = laid_bare(years, published)
    assert len(bare) > 30, "where little is told there is little to find"
    assert years.gone, "some have left"
    assert not [one for one in bare if is_too_few(one, years.group_of)]
    # Whoever knows a whole group exactly, of every set that follows from any others:
    assert min(len(rest) for one in bare for rest in rests(one, years.group_of)) >= 5
    assert not small_parts(years, published)
    assert not likeness_faults(years, published)
    assert_values_stay_open(years, published)


def assert_values_stay_open(years: Years, published: Published) -> None:
    told = [
        (line, years.sets[line.about])
        for line in published.lines
        if line.figures and (IS_LONG or line.outcome in {"soc13_total", "gse_total"})
    ]
    attack = Reconstruction(told, years.group_of)
    cells = years.chance.sample(sorted(attack.cells), 40 if IS_LONG else 4)
    for cell in cells:
        for outcome in ("soc13_total", "gse_total"):
            assert attack.width_of_person(cell, outcome, 1) >= PERSON
            assert attack.width_of_group(cell[0], outcome, 1) >= GROUP


@pytest.mark.parametrize("minimum", in_full(10, 5))
@pytest.mark.parametrize("seed", in_full(1, *range(2, 21)))
def test_with_a_plain_minimum_the_same_clerk_finds_few_people_in_every_municipality(
    app: Flask, monkeypatch: pytest.MonkeyPatch, minimum: int, seed: int
) -> None:
    """What the ledger is for: without it the same attack succeeds everywhere."""

    def check(sizes: list[int], *_limits: object) -> Verdict:
        return Verdict(sum(sizes) >= minimum, sum(sizes), len(sizes))

    monkeypatch.setattr(audit, "check", check)
    monkeypatch.setattr(audit.Known, "exposed_by", lambda *_given: None)
    years = begin(app, seed, N_TOWNS if IS_LONG else 3)
    live(years, deed=people_leave_and_groups_move)
    sets = told_sets(years, read_all(app), "soc13_total")
    few = [
        one
        for one in chain(sets, differences(sets), worked_out(sets))
        if is_too_few(one, years.group_of)
    ]
    for number in years.points:
        here = set(years.began_in[number])
        assert any({years.group_of(person) for person in one} <= here for one in few), number
