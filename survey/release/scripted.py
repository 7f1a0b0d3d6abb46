"""A demonstration's or a trial's own two people, who release without being asked.

Nobody real has answered there, and the way is the same: proposed by one, entered into the ledger,
made, released by another. For commands only: it loads pandas.
"""

from __future__ import annotations

from survey import policies
from survey.audit.operations import Actor
from survey.extensions import db
from survey.models import CutOff, Edition, Study
from survey.models.edition import ACCEPTED, RELEASED
from survey.release import editions, making
from survey.release.making import Told
from survey.weeks import current_week

FIRST, SECOND = Actor("scripted-first", "scripted"), Actor("scripted-second", "scripted")


def release_now(study_id: str, tell: Told = lambda _done, _all: None) -> None:
    """Release what the ledger lets out of a demonstration or a trial, as of this week.

    Raises OnlyTrials for a study of real people, NothingDue where an edition is under way or
    this week's is out already.
    """
    with db.writing() as session:
        study = session.get_one(Study, study_id)
        policies.check_is_trial(study)
        if session.get(CutOff, (study_id, current_week())) is None:
            session.add(CutOff(study_id=study_id, week=current_week()))
            session.commit()
    edition_id = making.make_plan(study_id, FIRST)
    with db.writing() as session:
        edition = session.get_one(Edition, edition_id)
        editions.move(session, edition, SECOND, ACCEPTED)
        session.commit()
    making.make_documents(edition_id, tell)
    with db.writing() as session:
        edition = session.get_one(Edition, edition_id)
        editions.move(session, edition, SECOND, RELEASED)
        session.commit()
