"""Who has a part in which study. Whoever has none does not get to know that the study exists."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, ScalarSelect, delete, insert, select
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models import Staff, Study, StudyPart


def studies_of(staff: Staff) -> Sequence[Study]:
    """Return the studies that somebody has a part in, by key."""
    return db.session.scalars(
        select(Study)
        .join(StudyPart, StudyPart.study_id == Study.id)
        .where(StudyPart.staff_id == staff.id)
        .order_by(Study.key)
    ).all()


def has_part(staff: Staff, study: Study) -> bool:
    """Return whether somebody has a part in a study."""
    return _has_part(staff, StudyPart.study_id == study.id)


def has_part_in(staff: Staff, study_key: str) -> bool:
    """Return whether there is a study of this key, and somebody has a part in it."""
    return _has_part(staff, StudyPart.study_id == _id_of(study_key))


def give_part(session: Session, staff: Staff, study: Study) -> None:
    """Give somebody a part in a study, unless they have it; the caller commits."""
    place = {"staff_id": staff.id, "study_id": study.id}
    if session.scalar(select(StudyPart.staff_id).filter_by(**place)) is None:
        session.execute(insert(StudyPart).values(**place))


def take_part_away(session: Session, staff: Staff, study: Study) -> None:
    """Take somebody's part in a study away; the caller commits."""
    session.execute(delete(StudyPart).filter_by(staff_id=staff.id, study_id=study.id))


def people_of(study: Study, role: str) -> Sequence[Staff]:
    """Return those of a role who have a part in a study, by e-mail."""
    return db.session.scalars(
        select(Staff)
        .join(StudyPart, StudyPart.staff_id == Staff.id)
        .where(StudyPart.study_id == study.id, Staff.role == role)
        .order_by(Staff.email)
    ).all()


def _has_part(staff: Staff, which: ColumnElement[bool]) -> bool:
    found = select(StudyPart.study_id).where(StudyPart.staff_id == staff.id, which)
    return db.session.scalar(found) is not None


def _id_of(study_key: str) -> ScalarSelect[str]:
    return select(Study.id).where(Study.key == study_key).scalar_subquery()
