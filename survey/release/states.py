"""The states of an edition in one table: what leads from one to the next, and who may do it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from survey.models.edition import (
    ACCEPTED,
    MADE,
    OUTDATED,
    PROPOSED,
    REFUSED,
    RELEASED,
    STOPPED,
    TAKEN_BACK,
)


class Who(Enum):
    """Who may take a step."""

    PROPOSER = "who proposed it"
    SECOND = "a second person"
    DECIDER = "who accepted it"
    EITHER = "either of the two"
    PROGRAM = "the program"


@dataclass(frozen=True)
class Step:
    """One way from a state to another."""

    deed: str
    start: str
    end: str
    who: Who


STEPS = (
    Step("take back", PROPOSED, TAKEN_BACK, Who.PROPOSER),
    Step("refuse", PROPOSED, REFUSED, Who.SECOND),
    Step("accept", PROPOSED, ACCEPTED, Who.SECOND),
    Step("find the plan outdated", ACCEPTED, OUTDATED, Who.PROGRAM),
    Step("enter into the ledger, make the documents", ACCEPTED, MADE, Who.PROGRAM),
    Step("release", MADE, RELEASED, Who.DECIDER),
    Step("stop", MADE, STOPPED, Who.EITHER),
)


def step(start: str, end: str) -> Step | None:
    """Return the way from one state to another; None where there is none."""
    return next((one for one in STEPS if (one.start, one.end) == (start, end)), None)


def may(one: Step, person: str, proposed_by: str, decided_by: str | None) -> bool:
    """Return whether somebody may take a step of an edition."""
    if one.who is Who.PROPOSER:
        return person == proposed_by
    if one.who is Who.SECOND:
        return person != proposed_by
    if one.who is Who.DECIDER:
        return person == decided_by
    return one.who is Who.EITHER and person in {proposed_by, decided_by}


def diagram() -> str:
    """Return the states and the ways between them, as a Mermaid diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {PROPOSED}: propose"]
    lines += [f"    {one.start} --> {one.end}: {one.deed} ({one.who.value})" for one in STEPS]
    return "\n".join(lines)
