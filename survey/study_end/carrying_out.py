"""Ends a study that two people agreed to end: decides what is kept, then removes the rest.

Loads pandas: for the worker and the command line only.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.errors import TooFewAlike
from survey.export import jobs, making
from survey.export.alike import known, rules_at_the_end
from survey.export.kinds import CSV, LONG, SHARED_VARIABLES, SHARING, Order
from survey.export.making import Asked, Made
from survey.extensions import db
from survey.journal import entries, recording
from survey.journal.rows import row_of
from survey.models import (
    Administration,
    BackgroundAnswer,
    ContactPoint,
    Group,
    KeptFile,
    Participant,
    Participation,
    Study,
    StudyEnd,
    Wave,
)
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.models.study import ANONYMISED, PRE
from survey.models.study_end import ANONYMISE, ANONYMISED_RESULT, APPROVED, DELETED_RESULT, REMOVING
from survey.release.counts import in_fives
from survey.report import artefacts, progress
from survey.study_end import conditions, intruder, removal
from survey.study_end.intruder import Member
from survey.study_end.refusals import EndNotPossible
from survey.study_end.removal import Told

ORDER = Order(SHARING, CSV, LONG, SHARED_VARIABLES)


def run(_study_id: str, end_id: str) -> None:
    """End a study: the job behind a second person's yes."""
    carry_out(end_id, progress.tell)


def carry_out(end_id: str, tell: Told = lambda _done, _all: None) -> None:
    """Bring an approved end through; where it was broken off, go on.

    Raises EndNotPossible where something has come in the way since it was approved.
    """
    with db.reading() as session:
        end = session.get_one(StudyEnd, end_id)
        is_approved = end.state == APPROVED
    if is_approved:
        _decide(end_id)
    removal.remove(end_id, tell)


def foretell(study: Study) -> dict[str, object] | None:
    """Return what the kept file of a study would be like; None where it can only be deleted."""
    with tempfile.TemporaryDirectory() as folder, db.reading() as session:
        made = _file(session, session.get_one(Study, study.id), Path(folder))
    return None if made is None else made.notes


def _decide(end_id: str) -> None:
    """Make what is to be kept, and set the study on the way that nobody can turn back on.

    Where few would be alike, everything is deleted: nearly without a name is not without.
    """
    with tempfile.TemporaryDirectory() as folder, db.reading() as session:
        end = session.get_one(StudyEnd, end_id)
        study = session.get_one(Study, end.study_id)
        seen = artefacts.fingerprint(session, study)
        made = _file(session, study, Path(folder)) if end.kind == ANONYMISE else None
        package = None if made is None else _packed(made)
    db.session.rollback()  # the command's own session may hold the lock by now
    with db.writing() as session:
        end = session.get_one(StudyEnd, end_id)
        study = session.get_one(Study, end.study_id)
        if end.state != APPROVED:  # another worker was faster
            return
        conditions.check(session, study, end.kind, end.reports)
        recording.ready(session)
        if artefacts.fingerprint(session, study) != seen:
            raise EndNotPossible(
                f"somebody withdrew or erased while {study.key} was being ended; try again"
            )
        end.people_in_fives = in_fives(_n_people(session, study))
        end.state, end.result = REMOVING, DELETED_RESULT
        if made is not None and package is not None:
            end.result, end.notes = ANONYMISED_RESULT, made.notes["disclosure_control"]
            session.add(KeptFile(end_id=end.id, sha256=made.sha256, content=package))
            study.state = ANONYMISED
            session.flush()
        kept = session.get(KeptFile, end.id)
        recording.record(session, entries.ENDED, rows=map(row_of, filter(None, (end, kept))))
        session.commit()


def _file(session: Session, study: Study, folder: Path) -> Made | None:
    """Return the generalised file of everybody, attacked before it is kept; None where it fails."""
    settings = current_app.config["SETTINGS"]
    asked = Asked(study, ORDER, settings.export_key, is_end=True)
    by = rules_at_the_end()
    try:
        made = making.make(session, asked, folder / ORDER.file_name)
        intruder.attempt(made.path, _members(session, study), by.k, by.residual)
    except TooFewAlike:
        return None
    return made


def _packed(made: Made) -> bytes:
    file = BytesIO()
    jobs.pack(made, ORDER, file)
    return file.getvalue()


def _members(session: Session, study: Study) -> list[Member]:
    """Return everybody who has answered, with what the starter of their group knows of them."""
    answered = select(Administration.participant_id)
    rows = session.execute(
        select(
            Participant.id,
            Participant.group_id,
            ContactPoint.municipality_number,
            Group.group_type,
            func.max(BackgroundAnswer.age_band),
            func.max(BackgroundAnswer.gender),
        )
        .outerjoin(Group, Group.id == Participant.group_id)
        .outerjoin(ContactPoint, ContactPoint.id == Group.contact_point_id)
        .outerjoin(Wave, (Wave.study_id == Participant.study_id) & (Wave.key == PRE))
        .outerjoin(
            Participation,
            (Participation.participant_id == Participant.id) & (Participation.wave_id == Wave.id),
        )
        .outerjoin(BackgroundAnswer, BackgroundAnswer.participation_id == Participation.id)
        .where(
            Participant.study_id == study.id,
            Participant.id.in_(answered),
            Participant.id.not_in(WITHDRAWN_PEOPLE),
        )
        .group_by(
            Participant.id,
            Participant.group_id,
            ContactPoint.municipality_number,
            Group.group_type,
        )
    )
    return [
        Member(
            group or person,
            {
                "place": known(place),
                "group_type": known(group_type),
                "age": known(age),
                "gender": known(gender),
            },
        )
        for person, group, place, group_type, age, gender in rows
    ]


def _n_people(session: Session, study: Study) -> int:
    answered = select(Participation.participant_id)
    of_study = Participant.study_id == study.id, Participant.id.in_(answered)
    return session.scalar(select(func.count()).where(*of_study)) or 0
