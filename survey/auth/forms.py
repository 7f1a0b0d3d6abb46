"""The sign-in form."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from survey.form_data import FieldsOnly


class SignInForm(FlaskForm):
    """E-mail and password."""

    class Meta(FieldsOnly):
        """With its token, unlike the participant's forms."""

    email = StringField(
        lazy_gettext("E-mail"),
        validators=[InputRequired(lazy_gettext("Type your e-mail address."))],
    )
    password = PasswordField(
        lazy_gettext("Password"), validators=[InputRequired(lazy_gettext("Type your password."))]
    )
