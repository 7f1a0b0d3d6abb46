"""A study's plan in the database: given while nobody has answered, locked when the study opens."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.plan import Plan, default_plan, plan_from_text
from survey import policies
from survey.models import AnalysisPlan, Participant, Participation, Study
from survey.weeks import current_week

NAME = "the analysis plan"


@dataclass(frozen=True)
class StudyPlan:
    """The plan a study is judged by, and since when that has stood."""

    plan: Plan
    given_week: str | None  # none: the study has given no plan, and the program's own is used
    locked_week: str | None


def plan_of(session: Session, study: Study) -> StudyPlan:
    """Return the plan of a study; the program's own where it has given none."""
    row = session.get(AnalysisPlan, study.id)
    if row is None:
        return StudyPlan(default_plan(), None, None)
    return StudyPlan(plan_from_text(row.text, NAME), row.given_week, row.locked_week)


def may_change(session: Session, study: Study) -> bool:
    """Return whether a plan may still be given."""
    return policies.may_give_plan(study, **_standing(session, study))


def give(session: Session, study: Study, text: str) -> None:
    """Keep the text of a plan in place of the one before; the caller commits.

    Raises BadPlan with every fault of the text, and PlanLocked once the study has opened or
    somebody has answered.
    """
    policies.check_may_give_plan(study, **_standing(session, study))
    plan = plan_from_text(text, NAME)
    row = session.get(AnalysisPlan, study.id) or AnalysisPlan(study_id=study.id)
    row.text, row.sha256, row.given_week = text, plan.sha256, current_week()
    session.add(row)


def lock(session: Session, study: Study) -> None:
    """Let nobody change the plan any more, since the study opens; the caller commits."""
    row = session.get(AnalysisPlan, study.id)
    if row is not None and row.locked_week is None:
        row.locked_week = current_week()


def _standing(session: Session, study: Study) -> dict[str, bool]:
    row = session.get(AnalysisPlan, study.id)
    answered = (
        select(Participation.id)
        .join(Participant, Participant.id == Participation.participant_id)
        .where(Participant.study_id == study.id)
        .limit(1)
    )
    return {
        "is_locked": row is not None and row.locked_week is not None,
        "is_answered": session.scalar(answered) is not None,
    }
