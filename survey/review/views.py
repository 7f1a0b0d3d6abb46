"""The reviewer's pages: what waits for a second person, and what is said to it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.export import deeds, presenters
from survey.export.forms import DecisionForm
from survey.release import deeds as edition_deeds
from survey.release import presenters as edition_presenters
from survey.study_end import deeds as end_deeds
from survey.study_end import presenters as end_presenters

blueprint = Blueprint("review", __name__, url_prefix="/staff/review")


@blueprint.get("/", strict_slashes=False)
@needs(permissions.REVIEW)
def proposals() -> str:
    """List what waits for a second person."""
    return render_template(
        "review/proposals.html",
        waiting=deeds.waiting(current_user),
        words=presenters,
        editions=edition_deeds.waiting(current_user),
        edition_words=edition_presenters,
        ends=end_deeds.waiting(current_user),
        end_words=end_presenters,
    )


@blueprint.route("/files/<random_key:proposal_id>", methods=["GET", "POST"])
@needs(permissions.REVIEW, fresh=True)
def proposal(proposal_id: str) -> Response | str:
    """Show one proposal to take out data, without any value in it; approve or refuse it."""
    one = deeds.waiting_one(current_user, proposal_id)
    form = DecisionForm()
    is_yes = request.form.get("answer") == "yes"
    if form.validate_on_submit() and not form.asks_for_reason(is_yes=is_yes):
        reason = (form.reason.data or "").strip()
        deeds.decide(current_user, proposal_id, is_yes=is_yes, reason=reason)
        return redirect(url_for(".proposals"), code=303)
    return render_template("review/proposal.html", one=one, form=form, words=presenters)
