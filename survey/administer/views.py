"""The participant's pages. The code and what it opens live in the session, never in an address."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey import kept_pages, language
from survey.administer import (
    attempts,
    carried,
    forms,
    going_on,
    held_card,
    looking_over,
    operations,
    second_time,
    standing,
    way,
)
from survey.administer.asked_page import asked_page
from survey.administer.question_pages import (
    INSTRUMENTS,
    QuestionPage,
    n_questions,
    question_page,
    question_pages,
)
from survey.after_questions import KEYS, AfterPage, after_page, after_pages, asked_of
from survey.background_questions import chosen_questions
from survey.dates import begins, ends
from survey.errors import UnknownCode
from survey.letter.shown import show
from survey.models.study import PRE
from survey.study_end import told as ended_studies
from survey.wording import store

blueprint = Blueprint("administer", __name__)


@blueprint.context_processor
def counts() -> dict[str, int]:
    """Give every page the number of questions: of the instruments, and beside them at post."""
    return {"n_questions": n_questions(), "n_after": len(KEYS)}


@blueprint.route("/", methods=["GET", "POST"])
def card() -> str | Response:
    """Ask for the code on the card."""
    template = "administer/card.html"
    if request.method != "POST":
        page = kept_pages.page(template, "", lambda: {"form": forms.CardForm(formdata=None)})
        return page.filled({})
    form = forms.CardForm()
    if not going_on.changes_display() and form.validate():
        try:
            entry = attempts.recognise_slowly(form.code.data or "", request.remote_addr or "")
        except UnknownCode:
            form.code.errors = [forms.NO_SUCH_CARD, *ended_studies.told()]
        else:
            held_card.begin(entry)
            carried.keep()
            return redirect(url_for(".choose_language"), code=303)
    return render_template(template, form=form, carried=carried.of_request())


@blueprint.route("/language", methods=["GET", "POST"])
def choose_language() -> str | Response:
    """Let the participant choose the language of everything that follows."""
    sitting = held_card.sitting()
    template = "administer/language.html"
    facts = {"may_stand_in": second_time.may_stand_in(sitting), "wave_key": sitting.wave_key}
    if request.method != "POST":
        key = (*facts.values(),)
        page = kept_pages.page(
            template, key, lambda: {"form": forms.LanguageForm(formdata=None), **facts}
        )
        return page.filled(kept_pages.marks({"language": language.current_language()}))
    form = forms.LanguageForm()
    if not form.validate():
        return render_template(template, form=form, **facts)
    language.choose(form.language.data or "")
    if sitting.has_consented:
        return going_on.resumed(sitting)
    return redirect(url_for(".information"), code=303)


@blueprint.route("/information", methods=["GET", "POST"])
def information() -> str | Response:
    """Show the information letter and ask for consent."""
    sitting = held_card.sitting()
    is_left = not going_on.changes_display()  # first: the letter is in the language chosen there
    letter = operations.current_letter(sitting)
    shown = show(letter, language.current_language())
    boxes = forms.consent_form(letter.legal_basis, letter.optional_purposes)
    template, is_changed = "administer/information.html", sitting.has_newer_letter

    def facts(form: forms.ConsentForm) -> dict[str, Any]:
        form.letter.data = shown.sha256
        return {"form": form, "letter": shown, "is_changed": is_changed}

    if request.method != "POST":
        key = (letter, is_changed)
        return kept_pages.page(template, key, lambda: facts(boxes(formdata=None))).filled({})
    form = boxes()
    # Nobody agrees to a text that came after the one on their screen.
    if is_left and form.letter.data != shown.sha256:
        form, is_changed = boxes(formdata=None), True
    elif is_left and form.validate():
        operations.give_consent(sitting, shown, form.agreed)
        return going_on.resumed(sitting)
    return render_template(template, **facts(form))


@blueprint.route("/questions/<int:number>", methods=["GET", "POST"])
def questions(number: int) -> str | Response:
    """Show one page of questions, and keep the answers."""
    return _ask(way.Stop("questions", number), question_page(number))


@blueprint.route("/question/<int:number>", methods=["GET", "POST"])
def question(number: int) -> str | Response:
    """Show one question, and keep the answer."""
    return _ask(way.Stop("question", number), question_page(number, one_by_one=True))


def _ask(stop: way.Stop, page: QuestionPage) -> str | Response:
    def facts() -> dict[str, Any]:
        shown = store.shown(page.instrument_key, language.current_language())
        return {"page": page, "wording": shown.wording}

    return asked_page(stop, "administer/questions.html", facts)


@blueprint.route("/group", methods=["GET", "POST"])
def group() -> str | Response:
    """Ask how many meetings there have been, the first time a person answers."""
    return asked_page(way.Stop("group"), "administer/group.html", dict)


@blueprint.route("/after/<int:number>", methods=["GET", "POST"])
def after(number: int) -> str | Response:
    """Show one page of what is asked after the instruments at post, and keep the answers."""
    return _ask_after(way.Stop("after", number), after_page(number))


@blueprint.route("/after-question/<int:number>", methods=["GET", "POST"])
def after_question(number: int) -> str | Response:
    """Show one question of what is asked after the instruments at post, and keep the answer."""
    return _ask_after(way.Stop("after_question", number), after_page(number, one_by_one=True))


def _ask_after(stop: way.Stop, page: AfterPage) -> str | Response:
    return asked_page(stop, "administer/after.html", lambda: {"page": page})


@blueprint.route("/check", methods=["GET", "POST"])
def check() -> str | Response:
    """Show all answers before they are sent in; send them in."""
    sitting = held_card.sitting()
    operations.check_consented(sitting)
    open_page = way.first_open(sitting)
    if open_page != way.CHECK:  # nothing is sent in that was never shown
        return redirect(open_page.address, code=303)
    if request.method == "POST":
        operations.submit(sitting, language.current_language())
        return redirect(url_for(".thanks"), code=303)
    return _looked_over(sitting)


def _looked_over(sitting: standing.Sitting) -> str:
    here, is_pre = language.current_language(), sitting.wave_key == PRE
    shown = {key: store.shown(key, here) for key in INSTRUMENTS}
    stopped_here = held_card.has_stopped_at(way.CHECK)
    asked_after = () if is_pre else asked_of(sitting.answers.after)
    background = chosen_questions(sitting.study.background) if is_pre else ()

    def facts() -> dict[str, Any]:
        return {
            "said": kept_pages.hole,
            "pages": question_pages(),
            "address_of": partial(way.address_of, one_by_one=sitting.one_by_one),
            "stopped_here": stopped_here,
            "asks_group": is_pre,
            "after_pages": () if is_pre else after_pages(),
            "asked_after": asked_after,
            "background": background,
            "asks_own_words": not is_pre and sitting.study.open_field,
            "wordings": {key: one.wording for key, one in shown.items()},
        }

    key = (
        sitting.wave_key,
        stopped_here,
        *(one.key for one in asked_after),
        *(one.key for one in background),
        sitting.study.open_field,
        *(one.row_id for one in shown.values()),
    )
    page = kept_pages.page("administer/check.html", key, facts)
    return page.filled(looking_over.said(sitting, here))


@blueprint.get("/thanks")
def thanks() -> str:
    """Thank the participant and say what happens next."""
    entry = held_card.entry()
    sent = standing.what_was_sent(entry)
    held_card.stamp(sent.study)
    facts = {
        "is_first": entry.wave_key == PRE,
        "opens": sent.second and begins(sent.second.first),
        "closes": sent.second and ends(sent.second.last),
        "has_own_word": sent.has_own_word,
    }
    page = kept_pages.page(
        "administer/thanks.html",
        (*facts.values(),),
        lambda: facts | {"reminder": kept_pages.hole("reminder")},
    )
    offers = current_app.config["SETTINGS"].sends_reminders
    offer = render_template("administer/_reminder.html") if offers else ""
    return page.filled({"reminder": offer})


@blueprint.post("/close")
def close() -> Response:
    """Forget the participant in this browser, so that the next person at the phone sees nothing."""
    held_card.forget()
    return redirect(url_for(".card"), code=303)
