"""The ends of studies as they are stored: found, moved on, made final."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.audit.operations import PROGRAM, record
from survey.extensions import db
from survey.models import Study, StudyEnd
from survey.models.study_end import (
    ANONYMISED_RESULT,
    CARRIED_OUT,
    DONE,
    FINAL,
    REFUSED,
    TAKEN_BACK,
)

OBJECT = "study_end"
KIND = "study_end"  # of the job; its area is the end


def standing(session: Session, study_id: str) -> StudyEnd | None:
    """Return the end of a study that is proposed, under way or carried out; None for none."""
    return session.scalar(
        select(StudyEnd).where(
            StudyEnd.study_id == study_id, StudyEnd.state.not_in((TAKEN_BACK, REFUSED))
        )
    )


def newest_refused(session: Session, study: Study) -> StudyEnd | None:
    """Return the last proposal that a second person has refused."""
    return session.scalar(
        select(StudyEnd)
        .filter_by(study_id=study.id, state=REFUSED)
        .order_by(StudyEnd.decided_week.desc(), StudyEnd.id)
        .limit(1)
    )


def carried_out(session: Session) -> Sequence[StudyEnd]:
    """Return every end that was carried out, the newest first: also of studies that are gone."""
    return session.scalars(
        select(StudyEnd)
        .where(StudyEnd.state.in_(CARRIED_OUT))
        .order_by(StudyEnd.done_on.desc(), StudyEnd.study_key)
    ).all()


def untied_on(session: Session) -> Sequence[dt.date]:
    """Return the days on which answers were untied from people here, without of which study."""
    found = session.scalars(
        select(StudyEnd.done_on)
        .where(StudyEnd.result == ANONYMISED_RESULT, StudyEnd.done_on.is_not(None))
        .distinct()
        .order_by(StudyEnd.done_on)
    )
    return [day for day in found if day is not None]


def to_become_final(session: Session, today: dt.date) -> Sequence[StudyEnd]:
    """Return the ends of which no backup knows better any more."""
    return session.scalars(
        select(StudyEnd).where(StudyEnd.state == DONE, StudyEnd.final_on <= today)
    ).all()


def make_final(today: dt.date) -> int:
    """Make them final, each with its event; return how many."""
    with db.writing() as session:
        found = to_become_final(session, today)
        for one in found:
            one.state = FINAL
            record(session, PROGRAM, "study_end_final", OBJECT)
        session.commit()
        return len(found)
