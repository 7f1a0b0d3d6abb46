"""What each page asks, and how what is chosen there goes into the answers.

The page itself and the choices that its script sends one by one are read by the same form and
kept in the same way. A page that asks something more has one entry in ``asked_at``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache, partial

from survey.administer import forms, way
from survey.administer.beside_forms import OpenAnswerForm, background_form
from survey.administer.drafts import Answers
from survey.administer.forms import PageForm
from survey.administer.question_pages import QuestionPage, question_page
from survey.administer.standing import Sitting
from survey.administer.way import Stop
from survey.after_questions import AfterPage, AfterQuestion, after_page
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.errors import UnknownPage
from survey.language import current_language
from survey.wording import store


@dataclass(frozen=True)
class Asked:
    """One page's questions: their form, and where their answers are."""

    keys: tuple[str, ...]
    form_of: Callable[[tuple[str, ...]], type[PageForm]]  # with some of the questions
    given: Callable[[Answers], dict[str, str]]  # what stands on the page; "" where nothing does
    kept: Callable[[Answers, Collection[str], PageForm], Answers]  # with what these keys say now
    # With the page as a whole saved; what is open counts as seen only where somebody goes on.
    seen: Callable[[Answers, bool], Answers]
    wording_id: str = ""  # the text of an instrument's page

    @property
    def form_class(self) -> type[PageForm]:
        """Return the form with all of the questions."""
        return self.form_of(self.keys)


def asked_of_sitting(sitting: Sitting, stop: Stop, language: str = "") -> Asked:
    """Return what a page asks in this sitting, in the page's language unless told otherwise."""
    background = tuple(sitting.study.background)
    return asked_at(stop, language or current_language(), background=background)


def asked_at(stop: Stop, language: str, *, background: tuple[str, ...] = BACKGROUND_KEYS) -> Asked:
    """Return what a page asks in this language; raise UnknownPage where it asks nothing.

    background: the keys that the study asks; all there are where the study is not known.
    """
    one_by_one = stop.view in way.VIEWS[True]
    if stop.view in way.INSTRUMENTS:
        page = question_page(stop.number, one_by_one=one_by_one)
        return _questions(page, store.shown(page.instrument_key, language))
    if stop.view in way.ASKED_AFTER:
        return _after(after_page(stop.number, one_by_one=one_by_one))
    beside = {
        "group": _group,
        way.BACKGROUND.view: lambda: _background(background),
        way.OPEN_ANSWER.view: _open_answer,
    }
    if stop.view not in beside:
        raise UnknownPage(f"nothing is asked at {stop.view}")
    return beside[stop.view]()


@lru_cache(maxsize=256)  # it is about a text, and about nobody's answers
def _questions(page: QuestionPage, shown: store.ShownWording) -> Asked:
    def kept(answers: Answers, keys: Collection[str], form: PageForm) -> Answers:
        chosen = forms.question_chosen(form, keys)
        return answers.with_responses(keys, chosen, {page.instrument_key: shown.row_id})

    def seen(answers: Answers, is_left: bool) -> Answers:  # noqa: FBT001 - as Asked has it
        return answers.with_seen(
            key for key in page.item_keys if is_left or key in answers.responses
        )

    return Asked(
        keys=page.item_keys,
        form_of=partial(forms.question_form, shown.wording),
        given=lambda answers: {key: str(answers.responses.get(key, "")) for key in page.item_keys},
        kept=kept,
        seen=seen,
        wording_id=shown.row_id,
    )


def _group() -> Asked:
    def kept(answers: Answers, keys: Collection[str], form: PageForm) -> Answers:
        return answers.with_meetings(form["meetings_before"].data or None) if keys else answers

    return Asked(
        keys=("meetings_before",),
        form_of=lambda _keys: forms.GroupForm,
        given=lambda answers: {"meetings_before": answers.meetings_before or ""},
        kept=kept,
        seen=lambda answers, is_left: answers.with_group_seen() if is_left else answers,
    )


def _after(page: AfterPage) -> Asked:
    keys = tuple(one.key for one in page.questions)

    def among(keys: Collection[str]) -> tuple[AfterQuestion, ...]:
        return tuple(one for one in page.questions if one.key in keys)

    def kept(answers: Answers, keys: Collection[str], form: PageForm) -> Answers:
        return answers.with_after(keys, forms.after_chosen(form, among(keys)))

    def seen(answers: Answers, is_left: bool) -> Answers:  # noqa: FBT001 - as Asked has it
        meant = answers.with_what_is_meant()
        return meant.with_seen(key for key in keys if is_left or key in meant.after)

    return Asked(
        keys=keys,
        form_of=lambda keys: forms.after_form(among(keys)),
        given=lambda answers: {key: str(answers.after.get(key, "")) for key in keys},
        kept=kept,
        seen=seen,
    )


def _background(keys: tuple[str, ...]) -> Asked:
    def kept(answers: Answers, keys: Collection[str], form: PageForm) -> Answers:
        chosen = {key: form[key].data for key in keys if form[key].data}
        return answers.with_background(keys, chosen)

    return Asked(
        keys=keys,
        form_of=background_form,
        given=lambda answers: {key: answers.background.get(key, "") for key in keys},
        kept=kept,
        seen=lambda answers, is_left: answers.with_background_seen() if is_left else answers,
    )


def _open_answer() -> Asked:
    def kept(answers: Answers, keys: Collection[str], form: PageForm) -> Answers:
        return answers.with_open_answer(form["open_answer"].data or "") if keys else answers

    return Asked(
        keys=("open_answer",),
        form_of=lambda _keys: OpenAnswerForm,
        given=lambda answers: {"open_answer": answers.open_answer},
        kept=kept,
        seen=lambda answers, is_left: answers.with_open_answer_seen() if is_left else answers,
    )
