"""The form for a reminder: an address, and a box of its own."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, EmailField
from wtforms.validators import InputRequired, ValidationError

from survey.administer.forms import PageForm
from survey.email_address import read_address
from survey.errors import BadEmailAddress


class ReminderForm(PageForm):
    """Left empty by whoever wants no reminder."""

    email = EmailField(lazy_gettext("Your e-mail address"))
    remind = BooleanField(
        lazy_gettext("Yes, store my address and remind me, twice at most."),
        validators=[InputRequired(lazy_gettext("Tick the box if you want a reminder."))],
    )

    def validate_email(self, field: EmailField) -> None:
        """Catch what no mail server would take."""
        try:
            field.data = read_address(field.data or "")
        except BadEmailAddress as error:
            raise ValidationError(
                gettext(
                    "This does not look like an e-mail address. Check that it has @, and a dot "
                    "after that."
                )
            ) from error
