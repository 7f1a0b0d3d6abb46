"""What stands where there is no report: who takes part, with no answers in it.

The page is the same from the first day and whatever the reason: no answer, no frozen set, no plan
and no verdict is read for it. It follows from where the groups are, from the calendar, and from
what has been released.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from survey.extensions import db
from survey.models import ContactPoint, CutOff, Edition, Group, PoolMunicipality, Study
from survey.models.edition import RELEASED
from survey.models.study import DEMONSTRATION
from survey.release import public
from survey.release.gate import load_thresholds
from survey.release.planning import ALL
from survey.release.public import Place
from survey.report.facts import MUNICIPALITY, POOL, STUDY, StudyFacts, TooFew
from survey.weeks import current_week

STEP = 5


@dataclass(frozen=True)
class Town:
    """A municipality with its groups and contact points."""

    name: str
    at_least: int  # groups that have started, rounded down to fives; 0 is fewer than five
    contact_points: Sequence[str]


@dataclass(frozen=True)
class Participation:
    """All that the page of a place without a report tells."""

    refusal: TooFew
    towns: Sequence[Town]
    released: Sequence[Place]  # reports that do have figures for these people: pool and study


def of_place(study: Study, place: Place) -> Participation:
    """Return who takes part in a place that has no report."""
    wider = _wider(study, place)
    pool = next((one.area.name for one in wider if one.kind == POOL), None)
    next_edition = _next_edition(study)
    # Not whether a stand-in text was shown: that is known only once somebody has answered.
    told = StudyFacts(study.key, study.name, study.kind == DEMONSTRATION, has_stand_in=False)
    refusal = TooFew(told, place.area, load_thresholds(), pool, next_edition)
    return Participation(refusal, _towns(study, place), wider)


def _next_edition(study: Study) -> str | None:
    """Return the first cut-off that is ahead and has no released edition."""
    last = db.session.scalar(
        select(func.max(Edition.cut_off_week)).filter_by(study_id=study.id, state=RELEASED)
    )
    return db.session.scalar(
        select(func.min(CutOff.week)).where(
            CutOff.study_id == study.id,
            CutOff.week >= current_week(),
            CutOff.week > (last or ""),
        )
    )


def _wider(study: Study, place: Place) -> Sequence[Place]:
    """Return the pool and the study that a place is part of, where a report of them is released."""
    released = public.printed(study).keys()
    pool = _pools(study).get(place.recipient) if place.kind == MUNICIPALITY else None
    return [
        one
        for one in public.places(study)
        if (one.kind == STUDY or (one.kind == POOL and one.recipient == pool))
        and one.kind != place.kind
        and (one.kind, one.recipient) in released
    ]


def _pools(study: Study) -> Mapping[str, str]:
    """Return the pool of each municipality that is in one."""
    rows = db.session.execute(
        select(PoolMunicipality.municipality_number, PoolMunicipality.pool_id).filter_by(
            study_id=study.id
        )
    )
    return dict(rows.all())


def _towns(study: Study, place: Place) -> Sequence[Town]:
    counted = _groups_by_municipality(study)
    points = _contact_points(study)
    pools = _pools(study)
    return [
        Town(one.area.name or "", in_whole_fives(counted.get(number, 0)), points[number])
        for one in public.places(study)
        if one.kind == MUNICIPALITY
        and (number := one.recipient)
        and place.recipient in {ALL, number, pools.get(number)}
    ]


def in_whole_fives(count: int) -> int:
    """Return a count of groups rounded down to fives.

    An exact one would say under five whether it was groups that were too few, which no page says,
    and anybody who looked every week would see in which one the next group began. Rounded down,
    three groups and two look alike, and so do none and four.
    """
    return STEP * (count // STEP)


def _groups_by_municipality(study: Study) -> Mapping[str, int]:
    rows = db.session.execute(
        select(ContactPoint.municipality_number, func.count(Group.id))
        .join(Group, Group.contact_point_id == ContactPoint.id)
        .where(ContactPoint.study_id == study.id, Group.started_week <= current_week())
        .group_by(ContactPoint.municipality_number)
    )
    return dict(rows.all())


def _contact_points(study: Study) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    rows = db.session.execute(
        select(ContactPoint.municipality_number, ContactPoint.name)
        .filter_by(study_id=study.id)
        .order_by(ContactPoint.name)
    )
    for number, name in rows:
        found.setdefault(number, []).append(name)
    return found
