"""Groups that a file names: found again by a keyed hash, or made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.imports.checking import Sitting
from survey.imports.people import group_hash
from survey.models import AnswerImport, ContactPoint, Group, Municipality, Study
from survey.models.answer_import import STORED
from survey.models.base import new_id
from survey.models.study import PRE

NO_NAME = "import"  # of the contact point: which one it was, no file says


def add_groups(
    session: Session, study: Study, sittings: Sequence[Sitting], pepper: str, made: dict[str, Any]
) -> dict[str, str]:
    """Return the group of each person by the person's hash; add those that are not there.

    Where somebody changes group, the one of their first answers counts.
    """
    known = _earlier(session, study)
    groups: dict[str, str] = {}
    for one in sorted(sittings, key=lambda one: (one.row.wave != PRE, one.week)):
        said = {name: one.row.said(name) for name in ("group", "municipality")}
        if not said["group"] or not said["municipality"] or one.code_hash in groups:
            continue
        place = group_hash(said["municipality"], said["group"], study, pepper)
        if place not in known:
            known[place] = made["groups"][place] = _add(session, study, one, made)
        groups[one.code_hash] = known[place]
    return groups


def _earlier(session: Session, study: Study) -> dict[str, str]:
    found = session.scalars(select(AnswerImport.made).filter_by(study_id=study.id, state=STORED))
    return {place: group for one in found for place, group in one["groups"].items()}


def _add(session: Session, study: Study, one: Sitting, made: Mapping[str, Any]) -> str:
    number = one.row.said("municipality")
    if session.get(Municipality, number) is None:
        session.add(Municipality(number=number, name=number))
        session.flush()
        made["municipalities"].append(number)
    name = f"{number} {NO_NAME}"
    point = session.scalar(select(ContactPoint.id).filter_by(study_id=study.id, name=name))
    if point is None:
        point = new_id()
        session.add(
            ContactPoint(id=point, study_id=study.id, municipality_number=number, name=name)
        )
        session.flush()
        made["contact_points"].append(point)
    group = Group(
        id=new_id(),
        contact_point_id=point,
        group_type=one.row.said("group_type"),
        life_problem=one.row.said("life_problem"),
        started_week=one.week,
    )
    session.add(group)
    session.flush()
    return group.id
