"""The reviewer's page: what waits for a second person."""

from __future__ import annotations

from flask import Blueprint, render_template

from survey import permissions
from survey.auth.access import needs

blueprint = Blueprint("review", __name__, url_prefix="/staff/review")


@blueprint.get("/", strict_slashes=False)
@needs(permissions.REVIEW)
def proposals() -> str:
    """List what waits for a second person."""
    return render_template("review/proposals.html")
