"""A study's analysis plan: read by those who run it, given by them until the study opens."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from scoring.errors import BadPlan
from scoring.plan import plan_as_toml
from survey import permissions
from survey.analysis_plan import forms, operations, presenters
from survey.auth.access import needs
from survey.manage.operations import study_by_key
from survey.week_words import week_in_words

blueprint = Blueprint("analysis_plan", __name__, url_prefix="/staff/studies/<study_key>/plan")


@blueprint.route("/", methods=["GET", "POST"], strict_slashes=False)
@needs(permissions.SET_UP)
def plan(study_key: str) -> str | AnyResponse:
    """Show the plan, and take another while that is allowed."""
    study = study_by_key(study_key)
    held = operations.study_plan(study)
    form = forms.PlanForm()
    if form.validate_on_submit():
        try:
            operations.give_plan(current_user, study, form.text.data or "")
        except BadPlan as error:
            form.text.errors = list(error.faults)
        else:
            return redirect(url_for(".plan", study_key=study.key), code=303)
    elif not form.is_submitted():
        form.text.data = plan_as_toml(held.plan)
    return render_template(
        "analysis_plan/plan.html",
        study=study,
        form=form,
        held=held,
        lines=presenters.outcome_lines(held.plan),
        missing=presenters.missing_rule(held.plan),
        week=week_in_words,
        may_change=operations.may_change(study),
    )


@blueprint.get("/plan.toml")
@needs(permissions.SET_UP)
def plan_file(study_key: str) -> Response:
    """Send the plan as a file that ``sammenheng evaluate --plan`` reads."""
    study = study_by_key(study_key)
    text = plan_as_toml(operations.study_plan(study).plan)
    response = Response(text, content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{study.key}-plan.toml"'
    return response
