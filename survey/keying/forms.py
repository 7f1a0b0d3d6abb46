"""The keyer's forms: two numbers, then one short field for each question of the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, ValidationError

from survey.check_digits import (
    CARD_NUMBER_LENGTH,
    FORM_NUMBER_LENGTH,
    BadNumber,
    read_number,
)
from survey.keying.readings import WEEK_KEY, BadMark, read_mark, read_week
from survey.paper.questions import Question

BOTH_BOXES = lazy_gettext(
    "Tick this box if it is ticked on the paper. If it is not, the form cannot be used: press the "
    "button at the bottom that says so."
)
Check = Callable[[BaseForm, Field], None]


def _is_number(length: int) -> Check:
    def check(_form: BaseForm, field: Field) -> None:
        try:
            field.data = read_number(field.data or "", length)
        except BadNumber as error:
            raise ValidationError(
                gettext(
                    "This is not a number of %(count)s digits as it is printed. Compare each digit "
                    "with the paper.",
                    count=length,
                )
            ) from error

    return check


class PaperForm(FlaskForm):
    """Which paper is in hand."""

    form_number = StringField(
        lazy_gettext("The form's number, at the foot of the paper"),
        validators=[_is_number(FORM_NUMBER_LENGTH)],
    )
    card_number = StringField(
        lazy_gettext("The card number, on the first page of the paper"),
        validators=[_is_number(CARD_NUMBER_LENGTH)],
    )


class PageForm(FlaskForm):
    """A page about one paper; the page's own id says which one it was shown for."""

    page = HiddenField()


class ReadingForm(PageForm):
    """What stands on the first pages of every paper."""

    adult = BooleanField(
        lazy_gettext("The box for being 18 or older is ticked."),
        validators=[InputRequired(BOTH_BOXES)],
    )
    consent = BooleanField(
        lazy_gettext("The box for taking part is ticked."),
        validators=[InputRequired(BOTH_BOXES)],
    )


def reading_form(questions: Iterable[Question]) -> type[ReadingForm]:
    """Return a form class with a field for the day and for each of these questions."""
    return type("WholeReadingForm", (ReadingForm,), _fields(questions))


def difference_form(keys: Iterable[str], questions: Iterable[Question]) -> type[PageForm]:
    """Return a form class with the fields in which two readings differ."""
    fields = _fields(questions)
    return type("DifferenceForm", (PageForm,), {key: fields[key] for key in keys})


def _fields(questions: Iterable[Question]) -> dict[str, StringField]:
    week = StringField(lazy_gettext("The day on the paper"), validators=[_is_day])
    return {
        WEEK_KEY: week,
        **{one.key: StringField(one.text, validators=[_is_mark(one)]) for one in questions},
    }


def _is_day(_form: BaseForm, field: Field) -> None:
    try:
        read_week(field.data or "")
    except BadMark as error:
        raise ValidationError(
            gettext(
                "Type day, month and year, such as 23 11 2026, or a hyphen where none is written."
            )
        ) from error


def _is_mark(question: Question) -> Check:
    def check(_form: BaseForm, field: Field) -> None:
        try:
            field.data = read_mark(question, field.data or "")
        except BadMark as error:
            raise ValidationError(_allowed(question)) from error

    return check


def _allowed(question: Question) -> str:
    low, high = question.range
    given = {"question": question.number, "low": low, "high": high}
    if question.may_be_declined:
        return gettext(
            "Question %(question)s: type a number from %(low)s to %(high)s, a hyphen, x or a "
            "question mark.",
            **given,
        )
    return gettext(
        "Question %(question)s: type a number from %(low)s to %(high)s, a hyphen or a question "
        "mark.",
        **given,
    )
