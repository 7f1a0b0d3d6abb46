"""The forms of a study's end."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from survey.study_end.presenters import KINDS, REPORTS

LONGEST_TEXT = 1_000


class EndForm(FlaskForm):
    """How a study is to end, and what is said to be done before."""

    kind = RadioField(
        lazy_gettext("What becomes of the answers?"),
        validators=[InputRequired(lazy_gettext("Choose what becomes of the answers."))],
    )
    reports = RadioField(
        lazy_gettext("What about the last reports?"),
        validators=[InputRequired(lazy_gettext("Say how it is with the last reports."))],
    )
    files_deleted = BooleanField(
        lazy_gettext("All research files and copies outside this program are deleted"),
        validators=[
            InputRequired(
                lazy_gettext("Delete the research files first: with them, people could be found.")
            )
        ],
    )

    def __init__(self) -> None:
        """Offer both ways, in the language of the page."""
        super().__init__()
        self.kind.choices = [(key, str(words)) for key, words in KINDS.items()]
        self.reports.choices = [(key, str(words)) for key, words in REPORTS.items()]


class DecisionForm(FlaskForm):
    """What a second person says; a no needs its reason."""

    reason = TextAreaField(
        lazy_gettext("If no: why?"),
        validators=[
            Length(max=LONGEST_TEXT, message=lazy_gettext("Write at most 1,000 characters."))
        ],
    )

    def lacks_reason(self, *, is_yes: bool) -> bool:
        """Return whether a no came without a reason, and say so at the field."""
        if is_yes or (self.reason.data or "").strip():
            return False
        self.reason.errors = [lazy_gettext("Write why, so that it can be mended.")]
        return True
