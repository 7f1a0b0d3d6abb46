"""Fields that the forms of several audiences have."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

# Found for each question that is left open, before the form's leave to do so takes it back: it is
# put into words only where it is said.
NOT_ON_PAGE = lazy_gettext("Choose one of the answers on the page.")


class OneOf(RadioField):
    """One of the choices, or none where the form allows it."""

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - the library's signature
        """Refuse what no page of ours sends."""
        if all(choice.value != self.data for choice in self.choices):  # type: ignore[union-attr]  # as above
            raise ValidationError(NOT_ON_PAGE)
