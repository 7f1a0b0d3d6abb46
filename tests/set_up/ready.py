"""A study of real people that lacks nothing but the permission to use the questions."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models import Staff, Study, StudySetUp
from survey.models.study import DRAFT, EVALUATION
from tests.factories import make_group, make_staff, make_study, writing
from tests.letters import install_letter


def reviewer_in(session: Session) -> str:
    """Return the id of the account with the role reviewer."""
    return session.scalars(select(Staff.id).filter_by(role="reviewer")).one()


def make_ready(app: Flask) -> Study:
    """Make a study in which every step but the texts is done."""
    study = make_study(app, kind=EVALUATION, state=DRAFT)
    install_letter(app, study)
    make_group(app, study)
    make_staff(app, "reviewer")
    with writing(app) as session:
        session.add(
            StudySetUp(
                study_id=study.id,
                begins_on=dt.date(2027, 1, 11),
                planned_groups=12,
                rek_reference="1",
            )
        )
    return study
