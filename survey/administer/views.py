"""The participant's pages. The code and what it opens live in the session, never in an address."""

from __future__ import annotations

import base64

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask_babel import format_date
from werkzeug.wrappers import Response

from survey import language
from survey.administer import attempts, forms, operations, standing
from survey.administer.question_pages import INSTRUMENTS, n_questions, question_page, question_pages
from survey.errors import SessionEnded, UnknownCode
from survey.models import Study
from survey.models.study import PRE
from survey.weeks import first_day
from survey.wording import store

blueprint = Blueprint("administer", __name__)


@blueprint.context_processor
def counts() -> dict[str, int]:
    """Give every page the number of questions."""
    return {"n_questions": n_questions()}


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
            _begin(entry)
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
        return redirect(_first_open_page(sitting), code=303)
    return render_template("administer/information.html", form=form, letter=letter)


@blueprint.route("/questions/<int:number>", methods=["GET", "POST"])
def questions(number: int) -> str | Response:
    """Show one page of questions, and keep the answers."""
    sitting = _sitting()
    operations.check_consented(sitting)
    page = question_page(number)
    shown = store.shown(page.instrument_key, language.current_language())
    given = {key: str(sitting.answers.responses.get(key, "")) for key in page.item_keys}
    # What is sent replaces what was there, also where an item is now left open.
    form = forms.question_form(shown.wording, page.item_keys)(data=given if _is_shown() else None)
    if form.validate_on_submit():
        chosen = {key: int(form[key].data) for key in page.item_keys if form[key].data}
        answers = sitting.answers.with_page(page, chosen, shown.row_id)
        onwards = _page_before(number) if _goes_back() else _page_after(sitting, number)
        operations.save(sitting, answers)
        return redirect(onwards, code=303)
    return render_template(
        "administer/questions.html",
        form=form,
        page=page,
        wording=shown.wording,
        wave_key=sitting.wave.key,
        is_saved=number - 1 in sitting.answers.pages_seen and not form.errors,
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
    open_page = _first_open_page(sitting)
    if open_page != url_for(".check"):  # nothing is sent in that was never shown
        return redirect(open_page, code=303)
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
    sent = standing.what_was_sent(entry)
    _stamp(sent.study)
    date = sent.second_opens and format_date(first_day(sent.second_opens), format="long")
    return render_template("administer/thanks.html", is_first=entry.wave_key == PRE, next_date=date)


@blueprint.route("/erase", methods=["GET", "POST"])
def erase() -> str | Response:
    """Ask once whether everything is to be erased; erase it."""
    entry = _entry()
    if forms.SubmitForm().validate_on_submit():
        operations.erase(entry)
        _forget()
        return redirect(url_for(".erased"), code=303)
    return render_template("administer/erase.html")


@blueprint.get("/erased")
def erased() -> str:
    """Say that everything is erased."""
    return render_template("administer/erased.html")


@blueprint.post("/close")
def close() -> Response:
    """Forget the participant in this browser, so that the next person at the phone sees nothing."""
    _forget()
    return redirect(url_for(".card"), code=303)


def _forget() -> None:
    """Keep nothing in this browser but the language."""
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen


def _begin(entry: standing.Entry) -> None:
    """Let this browser hold the card; raise what the policies say where the card opens no wave."""
    if session.get("participant") != entry.participant_id:
        _hold(entry)  # also where no wave is open: the code alone can erase
    wave_key = standing.wave_to_open(entry)
    # The same person's other tabs stay good, but not those of a wave before.
    if session.get("wave") != wave_key:
        _hold(entry)
        session["wave"] = wave_key


def _hold(entry: standing.Entry) -> None:
    _forget()  # nothing of whoever used this browser before, and no page of theirs can be sent
    session["participant"] = entry.participant_id
    session["draft_key"] = base64.b64encode(entry.draft_key).decode()


def _entry() -> standing.Entry:
    if "participant" not in session:
        raise SessionEnded("no participant in this session")
    key = base64.b64decode(session["draft_key"])
    return standing.Entry(session["participant"], key, session.get("wave", ""))


def _sitting() -> standing.Sitting:
    entry = _entry()
    if not entry.wave_key:
        raise SessionEnded("this card opened no wave")
    sitting = standing.open_sitting(entry)
    _stamp(sitting.study)
    return sitting


def _stamp(study: Study) -> None:
    """Let every page say that nobody real is meant here, and which text it shows."""
    g.study_kind = study.kind
    g.has_stand_in = store.shows_stand_in(language.current_language())


def _first_open_page(sitting: standing.Sitting) -> str:
    unseen = [
        page.number for page in question_pages() if page.number not in sitting.answers.pages_seen
    ]
    if unseen:
        return url_for(".questions", number=unseen[0])
    return url_for(".group") if _group_is_open(sitting) else url_for(".check")


def _group_is_open(sitting: standing.Sitting) -> bool:
    return sitting.wave.key == PRE and not sitting.answers.has_seen_group


def _is_shown() -> bool:
    return request.method != "POST"


def _goes_back() -> bool:
    return "back" in request.form


def _page_before(number: int) -> str:
    return url_for(".questions", number=max(number - 1, 1))


def _page_after(sitting: standing.Sitting, number: int) -> str:
    was_complete = _first_open_page(sitting) == url_for(".check")
    if number < len(question_pages()) and not was_complete:
        return url_for(".questions", number=number + 1)
    # Whoever only changed an answer is back at once where all is looked over.
    return url_for(".group") if _group_is_open(sitting) else url_for(".check")
