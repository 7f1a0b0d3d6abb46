"""Why a line of a plan waits: for the second person's page alone.

Everywhere else every cause reads the same. The second person judges before anything is out, and
sees sizes anyway; what is told here follows from sizes, and from no answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models import Edition, LedgerAtom
from survey.release.gate import Thresholds
from survey.release.planning import Line


class Reason(Enum):
    """The first of the requirements that a set does not meet."""

    FEW_PEOPLE = "few_people"
    FEW_GROUPS = "few_groups"
    LARGE_GROUP = "large_group"  # without it too few are left
    GIVES_AWAY = "gives_away"  # together with other lines it would tell about too few


def reasons(
    session: Session, edition: Edition, lines: Iterable[Line], limits: Thresholds
) -> dict[tuple[str, str], Reason]:
    """Return why each line waits that does, by its kind and recipient."""
    people = {
        atom: (group, weight)
        for atom, group, weight in session.execute(
            select(LedgerAtom.id, LedgerAtom.group_id, LedgerAtom.weight).where(
                LedgerAtom.study_id == edition.study_id
            )
        )
    }
    return {
        (line.kind, line.recipient): reason(line, people, limits)
        for line in lines
        if not line.is_shown
    }


def reason(line: Line, people: Mapping[str, tuple[str, int]], limits: Thresholds) -> Reason:
    """Return why a line waits.

    people: each atom's group and how many there are of it, as they were when it was frozen or
    split; the ledger keeps these for good.
    """
    if line.n_people < limits.persons:
        return Reason.FEW_PEOPLE
    if line.n_groups < limits.groups:
        return Reason.FEW_GROUPS
    sizes: Counter[str] = Counter()
    for atom in line.atoms:
        group, weight = people[atom]
        sizes[group] += weight
    if line.n_people - max(sizes.values()) < limits.residual:
        return Reason.LARGE_GROUP
    return Reason.GIVES_AWAY
