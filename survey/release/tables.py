"""Which lines the tables of a report have: from where the groups are, never from who answered.

A line that came and went with somebody's answers would tell that there are some. So every place
and kind that has a group has its line from the first day, with ":" until it may be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models import ContactPoint, Group, Study
from survey.models.ledger import MUNICIPALITY, PART, POOL, PUBLICATION, STUDY
from survey.release.planning import ALL, CONTACT_POINT, COUNTY, KINDS_OF_GROUPS, value_of

DIMENSIONS = {
    STUDY: (COUNTY, *KINDS_OF_GROUPS),
    MUNICIPALITY: (CONTACT_POINT, *KINDS_OF_GROUPS),
    POOL: (MUNICIPALITY,),
}


@dataclass(frozen=True)
class Place:
    """What the groups of a study are told apart by; a contact point without groups has no kind."""

    municipality: str
    contact_point: str
    group_type: str | None
    life_problem: str | None


@dataclass(frozen=True)
class TableLine:
    """One line: what is told apart, its value, the plan's line, and whether it has no group."""

    dimension: str
    value: str
    key: tuple[str, str]
    is_empty: bool


class Tables:
    """The lines of every report of a study."""

    def __init__(
        self, session: Session, study: Study, pools: Mapping[str, Collection[str]]
    ) -> None:
        """Read where the groups are."""
        found = session.execute(
            select(
                ContactPoint.municipality_number,
                ContactPoint.id,
                Group.group_type,
                Group.life_problem,
            )
            .outerjoin(Group, Group.contact_point_id == ContactPoint.id)
            .where(ContactPoint.study_id == study.id)
            .distinct()
        )
        self.places = [Place(*row) for row in found]
        self.pools = pools

    def of(self, kind: str, recipient: str) -> Iterator[TableLine]:
        """Yield the lines of a report; nothing for what all its groups have in common."""
        within = [one for one in self.places if self._is_within(one, kind, recipient)]
        with_group = [one for one in within if one.group_type is not None]
        for dimension in DIMENSIONS[kind]:
            full = {value_of(one, dimension) for one in with_group}
            if len(full) < 2:
                continue
            empty = {value_of(one, dimension) for one in within} - full - {None}
            for value in sorted(one for one in full | empty if one is not None):
                key = _key(kind, recipient, dimension, value)
                yield TableLine(dimension, value, key, is_empty=value in empty)

    def _is_within(self, one: Place, kind: str, recipient: str) -> bool:
        if kind == MUNICIPALITY:
            return one.municipality == recipient
        return kind == STUDY or one.municipality in self.pools[recipient]


def _key(kind: str, recipient: str, dimension: str, value: str) -> tuple[str, str]:
    """Return by what the plan has a line."""
    if dimension == MUNICIPALITY:
        return MUNICIPALITY, value
    # What is kept for publication is the study's too: the same sets.
    of_kind = PUBLICATION if kind == STUDY and dimension in KINDS_OF_GROUPS else kind
    return PART, f"{of_kind}/{ALL if kind == STUDY else recipient}/{dimension}/{value}"
