"""The states of a study in one table: what each allows, what may follow, and under which rules.

``policies.py`` holds the rules; the diagram in README is made from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from survey.models.study import ANONYMISED, CLOSED, DRAFT, NEEDS_PERMISSION, OPEN, PAUSED


class Act(Enum):
    """What a state may allow. Withdrawing and erasing are always allowed."""

    SET_UP = "set-up and letter may be changed"
    MAKE_CARDS = "cards and forms are printed"
    ANSWER = "answers are taken: on the web, typed in from paper, from a file"
    REMIND = "reminders are asked for and sent"


class Rule(Enum):
    """What must hold before a study changes its state."""

    LETTER = "the letter lacks nothing"
    COMPLETE = "real people: nothing is missing in the set-up"
    PERMISSION = "real people: permission for each instrument"
    JOURNAL = "real people: there is a journal of who was erased"
    WAITS = "real people whose set-up lacks permission alone"
    REMOVAL = "what leads to people has been taken out"


@dataclass(frozen=True)
class Move:
    """One way from a state to another: what it is called, and what must hold."""

    deed: str
    start: str
    end: str
    rules: tuple[Rule, ...] = ()


STATES: dict[str, frozenset[Act]] = {
    DRAFT: frozenset({Act.SET_UP, Act.MAKE_CARDS}),
    NEEDS_PERMISSION: frozenset({Act.SET_UP, Act.MAKE_CARDS}),
    OPEN: frozenset({Act.SET_UP, Act.MAKE_CARDS, Act.ANSWER, Act.REMIND}),
    PAUSED: frozenset({Act.SET_UP, Act.MAKE_CARDS}),
    CLOSED: frozenset(),
    ANONYMISED: frozenset(),
}
TO_OPEN = (Rule.LETTER, Rule.COMPLETE, Rule.PERMISSION, Rule.JOURNAL)
MOVES = (
    Move("wait", DRAFT, NEEDS_PERMISSION, (Rule.WAITS, Rule.LETTER, Rule.COMPLETE)),
    Move("open", DRAFT, OPEN, TO_OPEN),
    Move("open", NEEDS_PERMISSION, OPEN, TO_OPEN),
    Move("pause", OPEN, PAUSED),
    Move("resume", PAUSED, OPEN, TO_OPEN),
    Move("close", OPEN, CLOSED),
    Move("close", PAUSED, CLOSED),
    Move("reopen", CLOSED, OPEN, TO_OPEN),
    Move("anonymise", CLOSED, ANONYMISED, (Rule.REMOVAL,)),
)


def allows(state: str, act: Act) -> bool:
    """Return whether a study in this state allows something."""
    return act in STATES[state]


def move_to(state: str, end: str) -> Move | None:
    """Return the way from one state to another; None where there is none."""
    return next((one for one in MOVES if (one.start, one.end) == (state, end)), None)


def moves_from(state: str) -> tuple[Move, ...]:
    """Return the ways that lead out of a state."""
    return tuple(one for one in MOVES if one.start == state)


def diagram() -> str:
    """Return the states and the ways between them, as a Mermaid diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {DRAFT}"]
    lines += [f"    {one.start} --> {one.end}: {one.deed}" for one in MOVES]
    for state, acts in STATES.items():
        said = "<br>".join(act.value for act in Act if act in acts) or "nothing more is taken in"
        lines.append(f"    {state}: <b>{state}</b><br>{said}")
    return "\n".join(lines)
