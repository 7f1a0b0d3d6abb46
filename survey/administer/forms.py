"""The participant's forms. The question form is made from the instrument's wording."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Optional, ValidationError

from survey.after_questions import (
    MOST_MEETINGS,
    PREFER_NOT_TO_ANSWER,
    AfterQuestion,
    Answer,
)
from survey.codes import read_code
from survey.declined import DECLINED
from survey.errors import BadCode, MistypedCode
from survey.form_data import FieldsOnly
from survey.form_fields import OneOf
from survey.language import choices as language_choices
from survey.letter.purposes import ADULT, EVALUATION, box
from survey.meetings import MEETINGS_BEFORE, MEETINGS_QUESTION
from survey.wording.reading import Wording

NO_SUCH_CARD = lazy_gettext(
    "No card has this code. Check each letter and digit, and type it again."
)
NO_CODE = lazy_gettext(
    "This does not look like a code. A code has ten letters and digits, such as 12345-6789A. "
    "Check the card and type it again."
)
ONE_NUMBER = re.compile(r"[^0-9]*(?<![-−])([0-9]{1,6})[^0-9]*")  # also in "about 12" and "12?"


class PageForm(FlaskForm):
    """What a page sends; its CSRF token is written by the page and checked before any view."""

    class Meta(FieldsOnly):
        """Without a token field, which would sign and check the token once more."""

        csrf = False
        locales = False  # every sentence is our own; the library has no nynorsk


class CardForm(PageForm):
    """The code from the card."""

    # What card.js says of a typing error before anything is sent; the check below stays.
    code = StringField(
        lazy_gettext("The code on your card"),
        render_kw={
            "data-not-ten": lazy_gettext(
                "A code has ten letters and digits. Here there are %(count)s. Compare with the "
                "card.",
                count="{count}",
            ),
            "data-no-code": NO_CODE,
            "data-mistyped": lazy_gettext(
                "Something is mistyped: a wrong letter or digit, or two that have changed places. "
                "Compare with the card."
            ),
        },
    )

    def validate_code(self, field: StringField) -> None:
        """Catch typing errors before anything is looked up."""
        try:
            field.data = read_code(field.data or "")
        except MistypedCode as error:
            raise ValidationError(NO_SUCH_CARD) from error
        except BadCode as error:
            raise ValidationError(NO_CODE) from error


class LanguageForm(PageForm):
    """The language of the questions."""

    language = OneOf(
        lazy_gettext("Language"),
        choices=lambda: [SelectChoice(key, name) for key, name in language_choices()],
    )


class ConsentForm(PageForm):
    """A box for each purpose, all of them empty at first; two are needed to take part."""

    letter = HiddenField()  # which text was read
    adult = BooleanField(
        ADULT,
        validators=[
            InputRequired(
                lazy_gettext("Tick the box if you are 18 or older. Only adults take part.")
            )
        ],
    )

    @property
    def optional(self) -> Iterator[BooleanField]:
        """Yield the boxes that may stay empty."""
        return (field for field in self if field.name not in {"letter", "adult", "consent"})

    @property
    def agreed(self) -> list[str]:
        """Return the purposes that were ticked."""
        return [EVALUATION, *(field.name for field in self.optional if field.data)]


class GroupForm(PageForm):
    """How far the group has come; asked the first time only."""

    meetings_before = OneOf(
        MEETINGS_QUESTION,
        choices=[SelectChoice(key, label) for key, label in MEETINGS_BEFORE],
        validators=[Optional()],
    )


class SubmitForm(PageForm):
    """Only the button: what is sent was saved before."""


@cache
def consent_form(legal_basis: str, optional_purposes: tuple[str, ...]) -> type[ConsentForm]:
    """Return a form class with the boxes of one letter."""
    needed = BooleanField(
        box(EVALUATION, legal_basis),
        validators=[InputRequired(lazy_gettext("Tick the box if you want to take part."))],
    )
    optional = {key: BooleanField(box(key, legal_basis)) for key in optional_purposes}
    return type("ConsentForm", (ConsentForm,), {"consent": needed, **optional})


@cache
def question_form(wording: Wording, item_keys: tuple[str, ...]) -> type[PageForm]:
    """Return a form class with one radio group for each item, in the instrument's order.

    A participant may leave any item open: what a gap does to a score is the
    instrument's missing rule, not the form's business.
    """
    fields = {
        key: OneOf(
            wording.item(key).text,
            choices=[
                *(SelectChoice(str(point), words) for point, words in wording.item(key).points),
                SelectChoice(DECLINED, PREFER_NOT_TO_ANSWER),
            ],
            validators=[Optional()],
        )
        for key in item_keys
    }
    return type("QuestionForm", (PageForm,), fields)


def question_chosen(form: PageForm, keys: Collection[str]) -> dict[str, Answer]:
    """Return what was chosen for items that are in order, without what was left open."""
    said = {key: form[key].data for key in keys if form[key].data}
    return {key: DECLINED if one == DECLINED else int(one) for key, one in said.items()}


@cache
def after_form(questions: tuple[AfterQuestion, ...]) -> type[PageForm]:
    """Return a form class with some of the questions after the instruments."""
    fields = {question.key: _after_field(question) for question in questions}
    return type("AfterForm", (PageForm,), fields)


def after_chosen(form: PageForm, questions: Iterable[AfterQuestion]) -> dict[str, Answer]:
    """Return what was answered to questions that are in order, without what was left open."""
    return {
        question.key: question.read(form[question.key].data)
        for question in questions
        if form[question.key].data
    }


def _after_field(question: AfterQuestion) -> StringField | OneOf:
    if not question.points:
        return StringField(question.text, validators=[Optional(), _one_number])
    choices = [SelectChoice(str(point), words) for point, words in question.points]
    if question.may_be_declined:
        choices.append(SelectChoice(DECLINED, PREFER_NOT_TO_ANSWER))
    return OneOf(question.text, choices=choices, validators=[Optional()])


def _one_number(_form: BaseForm, field: StringField) -> None:
    """Keep the one number in what was written, however it was written."""
    found = ONE_NUMBER.fullmatch(field.data or "")
    if found is None or int(found[1]) > MOST_MEETINGS:
        raise ValidationError(
            gettext(
                "Write one number, such as 12. A rough number is fine, and you may leave it open."
            )
        )
    field.data = str(int(found[1]))
