"""The keyer's pages: which paper, what stands on it, and where two readings differ.

No number is ever in an address. What a page is about is in the session, and the page carries an id
of its own, so that a page left open in another tab cannot be sent for another paper.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from survey import permissions
from survey.auth.access import needs
from survey.keying import forms, operations, presenters
from survey.keying.readings import WEEK_KEY, Reading, read_week
from survey.keying.refusals import OtherPaperOpened, Refused
from survey.paper.questions import all_questions

blueprint = Blueprint("keying", __name__, url_prefix="/staff/keying")
HELD, NOTE = "paper", "keying_note"


@blueprint.route("/", methods=["GET", "POST"])
@needs(permissions.KEY_IN)
def start() -> str | Response:
    """Ask for the two numbers of the paper in hand."""
    form = forms.PaperForm()
    if form.validate_on_submit():
        card_number = form.card_number.data or ""
        paper = operations.take_up(current_user, card_number, form.form_number.data or "")
        _hold(paper, card_number)
        return redirect(url_for(".reading"), code=303)
    return _start_page(form)


@blueprint.route("/reading", methods=["GET", "POST"])
@needs(permissions.KEY_IN)
def reading() -> str | Response:
    """Take what stands on the paper; never show what was read before."""
    paper = _in_hand()
    n_kept = operations.n_readings(paper)
    if n_kept > 1:
        return redirect(url_for(".differences"), code=303)
    questions = all_questions(paper.printed.sections)
    form = forms.reading_form(questions)(page=session[HELD]["page"])
    if form.validate_on_submit():
        _check_page(form)
        marks = {one.key: str(form[one.key].data) for one in questions}
        read = Reading(read_week(form[WEEK_KEY].data), marks)
        try:
            outcome = operations.keep_reading(current_user, paper, read, form.page.data or "")
        except Refused as refused:
            form[WEEK_KEY].errors = [refused.reason]
        else:
            return _onwards(outcome)
    return render_template(
        "keying/reading.html",
        form=form,
        card_number=session[HELD]["card_number"],
        printed=paper.printed,
        study=paper.printed.study,
        n_kept=n_kept,
        keyed_as=presenters.keyed_as,
    )


@blueprint.route("/differences", methods=["GET", "POST"])
@needs(permissions.KEY_IN)
def differences() -> str | Response:
    """Show only where two readings differ, and take what the paper says there."""
    paper = _in_hand()
    found = operations.differences(paper)
    if not found:
        return redirect(url_for(".reading"), code=303)
    questions = all_questions(paper.printed.sections)
    form = forms.difference_form(found, questions)(page=session[HELD]["page"])
    if form.validate_on_submit():
        _check_page(form)
        chosen = {key: form[key].data or "" for key in found}
        if WEEK_KEY in chosen:
            chosen[WEEK_KEY] = read_week(chosen[WEEK_KEY])
        try:
            outcome = operations.settle(current_user, paper, chosen)
        except Refused as refused:
            form.form_errors = [refused.reason]
        else:
            return _onwards(outcome)
    return render_template(
        "keying/differences.html",
        form=form,
        card_number=session[HELD]["card_number"],
        printed=paper.printed,
        study=paper.printed.study,
        differences=presenters.shown(found, questions),
    )


@blueprint.post("/aside")
@needs(permissions.KEY_IN)
def aside() -> Response:
    """Keep nothing of the paper in hand."""
    paper = _in_hand()
    form = forms.PageForm()
    _check_page(form)
    operations.put_aside(current_user, paper)
    return _back_with("aside")


@blueprint.errorhandler(Refused)
def refused(error: Refused) -> tuple[str, int]:
    """Say at the field why the paper is not keyed."""
    session.pop(HELD, None)
    form = forms.PaperForm()
    form[error.field].errors = [error.reason]
    return _start_page(form), 409


@blueprint.errorhandler(OtherPaperOpened)
def other_paper(_error: OtherPaperOpened) -> tuple[str, int]:
    """Ask for the numbers again: it is not certain which paper is meant."""
    session.pop(HELD, None)
    session[NOTE] = "other"
    return _start_page(forms.PaperForm(formdata=None)), 409


def _start_page(form: forms.PaperForm) -> str:
    return render_template("keying/start.html", form=form, note=session.pop(NOTE, ""))


def _hold(paper: operations.Paper, card_number: str) -> None:
    session[HELD] = {
        "page": secrets.token_hex(16),
        "participant": paper.participant_id,
        "form": paper.printed.form.id,
        "card_number": card_number,
    }


def _in_hand() -> operations.Paper:
    held: dict[str, Any] | None = session.get(HELD)
    if held is None:
        raise OtherPaperOpened("no paper is in hand")
    return operations.in_hand(current_user, held["participant"], held["form"])


def _check_page(form: forms.PageForm) -> None:
    if form.page.data != session[HELD]["page"]:
        raise OtherPaperOpened("the page was shown for another paper")


def _onwards(outcome: operations.Outcome) -> Response:
    if outcome is operations.Outcome.DIFFERS:
        return redirect(url_for(".differences"), code=303)
    return _back_with(outcome.value)


def _back_with(note: str) -> Response:
    session.pop(HELD, None)
    session[NOTE] = note
    return redirect(url_for(".start"), code=303)
