"""The page of a study's dry run: make it, look at it, take it away."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.dry_run import operations
from survey.dry_run.operations import State
from survey.errors import DryRunThere, NoContactPoint
from survey.manage.operations import study_by_key
from survey.report.to_order_pages import ASK_AGAIN

blueprint = Blueprint("dry_run", __name__, url_prefix="/staff/studies/<study_key>/dry-run")


@blueprint.get("")
@needs(permissions.SET_UP)
def show(study_key: str) -> Response:
    """Show how it is with the dry run, and what to do next."""
    study = study_by_key(study_key)
    copy = operations.copy_of(study)
    state = operations.state_of(copy)
    page = make_response(
        render_template(
            "dry_run/dry_run.html",
            study=study,
            copy=copy,
            state=state.value,
            original=operations.original_of(study),
            has_places=operations.has_places(study),
        )
    )
    if state is State.BEING_MADE:
        page.headers["Refresh"] = ASK_AGAIN
    return page


@blueprint.post("/make")
@needs(permissions.SET_UP)
def make(study_key: str) -> Response:
    """Make a dry run."""
    operations.ask(current_user, study_by_key(study_key))
    return redirect(url_for(".show", study_key=study_key), code=303)


@blueprint.post("/remove")
@needs(permissions.SET_UP)
def remove(study_key: str) -> Response:
    """Take the dry run away."""
    operations.remove(current_user, study_by_key(study_key))
    return redirect(url_for(".show", study_key=study_key), code=303)


@blueprint.errorhandler(DryRunThere)
@blueprint.errorhandler(NoContactPoint)
def refused(_error: DryRunThere | NoContactPoint) -> Response:
    """Show the page, which says how it is now."""
    return redirect(url_for(".show", **(request.view_args or {})), code=303)
