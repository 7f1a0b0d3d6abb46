"""The second person's page of an edition: what would be released, and why the rest waits."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.release import deeds, presenters
from survey.release.answers import ASK_AGAIN, as_pdf
from survey.release.forms import ReasonForm
from survey.week_words import week_in_words

blueprint = Blueprint("edition_review", __name__, url_prefix="/staff/review/editions")


@blueprint.route("/<random_key:edition_id>", methods=["GET", "POST"])
@needs(permissions.REVIEW, fresh=True)
def edition(edition_id: str) -> Response:
    """Show an edition with its sizes and without any value; accept, refuse, release, stop."""
    form = ReasonForm()
    end = request.form.get("answer", "")
    if form.validate_on_submit() and not form.lacks_reason(end, deeds.NEEDS_REASON):
        deeds.by_second(current_user, edition_id, end, form.words)
        return redirect(url_for(".edition", edition_id=edition_id), code=303)
    study, one = deeds.before_second(current_user, edition_id)
    if one.row.state != "proposed":
        form.ask_why_stopped()
    lines = list(presenters.plan(one.lines, one.names, deeds.why(one)))
    is_report = [line.kind in presenters.REPORTS for line in one.lines]
    made = make_response(
        render_template(
            "review/edition.html",
            study=study,
            one=one,
            form=form,
            words=presenters,
            may=one.may & deeds.OF_SECOND,
            reports=[line for line, is_own in zip(lines, is_report, strict=True) if is_own],
            others=[line for line, is_own in zip(lines, is_report, strict=True) if not is_own],
            documents=[presenters.document(each, one.names, _link) for each in one.documents],
            week=week_in_words,
        )
    )
    if one.is_waiting:
        made.headers["Refresh"] = ASK_AGAIN
    return made


@blueprint.get("/files/<random_key:document_id>/<name>")
@needs(permissions.REVIEW, fresh=True)
def file(document_id: str, name: str) -> Response:
    """Send a report to be read in the browser before it is released."""
    return as_pdf(deeds.file_of(current_user, document_id, name))


def _link(document_id: str, name: str) -> str:
    return url_for(".file", document_id=document_id, name=name)
