"""The planner's page: a form whose answers stand in the address, and what they give."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.manage.operations import study_by_key
from survey.planner import forms, operations, presenters
from survey.report.to_order_pages import ASK_AGAIN

blueprint = Blueprint("planner", __name__, url_prefix="/staff/studies/<study_key>/planner")


@blueprint.get("")
@needs(permissions.SET_UP)
def plan(study_key: str) -> Response:
    """Ask what is planned, and show what it may be expected to give."""
    study = study_by_key(study_key)
    is_asked = bool(request.args)
    first = forms.defaults(operations.planned_groups(study))
    form = forms.PlanForm(request.args if is_asked else None, data=first)
    if not (is_asked and form.validate()):
        return make_response(render_template("planner/plan.html", study=study, form=form))
    asked = form.asked
    answer = operations.answer(study, asked)
    figures = answer.figures
    page = make_response(
        render_template(
            "planner/plan.html",
            study=study,
            form=form,
            is_waiting=figures is None and not answer.has_failed,
            has_failed=answer.has_failed,
            rows=figures and presenters.rows(figures, asked),
            sentences=figures and presenters.sentences(figures, asked),
            drawing=figures and presenters.drawing(figures, asked),
        )
    )
    if figures is None and not answer.has_failed:
        page.headers["Refresh"] = ASK_AGAIN
    return page
