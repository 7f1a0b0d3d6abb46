"""The menu of the pages on which there is nothing that could be lost; the others save first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey import language
from survey.display import held
from survey.display.choices import Display

blueprint = Blueprint("display", __name__)


@blueprint.post("/display")
def change() -> Response:
    """Change the display or the language, and show the page again."""
    if held.is_pressed():
        held.apply_pressed()
    target = request.form.get("page", "")
    address = target if language.is_own_path(target) else url_for("administer.card")
    return redirect(address, code=303)


def _page_to_show_again() -> str:
    """Return the page itself; one that is only ever sent to cannot be opened again."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return url_for("administer.card")
    return request.path


def init_app(app: Flask) -> None:
    """Give every page the display; error pages too, which belong to no blueprint."""
    app.register_blueprint(blueprint)

    buttons: dict[tuple[str, Display, str], str] = {}

    def display_buttons(form_id: str) -> str:
        """Return the menu's buttons; written anew on each page they would cost as much as it."""
        made = (language.current_language(), held.current_display(), form_id)
        if made not in buttons:
            buttons[made] = render_template("administer/_display_buttons.html", form_id=form_id)
        return buttons[made]

    @app.context_processor
    def display_of_page() -> dict[str, Any]:
        return {
            "display": held.current_display(),
            "display_buttons": display_buttons,
            "shown_again_at": _page_to_show_again,
        }
