"""Dry runs asked for and removed. Imports no numpy: a job fills them.

A dry run is a study of its own, a closed demonstration with the set-up's places and groups. So
invented and real answers can never meet: no card of the study opens it, it takes no answers, its
results are stamped as simulated, and taking it away is deleting one study.
"""

from __future__ import annotations

from enum import Enum

from flask import current_app
from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from survey.audit import operations as audit
from survey.errors import DryRunThere, NoContactPoint, UnknownPage
from survey.extensions import db
from survey.models import (
    ContactPoint,
    DryRun,
    Group,
    Job,
    Participant,
    Staff,
    Study,
    StudyPart,
    Wave,
)
from survey.models.base import new_id
from survey.models.job import FAILED
from survey.models.study import CLOSED, DEMONSTRATION, POST, PRE
from survey.report import artefacts, worker

KIND = "dry_run"  # of the job
ENDING, LONGEST_KEY = "-dry-run", 40
STUDY = "study"  # of the audit event


class State(Enum):
    """How far a dry run has come."""

    NONE = "none"
    BEING_MADE = "being_made"
    FAILED = "failed"
    THERE = "there"


def copy_of(study: Study) -> Study | None:
    """Return a study's dry run, if there is one."""
    copy = aliased(Study)
    return db.session.scalar(
        select(copy).join(DryRun, DryRun.study_id == copy.id).where(DryRun.of_study_id == study.id)
    )


def original_of(study: Study) -> Study | None:
    """Return the study that this one is a dry run of; None for any other study."""
    row = db.session.get(DryRun, study.id)
    return None if row is None else db.session.get_one(Study, row.of_study_id)


def has_places(study: Study) -> bool:
    """Return whether a study has a contact point, so that invented groups belong somewhere."""
    return db.session.scalar(select(ContactPoint.id).filter_by(study_id=study.id)) is not None


def state_of(copy: Study | None) -> State:
    """Return how far a dry run has come."""
    if copy is None:
        return State.NONE
    job = db.session.scalar(select(Job).filter_by(study_id=copy.id, kind=KIND))
    if job is None:
        return State.THERE
    return State.FAILED if job.state == FAILED else State.BEING_MADE


def ask(staff: Staff, study: Study) -> None:
    """Make the copy and have it filled."""
    if original_of(study) is not None or copy_of(study) is not None:
        raise DryRunThere(f"there is a dry run of {study.key} already")
    if not has_places(study):
        raise NoContactPoint(f"{study.key} has no contact point")
    copy = _copied(study)
    audit.record(db.session, staff, "dry_run_made", STUDY)
    artefacts.ask_for(db.session, copy, KIND)  # commits
    worker.start(current_app.config["SETTINGS"])


def _copied(study: Study) -> Study:
    copy = Study(
        id=new_id(),
        key=_free_key(study.key),
        name=gettext("%(study)s: dry run", study=study.name)[:200],
        kind=DEMONSTRATION,
        state=CLOSED,
        institution=study.institution,
        contact=study.contact,
        post_after_weeks=study.post_after_weeks,
        post_window_weeks=study.post_window_weeks,
        background=list(study.background),
        open_field=study.open_field,
        waves=[Wave(key=PRE, position=1), Wave(key=POST, position=2)],
    )
    db.session.add(copy)
    db.session.flush()
    db.session.add(DryRun(study_id=copy.id, of_study_id=study.id))
    for staff_id in db.session.scalars(select(StudyPart.staff_id).filter_by(study_id=study.id)):
        db.session.add(StudyPart(staff_id=staff_id, study_id=copy.id))
    _copy_places(study, copy)
    return copy


def _copy_places(study: Study, copy: Study) -> None:
    for point in db.session.scalars(select(ContactPoint).filter_by(study_id=study.id)):
        place = ContactPoint(
            id=new_id(),
            study_id=copy.id,
            municipality_number=point.municipality_number,
            name=point.name,
        )
        db.session.add(place)
        db.session.flush()
        for group in db.session.scalars(select(Group).filter_by(contact_point_id=point.id)):
            db.session.add(
                Group(
                    contact_point_id=place.id,
                    group_type=group.group_type,
                    life_problem=group.life_problem,
                    started_week=group.started_week,
                )
            )


def _free_key(key: str) -> str:
    for number in range(1, 100):
        ending = ENDING if number == 1 else f"{ENDING}-{number}"
        wanted = key[: LONGEST_KEY - len(ending)] + ending
        if db.session.scalar(select(Study.id).filter_by(key=wanted)) is None:
            return wanted
    raise DryRunThere(f"no key is free for a dry run of {key}")


def remove(staff: Staff, study: Study) -> None:
    """Take a study's dry run away without a trace, whether it was ever filled or not.

    Everything in it hangs on its row, and its people go first: PostgreSQL lets no wave go while
    anything answered in it is there, though the same statement would take that too. What is
    deleted is overwritten in the file; the checkpoint then empties the log beside it, where the
    pages stood before.
    """
    copy = copy_of(study)
    if copy is None:
        raise UnknownPage(f"there is no dry run of {study.key}")
    audit.record(db.session, staff, "dry_run_removed", STUDY)
    db.session.execute(delete(Participant).where(Participant.study_id == copy.id))
    db.session.execute(delete(Study).where(Study.id == copy.id))
    db.session.commit()
    db.empty_log()
