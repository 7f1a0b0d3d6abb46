"""What a study may ask beside the instruments: background at pre, words of one's own at post."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import format_decimal
from werkzeug.wrappers import Response

from survey.administer import going_on, held_card, operations, way
from survey.administer.beside_forms import MOST_CHARACTERS, OpenAnswerForm, background_form
from survey.administer.standing import Sitting

blueprint = Blueprint("beside", __name__)


@blueprint.route("/background", methods=["GET", "POST"])
def background() -> str | Response:
    """Ask the background questions that the study has switched on, and keep the answers."""
    sitting = _sitting_at(way.BACKGROUND)
    made = background_form(tuple(sitting.study.background))
    form = made(data=sitting.answers.background if request.method != "POST" else None)
    if form.validate_on_submit():
        chosen = {field.name: field.data for field in form if field.data}
        return going_on.kept(sitting, way.BACKGROUND, sitting.answers.with_background(chosen))
    return render_template(
        "administer/background.html", form=form, **going_on.progress(sitting, way.BACKGROUND)
    )


@blueprint.route("/own-words", methods=["GET", "POST"])
def open_answer() -> str | Response:
    """Ask for words of one's own where the study does, and keep them."""
    sitting = _sitting_at(way.OPEN_ANSWER)
    given = {"open_answer": sitting.answers.open_answer}
    form = OpenAnswerForm(data=given if request.method != "POST" else None)
    if form.validate_on_submit():
        answers = sitting.answers.with_open_answer(form.open_answer.data or "")
        return going_on.kept(sitting, way.OPEN_ANSWER, answers)
    most = format_decimal(MOST_CHARACTERS)
    return render_template(
        "administer/open_answer.html",
        form=form,
        most=most,
        **going_on.progress(sitting, way.OPEN_ANSWER),
    )


def _sitting_at(stop: way.Stop) -> Sitting:
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    way.check_asked(sitting, stop)
    return sitting
