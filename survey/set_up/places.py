"""Where a study takes place: contact points, and groups."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, delete, select

from survey.errors import BadSetUp, UnknownPage
from survey.extensions import db
from survey.models import (
    ContactPoint,
    Group,
    GroupLabel,
    Municipality,
    Participant,
    Staff,
    Study,
)
from survey.municipalities import all_municipalities
from survey.set_up import policies
from survey.set_up.operations import saved


@dataclass(frozen=True)
class Point:
    """A contact point as it is listed."""

    id: str
    name: str
    municipality: str
    has_groups: bool


@dataclass(frozen=True)
class ListedGroup:
    """A group as those who set up a study know it; never how many are in it."""

    id: str
    label: str
    point_id: str
    point: str
    municipality: str
    group_type: str
    life_problem: str
    started_week: str
    has_cards: bool


@dataclass(frozen=True)
class GroupDetails:
    """What is said of a group."""

    label: str
    point_id: str
    group_type: str
    life_problem: str
    started_week: str


def points(study: Study) -> list[Point]:
    """Return a study's contact points by municipality and name."""
    found = db.session.execute(
        select(ContactPoint, Municipality.name)
        .join(Municipality, Municipality.number == ContactPoint.municipality_number)
        .where(ContactPoint.study_id == study.id)
        .order_by(Municipality.name, ContactPoint.name)
    )
    used = set(db.session.scalars(select(Group.contact_point_id)))
    return [Point(one.id, one.name, place, one.id in used) for one, place in found]


def add_point(study: Study, number: str, name: str, by: Staff | None) -> None:
    """Add a contact point; its municipality comes out of the list of all there are."""
    policies.check_may_change_set_up(study)
    refuse_if_there(
        select(ContactPoint.id).filter_by(study_id=study.id, name=name),
        f"{study.key} has a contact point {name} already",
    )
    known_municipality(number)
    db.session.add(ContactPoint(study_id=study.id, municipality_number=number, name=name))
    saved(by, "add_contact_point", "contact_point")


def remove_point(study: Study, point_id: str, by: Staff | None) -> None:
    """Take a contact point out again; raise BadSetUp where a group belongs to it."""
    policies.check_may_change_set_up(study)
    point = _point(study, point_id)
    refuse_if_there(select(Group.id).filter_by(contact_point_id=point.id), "groups belong to it")
    db.session.delete(point)
    saved(by, "remove_contact_point", "contact_point")


def groups(study: Study) -> list[ListedGroup]:
    """Return a study's groups by place and label."""
    found = db.session.execute(
        select(Group, ContactPoint, Municipality.name, GroupLabel.label)
        .join(ContactPoint, ContactPoint.id == Group.contact_point_id)
        .join(Municipality, Municipality.number == ContactPoint.municipality_number)
        .outerjoin(GroupLabel, GroupLabel.group_id == Group.id)
        .where(ContactPoint.study_id == study.id)
        .order_by(Municipality.name, ContactPoint.name, GroupLabel.label, Group.id)
    )
    with_cards = set(
        db.session.scalars(select(Participant.group_id).where(Participant.study_id == study.id))
    )
    return [
        ListedGroup(
            group.id,
            label or "",
            point.id,
            point.name,
            place,
            group.group_type,
            group.life_problem,
            group.started_week,
            group.id in with_cards,
        )
        for group, point, place, label in found
    ]


def group(study: Study, group_id: str) -> ListedGroup:
    """Return one of the study's groups; raise UnknownPage where it is none."""
    for one in groups(study):
        if one.id == group_id:
            return one
    raise UnknownPage(f"{study.key} has no group {group_id}")


def add_group(study: Study, details: GroupDetails, by: Staff | None) -> None:
    """Add a group at a contact point, under a label that no other group of the study has."""
    policies.check_may_change_set_up(study)
    _check_label(study, details.label, "")
    row = Group(
        contact_point_id=_point(study, details.point_id).id,
        group_type=details.group_type,
        life_problem=details.life_problem,
        started_week=details.started_week,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(GroupLabel(group_id=row.id, study_id=study.id, label=details.label))
    saved(by, "add_group", "group")


def change_group(study: Study, group_id: str, details: GroupDetails, by: Staff | None) -> None:
    """Change a group; once it has cards only its label, since answers are counted by the rest."""
    policies.check_may_change_set_up(study)
    known = group(study, group_id)
    _check_label(study, details.label, known.id)
    db.session.merge(GroupLabel(group_id=known.id, study_id=study.id, label=details.label))
    if not known.has_cards:
        row = db.session.get_one(Group, known.id)
        row.contact_point_id = _point(study, details.point_id).id
        row.group_type, row.life_problem = details.group_type, details.life_problem
        row.started_week = details.started_week
    saved(by, "change_group", "group")


def remove_group(study: Study, group_id: str, by: Staff | None) -> None:
    """Take a group out again; raise BadSetUp where it has cards, drawn or not."""
    policies.check_may_change_set_up(study)
    known = group(study, group_id)
    if known.has_cards:
        raise BadSetUp("there are cards for it")
    db.session.execute(delete(Group).where(Group.id == known.id))
    saved(by, "remove_group", "group")


def known_municipality(number: str) -> None:
    """Have the municipality's row in the database; raise BadSetUp for a number that is none."""
    listed = all_municipalities().get(number)
    if listed is None:
        raise BadSetUp(f"there is no municipality {number}")
    if db.session.get(Municipality, number) is None:
        db.session.add(Municipality(number=number, name=listed.name))
        db.session.flush()


def _point(study: Study, point_id: str) -> ContactPoint:
    row = db.session.get(ContactPoint, point_id)
    if row is None or row.study_id != study.id:
        raise UnknownPage(f"{study.key} has no contact point {point_id}")
    return row


def _check_label(study: Study, label: str, own: str) -> None:
    refuse_if_there(
        select(GroupLabel.group_id).where(
            GroupLabel.study_id == study.id, GroupLabel.label == label, GroupLabel.group_id != own
        ),
        f"{study.key} has a group {label} already",
    )


def refuse_if_there(asked: Select[str], why: str) -> None:
    """Raise BadSetUp where what is asked for is there already."""
    if db.session.scalar(asked.limit(1)) is not None:
        raise BadSetUp(why)
