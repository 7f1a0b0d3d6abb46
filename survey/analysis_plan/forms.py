"""The form for a plan."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from survey.form_data import FieldsOnly

LONGEST = 40_000


class PlanForm(FlaskForm):
    """The text of a plan's TOML file."""

    class Meta(FieldsOnly):
        """With its token, unlike the participant's forms."""

    text = TextAreaField(
        lazy_gettext("The plan, as a TOML file has it"),
        validators=[
            InputRequired(lazy_gettext("Write the plan, or begin from the program's own.")),
            Length(max=LONGEST, message=lazy_gettext("A plan has at most 40,000 characters.")),
        ],
    )
