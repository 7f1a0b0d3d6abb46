"""The participant's pages. The code and what it opens live in the session, never in an address."""

from __future__ import annotations

import base64

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask_babel import format_date, gettext
from werkzeug.wrappers import Response

from survey import language
from survey.administer import forms, operations
from survey.administer.question_pages import INSTRUMENTS, question_page, question_pages
from survey.errors import SessionEnded, UnknownCode
from survey.models import Study
from survey.models.study import PRE
from survey.weeks import first_day
from survey.wording import store

blueprint = Blueprint("administer", __name__)


@blueprint.route("/", methods=["GET", "POST"])
def card() -> str | Response:
    """Ask for the code on the card."""
    form = forms.CardForm()
    if form.validate_on_submit():
        try:
            _begin(operations.enter(form.code.data or ""))
        except UnknownCode:
            form.code.errors = [
                gettext("No card has this code. Check each letter and digit, and type it again.")
            ]
        else:
            return redirect(url_for(".choose_language"), code=303)
    return render_template("administer/card.html", form=form)


@blueprint.route("/language", methods=["GET", "POST"])
def choose_language() -> str | Response:
    """Let the participant choose the language of everything that follows."""
    sitting = _sitting()
    form = forms.LanguageForm(language=language.current_language())
    if form.validate_on_submit():
        language.choose(form.language.data or "")
        if sitting.has_consented:
            return redirect(_first_open_page(sitting), code=303)
        return redirect(url_for(".information"), code=303)
    return render_template("administer/language.html", form=form)


@blueprint.route("/information", methods=["GET", "POST"])
def information() -> str | Response:
    """Show the information letter and ask for consent."""
    sitting = _sitting()
    form = forms.ConsentForm()
    letter = render_template("administer/_letter.html", study=sitting.study)
    if form.validate_on_submit():
        operations.give_consent(sitting, shown_text=letter, language=language.current_language())
        return redirect(url_for(".questions", number=1), code=303)
    return render_template("administer/information.html", form=form, letter=letter)


@blueprint.route("/questions/<int:number>", methods=["GET", "POST"])
def questions(number: int) -> str | Response:
    """Show one page of questions, and keep the answers."""
    sitting = _sitting()
    operations.check_consented(sitting)
    page = question_page(number)
    wording = store.shown(page.instrument_key, language.current_language()).wording
    given = {key: str(sitting.answers.responses.get(key, "")) for key in page.item_keys}
    # What is sent replaces what was there, also where an item is now left open.
    form = forms.question_form(wording, page.item_keys)(data=given if _is_shown() else None)
    if form.validate_on_submit():
        chosen = {key: int(form[key].data) for key in page.item_keys if form[key].data}
        onwards = _page_before(number) if _goes_back() else _page_after(sitting, number)
        operations.save(sitting, sitting.answers.with_page(number, chosen, page.item_keys))
        return redirect(onwards, code=303)
    return render_template(
        "administer/questions.html",
        form=form,
        page=page,
        pages=question_pages(),
        wording=wording,
        wave_key=sitting.wave.key,
    )


@blueprint.route("/group", methods=["GET", "POST"])
def group() -> str | Response:
    """Ask how many meetings there have been, the first time a person answers."""
    sitting = _sitting()
    operations.check_consented(sitting)
    given = {"meetings_before": sitting.answers.meetings_before}
    form = forms.GroupForm(data=given if _is_shown() else None)
    if form.validate_on_submit():
        operations.save(sitting, sitting.answers.with_meetings(form.meetings_before.data or None))
        last_questions = _page_before(len(question_pages()) + 1)
        return redirect(last_questions if _goes_back() else url_for(".check"), code=303)
    return render_template("administer/group.html", form=form)


@blueprint.route("/check", methods=["GET", "POST"])
def check() -> str | Response:
    """Show all answers before they are sent in; send them in."""
    sitting = _sitting()
    operations.check_consented(sitting)
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
        meetings=dict(forms.MEETINGS_BEFORE),
        wordings={
            key: store.shown(key, language.current_language()).wording for key in INSTRUMENTS
        },
    )


@blueprint.get("/thanks")
def thanks() -> str:
    """Thank the participant and say what happens next."""
    entry = _entry()
    sent = operations.what_was_sent(entry)
    _stamp(sent.study)
    date = sent.second_opens and format_date(first_day(sent.second_opens), format="long")
    return render_template("administer/thanks.html", is_first=entry.wave_key == PRE, next_date=date)


@blueprint.post("/close")
def close() -> Response:
    """Forget the participant in this browser, so that the next person at the phone sees nothing."""
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen
    return redirect(url_for(".card"), code=303)


def _begin(entry: operations.Entry) -> None:
    chosen = session.get("language")
    session.clear()  # nothing of whoever used this browser before
    if chosen:
        session["language"] = chosen
    session["participant"] = entry.participant_id
    session["wave"] = entry.wave_key
    session["draft_key"] = base64.b64encode(entry.draft_key).decode()


def _entry() -> operations.Entry:
    if "participant" not in session:
        raise SessionEnded("no participant in this session")
    key = base64.b64decode(session["draft_key"])
    return operations.Entry(session["participant"], session["wave"], key)


def _sitting() -> operations.Sitting:
    sitting = operations.open_sitting(_entry())
    _stamp(sitting.study)
    return sitting


def _stamp(study: Study) -> None:
    """Let every page say that nobody real is meant here, and which text it shows."""
    g.study_kind = study.kind
    g.has_stand_in = store.shows_stand_in(language.current_language())


def _first_open_page(sitting: operations.Sitting) -> str:
    unseen = [
        page.number for page in question_pages() if page.number not in sitting.answers.pages_seen
    ]
    return url_for(".questions", number=unseen[0]) if unseen else url_for(".check")


def _is_shown() -> bool:
    return request.method != "POST"


def _goes_back() -> bool:
    return "back" in request.form


def _page_before(number: int) -> str:
    return url_for(".questions", number=max(number - 1, 1))


def _page_after(sitting: operations.Sitting, number: int) -> str:
    if number < len(question_pages()):
        return url_for(".questions", number=number + 1)
    return url_for(".group") if sitting.wave.key == PRE else url_for(".check")
