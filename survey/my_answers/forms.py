"""The forms for a word of one's own."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from survey.codes import read_code
from survey.errors import BadCode
from survey.my_answers.words import LONGEST, SHORTEST, is_easily_guessed, read_word

WRONG_WORD = lazy_gettext(
    "This is not the word that was chosen with this card. Capitals and spaces make no difference. "
    "Look it over, and try again."
)
TOO_LONG = lazy_gettext("This is too long. Use one short sentence at most.")


class WordForm(FlaskForm):
    """The word, as it was chosen before."""

    class Meta:
        """As the other participant's forms: the page writes the token, and no view runs without."""

        csrf = False
        locales = False

    word = StringField(
        lazy_gettext("Your own word"), validators=[Length(max=LONGEST, message=TOO_LONG)]
    )


class NewWordForm(WordForm):
    """The word, as it is chosen."""

    def validate_word(self, field: StringField) -> None:
        """Refuse what somebody who found the card would try first."""
        if _is_a_code(field.data or ""):
            raise ValidationError(
                gettext("This is a code. Choose something that does not stand on the card.")
            )
        if is_easily_guessed(read_word(field.data or "")):
            raise ValidationError(
                gettext(
                    "This is too easy to guess. Use at least %(count)s letters, and not the same "
                    "ones over and over.",
                    count=SHORTEST,
                )
            )


def _is_a_code(typed: str) -> bool:
    try:
        return bool(read_code(typed))
    except BadCode:
        return False
