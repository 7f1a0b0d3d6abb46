"""The forms of signing in, and of one's own account."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from survey.form_data import FieldsOnly

LONGEST_PASSWORD, LONGEST_CODE, LONGEST_EMAIL = 1000, 40, 200
TYPE_PASSWORD = lazy_gettext("Type your password.")


def _asked(sentence: str, most: int) -> list[object]:
    return [InputRequired(sentence), Length(max=most, message=lazy_gettext("This is too long."))]


class SignInForm(FlaskForm):
    """E-mail and password."""

    class Meta(FieldsOnly):
        """With its token, unlike the participant's forms."""

    email = StringField(
        lazy_gettext("E-mail"),
        validators=_asked(lazy_gettext("Type your e-mail address."), LONGEST_EMAIL),
    )
    password = PasswordField(
        lazy_gettext("Password"), validators=_asked(TYPE_PASSWORD, LONGEST_PASSWORD)
    )


class CodeForm(FlaskForm):
    """A code from the app, or a recovery code."""

    class Meta(FieldsOnly):
        """With its token."""

    code = StringField(
        lazy_gettext("Code"), validators=_asked(lazy_gettext("Type the code."), LONGEST_CODE)
    )


class PasswordOnlyForm(FlaskForm):
    """The password once more, where no code is needed."""

    class Meta(FieldsOnly):
        """With its token."""

    password = PasswordField(
        lazy_gettext("Password"), validators=_asked(TYPE_PASSWORD, LONGEST_PASSWORD)
    )


class AgainForm(PasswordOnlyForm):
    """Password and code once more."""

    code = StringField(
        lazy_gettext("Code"), validators=_asked(lazy_gettext("Type the code."), LONGEST_CODE)
    )


class NewPasswordForm(FlaskForm):
    """A password of one's own choice, twice."""

    class Meta(FieldsOnly):
        """With its token."""

    new_password = PasswordField(
        lazy_gettext("New password"),
        validators=_asked(lazy_gettext("Type a new password."), LONGEST_PASSWORD),
    )
    repeated = PasswordField(
        lazy_gettext("The same password once more"),
        validators=[
            EqualTo("new_password", lazy_gettext("The two passwords are not the same. Try again."))
        ],
    )


class InvitedForm(NewPasswordForm):
    """The address and password of somebody who was invited; the address may be given."""

    email = StringField(
        lazy_gettext("Your e-mail address"), validators=[Optional(), Length(max=LONGEST_EMAIL)]
    )

    def fields_shown(self) -> list[Field]:
        """Return the fields in the order of the page."""
        return [self.email, self.new_password, self.repeated]


class EmptyForm(FlaskForm):
    """A button."""

    class Meta(FieldsOnly):
        """With its token."""
