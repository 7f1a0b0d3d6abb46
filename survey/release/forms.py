"""The forms of editions: when they come, and what is said to one."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from survey.weeks import week_of

LONGEST_TEXT = 1_000


class CutOffForm(FlaskForm):
    """One more date."""

    day = DateField(
        lazy_gettext("A day in the last week that counts"),
        validators=[InputRequired(lazy_gettext("Choose a day."))],
    )

    @property
    def week(self) -> str:
        """Return the week of the day."""
        day = self.day.data
        if day is None:
            raise ValueError("only a form that was checked has a week")
        return week_of(day)


class ReasonForm(FlaskForm):
    """Why something is refused or stopped."""

    reason = TextAreaField(
        lazy_gettext("If no: why?"),
        validators=[
            Length(max=LONGEST_TEXT, message=lazy_gettext("Write at most 1,000 characters."))
        ],
    )

    @property
    def words(self) -> str:
        """Return what was written."""
        return (self.reason.data or "").strip()

    def ask_why_stopped(self) -> None:
        """Ask for the reason of a stop where there is nothing to say yes to."""
        self.reason.label.text = lazy_gettext("Why is it stopped?")

    def lacks_reason(self, end: str, needs_reason: Collection[str]) -> bool:
        """Return whether a deed came without the reason it needs, and say so at the field."""
        if end not in needs_reason or self.words:
            return False
        self.reason.errors = [lazy_gettext("Write why, so that it can be mended.")]
        return True
