"""The staff's forms."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


class ReceiptForm(FlaskForm):
    """The number of a receipt that a participant shows."""

    number = StringField(
        lazy_gettext("The receipt's number"),
        validators=[
            InputRequired(lazy_gettext("Type the number on the receipt.")),
            Length(max=60, message=lazy_gettext("A receipt has twelve digits.")),
        ],
    )
