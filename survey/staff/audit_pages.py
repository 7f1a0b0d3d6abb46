"""The log of what staff have done, for the administrator."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey import permissions
from survey.audit import log
from survey.auth import browser
from survey.auth.access import needs
from survey.staff.words import ACTIONS, OUTSIDERS, ROLE_NAMES
from survey.url_keys import HIGHEST
from survey.week_words import week_in_words

blueprint = Blueprint("audit", __name__, url_prefix="/staff/audit")


@blueprint.get("")
@needs(permissions.READ_AUDIT)
def events() -> str:
    """Show the newest events first, and whether the chain is whole."""
    action = request.args.get("action", "")
    before = request.args.get("before", default=0, type=int)
    return render_template(
        "staff/audit.html",
        page=log.page(action, min(before, HIGHEST)),
        state=log.state(),
        actions=[(key, ACTIONS.get(key, key)) for key in log.actions()],
        action=action,
        words=ACTIONS,
        week_in_words=week_in_words,
        roles=ROLE_NAMES | OUTSIDERS,
    )


@blueprint.post("/check")
@needs(permissions.READ_AUDIT)
def check() -> Response:
    """Check what has come since the last time, and keep how far that went."""
    log.check_on(browser.signed_in())
    return redirect(url_for(".events"), code=303)
