"""What staff do with a study's plan."""

from __future__ import annotations

from survey.analysis_plan import store
from survey.analysis_plan.store import StudyPlan
from survey.audit.operations import record
from survey.extensions import db
from survey.models import Staff, Study

GIVEN, PLAN = "analysis_plan_given", "analysis_plan"


def study_plan(study: Study) -> StudyPlan:
    """Return the plan a study is judged by."""
    return store.plan_of(db.session, study)


def may_change(study: Study) -> bool:
    """Return whether a plan may still be given."""
    return store.may_change(db.session, study)


def give_plan(staff: Staff, study: Study, text: str) -> None:
    """Keep a plan; raise BadPlan or PlanLocked."""
    store.give(db.session, study, text)
    record(db.session, staff, GIVEN, PLAN)
    db.session.commit()
