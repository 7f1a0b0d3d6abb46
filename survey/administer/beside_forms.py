"""The forms of what a study may ask beside: background at pre, words of one's own at post."""

from __future__ import annotations

import unicodedata
from functools import cache

from flask_babel import format_decimal, gettext, lazy_gettext
from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Optional, ValidationError

from survey.administer.forms import PageForm
from survey.background_questions import chosen_questions
from survey.form_fields import OneOf

MOST_CHARACTERS = 1000


@cache
def background_form(keys: tuple[str, ...]) -> type[PageForm]:
    """Return a form class with the questions that a study has switched on; each may be skipped."""
    fields = {
        question.key: OneOf(
            question.text,
            choices=[SelectChoice(point, words) for point, words in question.points],
            validators=[Optional()],
        )
        for question in chosen_questions(keys)
    }
    return type("BackgroundForm", (PageForm,), fields)


def tidy(text: str | None) -> str:
    """Return what was written, with one kind of line end and without signs that are no text."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    shown = (sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    return "".join(shown).strip()


class OpenAnswerForm(PageForm):
    """One field for words of one's own."""

    open_answer = TextAreaField(
        lazy_gettext("Is there anything else you would like to tell?"), filters=[tidy]
    )

    def validate_open_answer(self, field: TextAreaField) -> None:
        """Say how much is too much, and leave the text as it is; a browser would just cut it."""
        length = len(field.data or "")
        if length > MOST_CHARACTERS:
            raise ValidationError(
                gettext(
                    "You have written %(count)s letters and signs, and there is room for %(most)s. "
                    "Please make the text shorter by %(over)s. Nothing you wrote is lost.",
                    count=format_decimal(length),
                    most=format_decimal(MOST_CHARACTERS),
                    over=format_decimal(length - MOST_CHARACTERS),
                )
            )
