"""A demonstration's or a trial's own two people, who release without being asked.

Nobody real has answered there, and the way is the same: proposed by one, entered into the ledger,
made, released by another. For jobs and commands only: it loads pandas.
"""

from __future__ import annotations

from sqlalchemy import select

from survey import policies
from survey.extensions import db
from survey.models import CutOff, Edition, Study
from survey.models.edition import ACCEPTED, MADE, PROPOSED, RELEASED, UNDER_WAY
from survey.release import editions, making
from survey.release.editions import FIRST, SECOND
from survey.release.making import Told
from survey.report import progress
from survey.weeks import current_week


def run(study_id: str, _area: str) -> None:
    """Release now: the job behind the button."""
    release_now(study_id, progress.tell)


def release_now(study_id: str, tell: Told = lambda _done, _all: None) -> None:
    """Release what the ledger lets out of a demonstration or a trial, as of this week.

    Where the two have begun before, they go on. Raises OnlyTrials for a study of real people,
    NothingDue where somebody else's edition is under way or this week's is out already.
    """
    edition_id = _begun(study_id) or _propose(study_id)
    _move(edition_id, PROPOSED, ACCEPTED)
    making.make_documents(edition_id, tell)
    _move(edition_id, MADE, RELEASED)


def _begun(study_id: str) -> str | None:
    with db.reading() as session:
        policies.check_is_trial(session.get_one(Study, study_id))
        return session.scalar(
            select(Edition.id).where(
                Edition.study_id == study_id,
                Edition.proposed_by == FIRST.id,
                Edition.state.in_(UNDER_WAY),
            )
        )


def _propose(study_id: str) -> str:
    with db.writing() as session:
        if session.get(CutOff, (study_id, current_week())) is None:
            session.add(CutOff(study_id=study_id, week=current_week()))
            session.commit()
    return making.make_plan(study_id, FIRST)


def _move(edition_id: str, start: str, end: str) -> None:
    with db.writing() as session:
        edition = session.get_one(Edition, edition_id)
        if edition.state == start:
            editions.move(session, edition, SECOND, end)
            session.commit()
