"""The administrator's forms."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from survey.form_data import FieldsOnly
from survey.staff.words import ROLE_NAMES, ROLES_DO


class AccountForm(FlaskForm):
    """A role, and the studies it is for."""

    class Meta(FieldsOnly):
        """With its token."""

    role = RadioField(
        lazy_gettext("Role"),
        choices=[SelectChoice(role, role) for role in ROLE_NAMES],
        validators=[InputRequired(lazy_gettext("Choose a role."))],
    )
    studies = SelectMultipleField(lazy_gettext("Has a part in"), choices=[])

    def offer(self, studies: Iterable[tuple[str, str]]) -> None:
        """Let these studies be chosen: each key with its name."""
        self.studies.choices = [SelectChoice(key, name) for key, name in studies]

    def roles(self) -> list[tuple[str, str, object, bool]]:
        """Return each role: its key, its name, what it does, and whether it is chosen."""
        return [(key, name, ROLES_DO[key], self.role.data == key) for key, name in NAMED]


NAMED = list(ROLE_NAMES.items())


class InviteForm(AccountForm):
    """Whom to invite."""

    email = StringField(
        lazy_gettext("E-mail"),
        validators=[
            InputRequired(lazy_gettext("Type the e-mail address of the one you invite.")),
            Length(max=200, message=lazy_gettext("This is too long.")),
        ],
    )


class WithdrawForm(FlaskForm):
    """Which invitation to withdraw."""

    class Meta(FieldsOnly):
        """With its token."""

    invitation = StringField(validators=[InputRequired(), Length(max=64)])
