"""The administrator's pages."""

from __future__ import annotations

from flask import Blueprint, render_template

from survey import permissions
from survey.auth.access import needs

blueprint = Blueprint("staff", __name__, url_prefix="/staff/accounts")


@blueprint.get("/", strict_slashes=False)
@needs(permissions.MANAGE_STAFF)
def accounts() -> str:
    """List who may sign in."""
    return render_template("staff/accounts.html")
