"""The participant's pages. The code and what it opens live in the session, never in an address."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import format_date
from werkzeug.wrappers import Response

from survey import language
from survey.administer import (
    attempts,
    carried,
    forms,
    held_card,
    operations,
    sheets,
    standing,
    way,
)
from survey.administer.asking import Asked, asked_at
from survey.administer.keeping import keep_page
from survey.administer.question_pages import INSTRUMENTS, n_questions, question_page, question_pages
from survey.after_questions import KEYS, after_page, after_pages, asked_of
from survey.errors import UnknownCode
from survey.models.study import PRE
from survey.weeks import first_day
from survey.wording import store

blueprint = Blueprint("administer", __name__)


@blueprint.context_processor
def counts() -> dict[str, int]:
    """Give every page the number of questions: of the instruments, and beside them at post."""
    return {"n_questions": n_questions(), "n_after": len(KEYS)}


@blueprint.route("/", methods=["GET", "POST"])
def card() -> str | Response:
    """Ask for the code on the card."""
    form = forms.CardForm()
    if form.validate_on_submit():
        try:
            entry = attempts.recognise_slowly(form.code.data or "", request.remote_addr or "")
        except UnknownCode:
            form.code.errors = [forms.NO_SUCH_CARD]
        else:
            held_card.begin(entry)
            carried.keep()
            return redirect(url_for(".choose_language"), code=303)
    return render_template("administer/card.html", form=form, carried=carried.of_request())


@blueprint.route("/language", methods=["GET", "POST"])
def choose_language() -> str | Response:
    """Let the participant choose the language of everything that follows."""
    sitting = held_card.sitting()
    form = forms.LanguageForm(language=language.current_language())
    if form.validate_on_submit():
        language.choose(form.language.data or "")
        if sitting.has_consented:
            return redirect(way.first_open(sitting).address, code=303)
        return redirect(url_for(".information"), code=303)
    return render_template("administer/language.html", form=form)


@blueprint.route("/information", methods=["GET", "POST"])
def information() -> str | Response:
    """Show the information letter and ask for consent."""
    sitting = held_card.sitting()
    form = forms.ConsentForm()
    letter = render_template("administer/_letter.html", study=sitting.study)
    if form.validate_on_submit():
        operations.give_consent(sitting, shown_text=letter, language=language.current_language())
        return redirect(way.first_open(sitting).address, code=303)
    return render_template("administer/information.html", form=form, letter=letter)


@blueprint.route("/questions/<int:number>", methods=["GET", "POST"])
def questions(number: int) -> str | Response:
    """Show one page of questions, and keep the answers."""
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    stop, page = way.Stop("questions", number), question_page(number)
    asked = asked_at(stop, language.current_language())
    # What is sent replaces what was there, also where an item is now left open.
    form = asked.form_class(data=asked.given(sitting.answers) if _is_shown() else None)
    if form.validate_on_submit():
        return _kept(sitting, stop, asked, form)
    return render_template(
        "administer/questions.html",
        form=form,
        sheet=_sheet(sitting, stop),
        page=page,
        n_asked=way.n_asked(sitting.wave.key),
        wording=store.shown(page.instrument_key, language.current_language()).wording,
        wave_key=sitting.wave.key,
        is_saved=number - 1 in sitting.answers.pages_seen and not form.errors,
    )


@blueprint.route("/group", methods=["GET", "POST"])
def group() -> str | Response:
    """Ask how many meetings there have been, the first time a person answers."""
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    stop = way.Stop("group")
    way.check_asked(sitting, stop)
    asked = asked_at(stop, language.current_language())
    form = asked.form_class(data=asked.given(sitting.answers) if _is_shown() else None)
    if form.validate_on_submit():
        return _kept(sitting, stop, asked, form)
    return render_template(
        "administer/group.html",
        form=form,
        sheet=_sheet(sitting, stop),
        is_saved=way.is_seen(sitting, way.before(sitting, stop)) and not form.errors,
    )


@blueprint.route("/after/<int:number>", methods=["GET", "POST"])
def after(number: int) -> str | Response:
    """Show one page of what is asked after the instruments at post, and keep the answers."""
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    stop = way.Stop("after", number)
    way.check_asked(sitting, stop)
    asked = asked_at(stop, language.current_language())
    form = asked.form_class(data=asked.given(sitting.answers) if _is_shown() else None)
    if form.validate_on_submit():
        return _kept(sitting, stop, asked, form)
    return render_template(
        "administer/after.html",
        form=form,
        sheet=_sheet(sitting, stop),
        page=after_page(number),
        n_asked=way.n_asked(sitting.wave.key),
        is_saved=way.is_seen(sitting, way.before(sitting, stop)) and not form.errors,
    )


@blueprint.route("/check", methods=["GET", "POST"])
def check() -> str | Response:
    """Show all answers before they are sent in; send them in."""
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    open_page = way.first_open(sitting)
    if open_page != way.CHECK:  # nothing is sent in that was never shown
        return redirect(open_page.address, code=303)
    form = forms.SubmitForm()
    if form.validate_on_submit():
        operations.submit(sitting, language.current_language())
        return redirect(url_for(".thanks"), code=303)
    return render_template(
        "administer/check.html",
        form=form,
        sitting=sitting,
        pages=question_pages(),
        asks_group=sitting.wave.key == PRE,
        after_pages=() if sitting.wave.key == PRE else after_pages(),
        asked_after=asked_of(sitting.answers.after),
        n_skipped=way.n_skipped(sitting),
        meetings=dict(forms.MEETINGS_BEFORE),
        wordings={
            key: store.shown(key, language.current_language()).wording for key in INSTRUMENTS
        },
    )


@blueprint.get("/thanks")
def thanks() -> str:
    """Thank the participant and say what happens next."""
    entry = held_card.entry()
    sent = standing.what_was_sent(entry)
    held_card.stamp(sent.study)
    date = sent.second_opens and format_date(first_day(sent.second_opens), format="long")
    return render_template("administer/thanks.html", is_first=entry.wave_key == PRE, next_date=date)


@blueprint.route("/erase", methods=["GET", "POST"])
def erase() -> str | Response:
    """Ask once whether everything is to be erased; erase it."""
    entry = held_card.entry()
    if forms.SubmitForm().validate_on_submit():
        operations.erase(entry)
        held_card.forget()
        return redirect(url_for(".erased"), code=303)
    return render_template("administer/erase.html")


@blueprint.get("/erased")
def erased() -> str:
    """Say that everything is erased."""
    return render_template("administer/erased.html")


@blueprint.post("/close")
def close() -> Response:
    """Forget the participant in this browser, so that the next person at the phone sees nothing."""
    held_card.forget()
    return redirect(url_for(".card"), code=303)


def _is_shown() -> bool:
    return request.method != "POST"


def _sheet(sitting: standing.Sitting, stop: way.Stop) -> str:
    """Return the note of whose page it is that a page with questions carries."""
    return sheets.sealed(sheets.sheet_of(sitting, stop, language.current_language()))


def _kept(
    sitting: standing.Sitting, stop: way.Stop, asked: Asked, form: forms.PageForm
) -> Response:
    """Save the page and lead to where the button that was pressed leads."""
    there = way.before if "back" in request.form else way.after
    onwards = there(sitting, stop).address
    stamp = sheets.stamp_of(request.form, sheets.opened(request.form.get("sheet", "")))
    keep_page(sitting, asked, form, stamp)
    return redirect(onwards, code=303)
