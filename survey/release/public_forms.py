"""The one form of the public pages of releases."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired

from survey.form_data import FieldsOnly


class CheckForm(FlaskForm):
    """The code on a report; its CSRF token is written by the page and checked before any view."""

    class Meta(FieldsOnly):
        """Without a token field, which would sign and check the token once more."""

        csrf = False
        locales = False  # every sentence is our own

    code = StringField(
        lazy_gettext("The check code on the report"),
        [InputRequired(lazy_gettext("Type the check code that stands at the foot of the report."))],
    )
