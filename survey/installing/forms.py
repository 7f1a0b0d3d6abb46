"""The forms of those who install texts, and the questions as a preview shows them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from flask_babel import force_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from survey.after_questions import PREFER_NOT_TO_ANSWER
from survey.declined import DECLINED
from survey.language import LOCALES, NAMES
from survey.wording.reading import Wording

NUMBER = re.compile(r"[0-9]{1,4}")
TOO_LONG = lazy_gettext("Write less: there is room for %(max)s letters.")


class UploadForm(FlaskForm):
    """A form that was filled in."""

    file = FileField(
        lazy_gettext("The form you have filled in"),
        validators=[FileRequired(lazy_gettext("Choose the file first."))],
    )


class Day(StringField):
    """A day, as the browser's own calendar sends it or as it is typed."""

    day: dt.date | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the library's signature
        """Read the day."""
        if not self.data:
            return
        numbers = [int(one) for one in NUMBER.findall(self.data)]
        if len(numbers) == 3 and numbers[2] > 31:
            numbers.reverse()  # written as day, month and year
        try:
            self.day = dt.date(*numbers)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError(
                gettext("Write day, month and year, such as 1 2 2027.")
            ) from error


class PermissionForm(FlaskForm):
    """What the rights holder allows."""

    reference = StringField(
        lazy_gettext("The rights holder's reference"),
        validators=[
            InputRequired(lazy_gettext("Write by what the rights holder knows the permission.")),
            Length(max=200, message=TOO_LONG),
        ],
    )
    dated_on = Day(
        lazy_gettext("The day it is dated"),
        validators=[InputRequired(lazy_gettext("Write the day of the permission."))],
    )
    valid_until = Day(lazy_gettext("The last day it holds"), validators=[Optional()])
    research = BooleanField(lazy_gettext("research"))
    service_evaluation = BooleanField(lazy_gettext("the evaluation of a service"))
    web = BooleanField(lazy_gettext("on a screen, behind the code on the card"))
    paper = BooleanField(lazy_gettext("on paper"))
    nb = BooleanField(NAMES["nb"])
    nn = BooleanField(NAMES["nn"])
    en = BooleanField(NAMES["en"])
    note = TextAreaField(
        lazy_gettext("What else it says"), validators=[Length(max=2000, message=TOO_LONG)]
    )

    def validate_research(self, _field: BooleanField) -> None:
        """Ask for a purpose."""
        if not (self.research.data or self.service_evaluation.data):
            raise ValidationError(gettext("Tick what the permission is for."))

    def validate_web(self, _field: BooleanField) -> None:
        """Ask for a way of asking."""
        if not (self.web.data or self.paper.data):
            raise ValidationError(gettext("Tick how the questions may be asked."))

    def validate_valid_until(self, field: Day) -> None:
        """Refuse an end that lies before the beginning."""
        if field.day and self.dated_on.day and field.day < self.dated_on.day:
            raise ValidationError(gettext("The last day comes before the day it is dated."))

    def names_language(self, language: str) -> bool:
        """Return whether the text's own language is ticked; say so at the box where it is not."""
        if self[language].data:
            return True
        self[language].errors = [
            lazy_gettext("This text is in that language: tick it if the permission names it.")
        ]
        return False


class InstallForm(PermissionForm):
    """What the rights holder allows, and that somebody has compared the text."""

    compared = BooleanField(
        lazy_gettext(
            "I have compared each question, and the words at both ends, with the licensed form."
        ),
        validators=[
            InputRequired(
                lazy_gettext("Compare the text first: once it is stored it is never changed.")
            )
        ],
    )


class TakeBackForm(FlaskForm):
    """Why a permission holds no longer."""

    why = StringField(
        lazy_gettext("Why it holds no longer"),
        validators=[
            InputRequired(lazy_gettext("Write why, for whoever reads it later.")),
            Length(max=500, message=TOO_LONG),
        ],
    )


class PurposeForm(FlaskForm):
    """What the study is for."""

    purpose = RadioField(
        lazy_gettext("What is this study?"),
        choices=[
            SelectChoice("research", lazy_gettext("Research")),
            SelectChoice("service_evaluation", lazy_gettext("The evaluation of a service")),
        ],
    )


class ButtonForm(FlaskForm):
    """Only a button."""


def preview_form(wording: Wording, prefix: str) -> FlaskForm:
    """Return the questions of a text as a participant's page has them; nothing is ever sent."""
    with force_locale(LOCALES[wording.language]):
        declined = str(PREFER_NOT_TO_ANSWER)
    fields = {
        item.key: RadioField(
            item.text,
            choices=[
                *(SelectChoice(str(point), words) for point, words in item.points),
                SelectChoice(DECLINED, declined),
            ],
        )
        for item in wording.items
    }
    made: FlaskForm = type("PreviewForm", (FlaskForm,), fields)(formdata=None, prefix=prefix)
    return made
