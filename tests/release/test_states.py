"""Who may take which step of an edition."""

from __future__ import annotations

import pytest

from survey.models.edition import (
    ACCEPTED,
    MADE,
    PROPOSED,
    REFUSED,
    RELEASED,
    STOPPED,
    TAKEN_BACK,
)
from survey.release.states import STEPS, may, step

PROPOSER, DECIDER, OTHER = "proposer", "decider", "somebody else"


@pytest.mark.parametrize(
    ("start", "end", "let"),
    [
        (PROPOSED, TAKEN_BACK, {PROPOSER}),
        (PROPOSED, REFUSED, {DECIDER, OTHER}),
        (PROPOSED, ACCEPTED, {DECIDER, OTHER}),
        (MADE, RELEASED, {DECIDER}),
        (MADE, STOPPED, {PROPOSER, DECIDER}),
    ],
)
def test_a_step_is_for_whom_the_table_names(start: str, end: str, let: set[str]) -> None:
    found = step(start, end)
    assert found is not None
    assert {one for one in (PROPOSER, DECIDER, OTHER) if may(found, one, PROPOSER, DECIDER)} == let


def test_what_the_program_does_is_for_no_person() -> None:
    for one in STEPS:
        if one.start == ACCEPTED:
            assert not any(may(one, who, PROPOSER, DECIDER) for who in (PROPOSER, DECIDER, OTHER))


def test_nothing_leads_on_from_what_is_out() -> None:
    assert not [one for one in STEPS if one.start in {RELEASED, STOPPED, REFUSED, TAKEN_BACK}]
