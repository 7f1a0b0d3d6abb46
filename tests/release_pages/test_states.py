"""The states of an edition: one table, kept by pages, commands and README."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from survey.models.edition import RELEASED, STOPPED, UNDER_WAY
from survey.release.states import STEPS, Who, diagram, may, step

ROOT = Path(__file__).parents[2]
STATES = {"proposed", "taken_back", "refused", "accepted", "outdated", "made", RELEASED, STOPPED}


def test_the_readme_shows_the_table_as_it_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{diagram()}\n```" in readme, "put survey.release.states.diagram() there"


def test_nothing_leads_on_from_what_is_over_and_something_does_from_what_is_under_way() -> None:
    assert {one.start for one in STEPS} == set(UNDER_WAY)
    assert {one.start for one in STEPS} | {one.end for one in STEPS} == STATES


@pytest.mark.parametrize(("start", "end"), list(product(sorted(STATES), sorted(STATES))))
def test_nobody_takes_both_sides_of_an_edition(start: str, end: str) -> None:
    """One person alone can bring an edition nowhere but away."""
    one = step(start, end)
    if one is None or one.who is Who.PROGRAM:
        return
    taken_alone = may(one, "same", proposed_by="same", decided_by=None)
    assert not taken_alone or end in {"taken_back", STOPPED}


@pytest.mark.parametrize("one", [one for one in STEPS if one.who is Who.PROGRAM])
def test_no_person_takes_a_step_of_the_program(one: object) -> None:
    assert not any(may(one, who, "first", "second") for who in ("first", "second", "third", ""))
