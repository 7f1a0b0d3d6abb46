"""What each page asks, and how what is chosen there goes into the answers.

The page itself and the choices that its script sends one by one are read by the same form and
kept in the same way. A page that asks something more has one entry in ``ASKED``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from survey.administer import forms
from survey.administer.drafts import Answers
from survey.administer.forms import PageForm
from survey.administer.question_pages import question_page
from survey.administer.way import Stop
from survey.after_questions import after_page
from survey.errors import UnknownPage
from survey.wording import store


@dataclass(frozen=True)
class Asked:
    """One page's questions: their form, and where their answers are."""

    keys: tuple[str, ...]
    form_class: type[PageForm]
    given: Callable[[Answers], dict[str, str]]  # what stands on the page; "" where nothing does
    kept: Callable[[Answers, Collection[str], PageForm], Answers]  # with what these keys say now
    seen: Callable[[Answers], Answers]  # with the page as a whole saved


def asked_at(stop: Stop, language: str) -> Asked:
    """Return what a page asks in this language; raise UnknownPage where it asks nothing."""
    if stop.view not in ASKED:
        raise UnknownPage(f"nothing is asked at {stop.view}")
    return ASKED[stop.view](stop, language)


def _questions(stop: Stop, language: str) -> Asked:
    page = question_page(stop.number)
    shown = store.shown(page.instrument_key, language)

    def kept(answers: Answers, keys: Collection[str], form: PageForm) -> Answers:
        chosen = {key: int(form[key].data) for key in keys if form[key].data}
        return answers.with_responses(keys, chosen, {page.instrument_key: shown.row_id})

    return Asked(
        keys=page.item_keys,
        form_class=forms.question_form(shown.wording, page.item_keys),
        given=lambda answers: {key: str(answers.responses.get(key, "")) for key in page.item_keys},
        kept=kept,
        seen=lambda answers: answers.with_page_seen(page.number),
    )


def _group(_stop: Stop, _language: str) -> Asked:
    def kept(answers: Answers, keys: Collection[str], form: PageForm) -> Answers:
        return answers.with_meetings(form["meetings_before"].data or None) if keys else answers

    return Asked(
        keys=("meetings_before",),
        form_class=forms.GroupForm,
        given=lambda answers: {"meetings_before": answers.meetings_before or ""},
        kept=kept,
        seen=Answers.with_group_seen,
    )


def _after(stop: Stop, _language: str) -> Asked:
    page = after_page(stop.number)
    keys = tuple(one.key for one in page.questions)

    def kept(answers: Answers, keys: Collection[str], form: PageForm) -> Answers:
        chosen = forms.after_chosen(form, page)
        return answers.with_after(keys, {key: chosen[key] for key in keys if key in chosen})

    return Asked(
        keys=keys,
        form_class=forms.after_form(page.number),
        given=lambda answers: {key: str(answers.after.get(key, "")) for key in keys},
        kept=kept,
        seen=lambda answers: answers.with_after_page_seen(page.number),
    )


ASKED: dict[str, Callable[[Stop, str], Asked]] = {
    "questions": _questions,
    "group": _group,
    "after": _after,
}
