"""Leaving at once, for whoever is not alone at the screen any more."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, session
from werkzeug.wrappers import Response

blueprint = Blueprint("quick_exit", __name__)


@blueprint.get("/leave")
def leave() -> Response:
    """Forget everything in this browser and show a page that says nothing of us.

    A link and no form: a form's proof may have run out just when somebody must get away, and a
    form may not send anybody to another site here (form-action in ``security.py``). Whoever is
    tricked into following the link only has to type the code again.
    """
    session.clear()
    return redirect(current_app.config["SETTINGS"].quick_exit_address)
