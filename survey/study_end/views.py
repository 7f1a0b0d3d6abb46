"""The page on which a study is ended, its protocol, and the file that is kept."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.dates import day_in_words
from survey.manage.operations import study_by_key
from survey.report.to_order_pages import ASK_AGAIN
from survey.study_end import deeds, forms, presenters
from survey.week_words import week_in_words

blueprint = Blueprint("study_end", __name__, url_prefix="/staff/studies/<study_key>/end")


@blueprint.route("", methods=["GET", "POST"])
@needs(permissions.SET_UP, fresh=True)
def page(study_key: str) -> Response:
    """Say what the end of a study means and how far it has come; take a proposal."""
    study = study_by_key(study_key)
    form = forms.EndForm()
    if form.validate_on_submit():
        deeds.propose(study, current_user, str(form.kind.data), str(form.reports.data))
        return redirect(url_for(".page", study_key=study_key), code=303)
    shown = deeds.shown(study, current_user)
    made = make_response(
        render_template(
            "study_end/page.html",
            study=study,
            shown=shown,
            form=form,
            words=presenters,
            day_in_words=day_in_words,
            today=dt.datetime.now(tz=dt.UTC).date(),
            sees_results=permissions.may(current_user, permissions.TAKE_OUT_DATA),
        )
    )
    if shown.is_waiting:
        made.headers["Refresh"] = ASK_AGAIN
    return made


@blueprint.post("/back")
@needs(permissions.SET_UP)
def take_back(study_key: str) -> Response:
    """Take back a proposal of one's own."""
    deeds.take_back(study_by_key(study_key), current_user)
    return redirect(url_for(".page", study_key=study_key), code=303)


@blueprint.post("/again")
@needs(permissions.SET_UP)
def again(study_key: str) -> Response:
    """Try again to carry out what was approved."""
    deeds.try_again(study_by_key(study_key), current_user)
    return redirect(url_for(".page", study_key=study_key), code=303)


@blueprint.get("/protocol")
@needs(permissions.SET_UP)
def protocol(study_key: str) -> str:
    """Show the protocol, to be printed."""
    study = study_by_key(study_key)
    row = deeds.protocol_of(study)
    return render_template(
        "study_end/protocol.html",
        study=study,
        row=row,
        said=deeds.said_in(row),
        words=presenters,
        day_in_words=day_in_words,
        week_in_words=week_in_words,
        file_address=url_for(".protocol_file", study_key=study_key),
    )


@blueprint.get("/protocol.json")
@needs(permissions.SET_UP)
def protocol_file(study_key: str) -> Response:
    """Send the protocol, byte for byte as its hash is of."""
    row = deeds.protocol_of(study_by_key(study_key))
    return as_file(row.protocol or "", f"{row.study_key}-protocol.json")


@blueprint.post("/file")
@needs(permissions.TAKE_OUT_DATA, fresh=True)
def file(study_key: str) -> Response:
    """Send the file that is kept, and keep that it was fetched."""
    content = deeds.fetch_file(study_by_key(study_key), current_user)
    response = make_response(content)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{study_key}-kept.zip"'
    return response


def as_file(text: str, name: str) -> Response:
    """Return a protocol as a file to keep."""
    response = make_response(text)
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
