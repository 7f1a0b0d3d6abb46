"""The pages on which a participant reads what is stored, withdraws, or erases.

Reading needs the code and the own word; the code alone is enough for the other two.
"""

from __future__ import annotations

import json

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from survey.administer import held_card
from survey.administer.standing import Entry
from survey.errors import TooManyWords
from survey.models.rights import ERASED, WITHDRAWN
from survey.my_answers import forms, operations, presenters, sent, stored, visit

blueprint = Blueprint("my_answers", __name__)


@blueprint.get("/my-answers")
def show() -> str | Response:
    """Show what is stored, with the answers that this visit may read."""
    entry, known = _held()
    readable = _readable(entry, known)
    if known.word_opens and not readable:
        return redirect(url_for(".ask_word"), code=303)
    return render_template(
        "my_answers/show.html",
        known=known,
        waves=sent.answers(known.participant_id, readable),
        opens_with_word=known.word_opens - readable,
        never_opens=known.sent.keys() - known.word_opens - readable,
        **presenters.words_for_page(),
    )


@blueprint.get("/my-answers/copy.json")
def copy() -> Response:
    """Give the same as a file, under a name that says nothing."""
    entry, known = _held()
    readable = _readable(entry, known)
    if not readable:
        return redirect(url_for(".show"), code=303)
    content = presenters.as_file(known, sent.answers(known.participant_id, readable))
    response = make_response(json.dumps(content, ensure_ascii=False, indent=2))
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="copy.json"'
    return response


@blueprint.route("/my-answers/word", methods=["GET", "POST"])
def ask_word() -> str | Response:
    """Ask for the word; the right one opens the answers for this visit."""
    form = forms.WordForm()
    if form.validate_on_submit():
        try:
            is_right = operations.open_with_word(held_card.entry(), form.word.data or "")
        except TooManyWords as error:
            page = make_response(render_template("my_answers/tomorrow.html"), 429)
            page.headers["Retry-After"] = str(error.wait)
            return page
        if is_right:
            visit.open_answers()
            return redirect(url_for(".show"), code=303)
        form.word.errors = [forms.WRONG_WORD]
    _entry, known = _held()
    if not known.word_opens:
        return redirect(url_for(".show"), code=303)
    return render_template("my_answers/word.html", form=form)


@blueprint.route("/own-word", methods=["GET", "POST"])
def choose_word() -> str | Response:
    """Let a word be chosen, once, when the answers have just been sent in."""
    entry = held_card.entry()
    if not operations.may_choose_word(entry):
        return redirect(url_for(".show"), code=303)
    form = forms.NewWordForm()
    if form.validate_on_submit():
        operations.choose_word(entry, form.word.data or "")
        return redirect(url_for("administer.thanks"), code=303)
    _held()  # for what a demonstration says on every page
    return render_template("my_answers/choose_word.html", form=form)


@blueprint.get("/withdraw")
def ways() -> str:
    """Show the two ways out side by side: no further use, or nothing left."""
    _entry, known = _held()
    return render_template("my_answers/ways.html", known=known)


@blueprint.post("/withdraw")
def withdraw() -> Response:
    """Withdraw, at once and without asking why."""
    visit.keep_receipt(WITHDRAWN, operations.withdraw(held_card.entry()))
    return redirect(url_for(".withdrawn"), code=303)


@blueprint.get("/erase")
def ask_erase() -> str:
    """Ask once whether everything is to be erased."""
    _entry, known = _held()
    return render_template(
        "my_answers/erase.html", known=known, outlives_backups=operations.outlives_backups()
    )


@blueprint.post("/erase")
def erase() -> Response:
    """Erase everything, and keep nothing in this browser but the receipt."""
    number = operations.erase(held_card.entry())
    held_card.forget()
    visit.keep_receipt(ERASED, number)
    return redirect(url_for(".erased"), code=303)


@blueprint.get("/withdrawn")
def withdrawn() -> str:
    """Give the receipt for having withdrawn."""
    return render_template("my_answers/withdrawn.html", number=visit.receipt(WITHDRAWN))


@blueprint.get("/erased")
def erased() -> str:
    """Give the receipt for having erased."""
    return render_template(
        "my_answers/erased.html",
        number=visit.receipt(ERASED),
        outlives_backups=operations.outlives_backups(),
    )


@blueprint.get("/lost-card")
def lost_card() -> str:
    """Say honestly what a lost card means."""
    return render_template("my_answers/lost_card.html")


def _held() -> tuple[Entry, stored.Overview]:
    """Return the card this browser holds, and what is stored with it."""
    entry = held_card.entry()
    known = stored.overview(entry)
    held_card.stamp(known.study)
    return entry, known


def _readable(entry: Entry, known: stored.Overview) -> frozenset[str]:
    """Return the waves whose answers this visit may read.

    Without the word that is the wave which this very session was answering: it saw those answers
    before they were sent in, and the thanks offer a copy of them.
    """
    just_sent = frozenset({entry.wave_key}) & known.sent.keys()
    if not visit.is_open():
        return just_sent
    visit.open_answers()
    return just_sent | known.word_opens
