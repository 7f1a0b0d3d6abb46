"""What a study may ask beside the instruments: background at pre, words of one's own at post."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import format_decimal
from werkzeug.wrappers import Response

from survey.administer import way
from survey.administer.asked_page import asked_page
from survey.administer.beside_forms import MOST_CHARACTERS

blueprint = Blueprint("beside", __name__)


@blueprint.route("/background", methods=["GET", "POST"])
def background() -> str | Response:
    """Ask the background questions that the study has switched on, and keep the answers."""
    return asked_page(way.BACKGROUND, "administer/background.html", dict)


@blueprint.route("/own-words", methods=["GET", "POST"])
def open_answer() -> str | Response:
    """Ask for words of one's own where the study does, and keep them."""
    return asked_page(
        way.OPEN_ANSWER,
        "administer/open_answer.html",
        lambda: {"most": format_decimal(MOST_CHARACTERS)},
    )
