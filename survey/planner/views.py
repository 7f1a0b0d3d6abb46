"""The planner's page: a form whose answers stand in the address, and what they give."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.planner import forms, operations, outside, presenters
from survey.planner.asked import Asked
from survey.planner.operations import Answer
from survey.report.to_order_pages import ASK_AGAIN

blueprint = Blueprint("planner", __name__, url_prefix="/staff")


@blueprint.get("/planner")
@needs(permissions.SET_UP)
def before() -> Response:
    """Ask what is planned before there is a study."""
    return _page(None, None, outside.answer)


@blueprint.get("/studies/<study_key>/planner")
@needs(permissions.SET_UP)
def plan(study_key: str) -> Response:
    """Ask what is planned, and show what it may be expected to give."""
    study = study_by_key(study_key)
    groups = operations.planned_groups(study)
    return _page(study, groups, lambda asked: operations.answer(study, asked))


def _page(
    study: Study | None, planned_groups: int | None, answered: Callable[[Asked], Answer]
) -> Response:
    is_asked = bool(request.args)
    first = forms.defaults(planned_groups)
    form = forms.PlanForm(request.args if is_asked else None, data=first)
    address = url_for(".plan", study_key=study.key) if study else url_for(".before")
    if not (is_asked and form.validate()):
        return make_response(
            render_template("planner/plan.html", study=study, form=form, address=address)
        )
    asked = form.asked
    answer = answered(asked)
    figures = answer.figures
    page = make_response(
        render_template(
            "planner/plan.html",
            study=study,
            form=form,
            address=address,
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
