"""The forms of files taken out: what is proposed, which file is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from survey.export.kinds import CSV, FORMATS, KINDS, LONG, SHAPES, VARIABLES
from survey.export.presenters import format_name, kind_name, shape_name, variable_name

LONGEST_TEXT = 1_000
TOO_LONG = lazy_gettext("Write at most 1,000 characters.")
NEEDED_KIND = lazy_gettext("Choose which kind of file.")


class ProposalForm(FlaskForm):
    """What somebody wants to take out, and why."""

    kind = RadioField(lazy_gettext("Which kind of file?"), validators=[InputRequired(NEEDED_KIND)])
    variables = SelectMultipleField(lazy_gettext("Which background variables?"))
    purpose = TextAreaField(
        lazy_gettext("What is it for?"),
        validators=[
            InputRequired(lazy_gettext("Write what the file is for.")),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
    )
    valid_until = DateField(
        lazy_gettext("When does the project end?"),
        validators=[InputRequired(lazy_gettext("Write the day the project ends."))],
    )

    def __init__(self) -> None:
        """Offer every kind and every variable, in the language of the page."""
        super().__init__()
        self.kind.choices = [(one, kind_name(one)) for one in KINDS]
        self.variables.choices = [(one, variable_name(one)) for one in VARIABLES]

    def validate_valid_until(self, field: DateField) -> None:
        """Refuse a day that has passed."""
        if field.data and field.data < dt.datetime.now(tz=dt.UTC).date():
            raise ValidationError(lazy_gettext("This day has passed."))


class FileForm(FlaskForm):
    """Which file is to be made."""

    what = RadioField(
        lazy_gettext("Which file?"),
        validators=[InputRequired(NEEDED_KIND)],
    )
    file_format = RadioField(lazy_gettext("In which format?"), default=CSV)
    shape = RadioField(lazy_gettext("With which rows?"), default=LONG)

    def __init__(self, offered: Sequence[tuple[str, str]]) -> None:
        """Offer what may be taken out."""
        super().__init__()
        self.what.choices = list(offered)
        self.file_format.choices = [(one, format_name(one)) for one in FORMATS]
        self.shape.choices = [(one, shape_name(one)) for one in SHAPES]
        if len(offered) == 1 and not self.what.data:
            self.what.data = offered[0][0]


class DecisionForm(FlaskForm):
    """What a second person says; a no needs its reason."""

    reason = TextAreaField(
        lazy_gettext("If no: why?"), validators=[Length(max=LONGEST_TEXT, message=TOO_LONG)]
    )

    def asks_for_reason(self, *, is_yes: bool) -> bool:
        """Return whether a no came without a reason, and say so at the field."""
        if is_yes or (self.reason.data or "").strip():
            return False
        self.reason.errors = [lazy_gettext("Write why, so that the proposal can be mended.")]
        return True
