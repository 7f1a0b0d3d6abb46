"""What a study may ask beside the instruments: background at pre, words of one's own at post."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import format_decimal
from werkzeug.wrappers import Response

from survey.administer import going_on, held_card, operations, way
from survey.administer.asking import asked_of_sitting
from survey.administer.beside_forms import MOST_CHARACTERS

blueprint = Blueprint("beside", __name__)


@blueprint.route("/background", methods=["GET", "POST"])
def background() -> str | Response:
    """Ask the background questions that the study has switched on, and keep the answers."""
    return _ask(way.BACKGROUND, "administer/background.html")


@blueprint.route("/own-words", methods=["GET", "POST"])
def open_answer() -> str | Response:
    """Ask for words of one's own where the study does, and keep them."""
    return _ask(way.OPEN_ANSWER, "administer/open_answer.html")


def _ask(stop: way.Stop, template: str) -> str | Response:
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    way.check_asked(sitting, stop)
    asked = asked_of_sitting(sitting, stop)
    form = asked.form_class(data=asked.given(sitting.answers) if request.method != "POST" else None)
    if form.validate_on_submit():
        return going_on.kept(sitting, stop, asked, form)
    return render_template(
        template,
        form=form,
        sheet=going_on.sheet(sitting, stop),
        most=format_decimal(MOST_CHARACTERS),
        **going_on.progress(sitting, stop),
    )
