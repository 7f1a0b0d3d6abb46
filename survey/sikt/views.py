"""One button that makes what Sikt and the data protection officer ask for."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.manage.operations import study_by_key
from survey.report.to_order_pages import when_made
from survey.sikt import operations

blueprint = Blueprint("sikt", __name__, url_prefix="/staff/studies/<study_key>/sikt")


@blueprint.get("")
@needs(permissions.SET_UP)
def pack(study_key: str) -> str:
    """Say what the pack holds and what it will lack."""
    study = study_by_key(study_key)
    return render_template("sikt/pack.html", study=study, missing=operations.missing(study))


@blueprint.post("/make")
@needs(permissions.SET_UP)
def make(study_key: str) -> Response:
    """Have the pack made; the next page waits and then sends it."""
    operations.ask(current_user, study_by_key(study_key))
    return redirect(url_for(".file", study_key=study_key), code=303)


@blueprint.get("/pack.zip")
@needs(permissions.SET_UP)
def file(study_key: str) -> Response:
    """Send the pack, or show that it is being made."""
    study = study_by_key(study_key)
    back = url_for(".pack", study_key=study_key)
    return when_made(study, operations.ORDER, "application/zip", back)
