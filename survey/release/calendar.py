"""A study's cut-offs, as they are stored."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey.audit.operations import Actor, record
from survey.errors import NothingDue
from survey.models import CutOff, DryRun, Edition, Participant, Participation, Staff, Study
from survey.models.edition import RELEASED, UNDER_WAY
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.release import calendar_rules
from survey.set_up.stored import set_up_of
from survey.weeks import current_week, week_of

OBJECT = "cut_off"


def cut_offs(session: Session, study: Study) -> Sequence[CutOff]:
    """Return a study's cut-offs in order."""
    return session.scalars(select(CutOff).filter_by(study_id=study.id).order_by(CutOff.week)).all()


def set_cut_offs(session: Session, study: Study, staff: Staff | Actor, weeks: list[str]) -> None:
    """Put these weeks in place of those that have not come yet; the caller commits."""
    now = current_week()
    passed = [
        one.week
        for one in cut_offs(session, study)
        if one.frozen_week is not None or calendar_rules.is_over(one.week, now)
    ]
    calendar_rules.check(weeks, begins(session, study), now, passed)
    session.execute(delete(CutOff).where(CutOff.study_id == study.id, CutOff.week.not_in(passed)))
    session.add_all(
        CutOff(study_id=study.id, week=week) for week in sorted(set(weeks) - set(passed))
    )
    record(session, staff, "cut_offs_set", OBJECT, len(weeks))


def begins(session: Session, study: Study) -> str:
    """Return a study's first week: as planned, else of the first answers, else this one."""
    planned = set_up_of(session, study).begins_on
    if planned is not None:
        return week_of(planned)
    first = session.scalar(
        select(func.min(Participation.submitted_week))
        .join(Participant, Participant.id == Participation.participant_id)
        .where(Participant.study_id == study.id)
    )
    return first or current_week()


def due(session: Session, study: Study) -> Sequence[CutOff]:
    """Return the cut-offs to freeze for a new edition; raise NothingDue where there is none.

    The last of them is the edition's; those before it had none, and are frozen first.
    """
    check_none_under_way(session, study)
    last = last_released(session, study)
    come = [
        one
        for one in cut_offs(session, study)
        if has_come(study, one.week) and (last is None or one.week > last)
    ]
    if not come:
        raise NothingDue(f"no cut-off of {study.key} has come since its last edition")
    return come


def last_released(session: Session, study: Study) -> str | None:
    """Return the cut-off of the newest edition that is out."""
    return session.scalar(
        select(func.max(Edition.cut_off_week)).where(
            Edition.study_id == study.id, Edition.state == RELEASED
        )
    )


def has_come(study: Study, week: str) -> bool:
    """Return whether an edition may be proposed of a cut-off: its week is over.

    Where nobody real answers there is nothing to wait for: the week that runs will do.
    """
    now = current_week()
    return calendar_rules.is_over(week, now) or (week == now and study.kind in WITHOUT_REAL_PEOPLE)


def check_none_under_way(session: Session, study: Study) -> None:
    """Raise NothingDue while an edition is proposed, accepted or made and not released.

    In a dry run always: it is to leave no trace, and nothing leaves the ledger.
    """
    if is_dry_run(session, study):
        raise NothingDue(f"{study.key} is a dry run: nothing of it is released")
    under_way = select(Edition.id).where(Edition.study_id == study.id, Edition.state.in_(UNDER_WAY))
    if session.scalar(under_way.limit(1)) is not None:
        raise NothingDue(f"an edition of {study.key} is under way: finish that one first")


def is_dry_run(session: Session, study: Study) -> bool:
    """Return whether a study is the dry run of another."""
    return session.get(DryRun, study.id) is not None


def next_week(session: Session, study: Study, after: str) -> str | None:
    """Return the next cut-off after a week, if one is planned."""
    return session.scalar(
        select(func.min(CutOff.week)).where(CutOff.study_id == study.id, CutOff.week > after)
    )
