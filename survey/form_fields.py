"""Fields that the forms of several audiences have."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import RadioField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError


class OneOf(RadioField):
    """One of the choices, or none where the form allows it."""

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - the library's signature
        """Refuse what no page of ours sends."""
        known = {choice.value for choice in self.iter_choices()}  # type: ignore[attr-defined]  # as above
        if self.data not in known:
            raise ValidationError(gettext("Choose one of the answers on the page."))
