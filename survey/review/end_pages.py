"""The second person's page of a study's end."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.dates import day_in_words
from survey.study_end import deeds, presenters
from survey.study_end.forms import DecisionForm

blueprint = Blueprint("end_review", __name__, url_prefix="/staff/review/ends")


@blueprint.route("/<random_key:end_id>", methods=["GET", "POST"])
@needs(permissions.REVIEW, fresh=True)
def end(end_id: str) -> Response | str:
    """Show how a study is to end, without any answer; approve or refuse it."""
    one = deeds.waiting_one(current_user, end_id)
    form = DecisionForm()
    is_yes = request.form.get("answer") == "yes"
    if form.validate_on_submit() and not form.lacks_reason(is_yes=is_yes):
        reason = (form.reason.data or "").strip()
        deeds.decide(current_user, end_id, is_yes=is_yes, reason=reason)
        return redirect(url_for("review.proposals"), code=303)
    return render_template(
        "review/end.html", one=one, form=form, words=presenters, day_in_words=day_in_words
    )
