"""The forms of the set-up that are not the letter's."""

from __future__ import annotations

import datetime as dt
from functools import cache

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from survey.background_questions import QUESTIONS
from survey.form_fields import OneOf
from survey.letter.checking import as_day
from survey.set_up.letter_forms import (
    AtMost,
    SetUpForm,
    contacts_form,
    facts_form,
    is_day,
    tidy,
    tidy_line,
)
from survey.weeks import week_of

MOST_OF_A_NAME, MOST_OF_A_LABEL, MOST_WEEKS = 120, 60, 520
TRIAL, EVALUATION = "trial", "evaluation"


def a_number(least: int, most: int) -> object:
    """Return a check of a whole number, which may be left out."""

    def check(_form: BaseForm, field: StringField) -> None:
        if not field.data:
            return
        if not (field.data.isascii() and field.data.isdecimal() and len(field.data) <= 6) or not (
            least <= int(field.data) <= most
        ):
            raise ValidationError(
                gettext("Type a whole number from %(least)s to %(most)s.", least=least, most=most)
            )

    return check


def _filled(message: object) -> DataRequired:
    return DataRequired(message)  # type: ignore[arg-type]  # a sentence in the page's language


class NewStudyForm(SetUpForm):
    """What a study needs to be there at all."""

    name = StringField(
        lazy_gettext("The study's name"),
        filters=[tidy_line],
        validators=[_filled(lazy_gettext("Give the study a name.")), AtMost(MOST_OF_A_NAME)],
    )
    key = StringField(
        lazy_gettext("Short name"),
        filters=[tidy_line],
        validators=[_filled(lazy_gettext("Give the study a short name."))],
    )
    kind = OneOf(
        lazy_gettext("What is it for?"),
        choices=[
            SelectChoice(TRIAL, lazy_gettext("Trying out the program: nobody real answers")),
            SelectChoice(EVALUATION, lazy_gettext("A study of real people")),
        ],
    )


class AboutForm(SetUpForm):
    """What a study is called, whom the cards name, and how large it is to be."""

    name = StringField(
        lazy_gettext("The study's name"),
        filters=[tidy_line],
        validators=[_filled(lazy_gettext("Give the study a name.")), AtMost(MOST_OF_A_NAME)],
    )
    contact = StringField(
        lazy_gettext("Contact on the cards"),
        filters=[tidy_line],
        validators=[AtMost(MOST_OF_A_NAME)],
    )
    begins_on = StringField(
        lazy_gettext("First day of collecting answers"), filters=[tidy_line], validators=[is_day]
    )
    planned_groups = StringField(
        lazy_gettext("How many groups are planned"),
        filters=[tidy_line],
        validators=[a_number(1, 10_000)],
    )


class RekForm(SetUpForm):
    """What REK has said, or why it was not asked."""

    rek_reference = StringField(
        lazy_gettext("Reference of the approval from REK"),
        filters=[tidy_line],
        validators=[AtMost(200)],
    )
    rek_not_needed = TextAreaField(
        lazy_gettext("Or why REK need not approve the study"),
        filters=[tidy],
        validators=[AtMost(2000)],
    )

    def validate_rek_not_needed(self, field: TextAreaField) -> None:
        """Take one of the two."""
        if field.data and self.rek_reference.data:
            raise ValidationError(
                gettext("Fill in either the reference or why it is not needed, not both.")
            )


class DaysInOrder(SetUpForm):
    """The last day to erase is not after the end: then nothing is left to find."""

    def validate_last_day_to_erase(self, field: StringField) -> None:
        """Compare the two days, where both are given."""
        last, end = as_day(field.data), as_day(self["project_end"].data)
        if last and end and last > end:
            raise ValidationError(
                gettext(
                    "The last day to erase cannot be after the last day of the project: then "
                    "nothing is left to find."
                )
            )


class QuestionsForm(SetUpForm):
    """When people are asked again, and what they are asked beside the instruments."""

    post_after_weeks = StringField(
        lazy_gettext("Weeks from a person's first answers to the second"),
        filters=[tidy_line],
        validators=[_filled(lazy_gettext("Say after how many weeks.")), a_number(0, MOST_WEEKS)],
    )
    post_window_weeks = StringField(
        lazy_gettext("How many weeks the second time stays open"),
        filters=[tidy_line],
        validators=[a_number(1, MOST_WEEKS)],
    )
    background = SelectMultipleField(
        lazy_gettext("What people are also asked the first time"),
        choices=[SelectChoice(one.key, one.text) for one in QUESTIONS],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    open_field = BooleanField(
        lazy_gettext("Ask for words of their own the second time"),
    )


class MunicipalityForm(SetUpForm):
    """One municipality out of the list."""

    municipality = StringField(
        lazy_gettext("Municipality"),
        validators=[_filled(lazy_gettext("Choose a municipality."))],
    )


class PointForm(MunicipalityForm):
    """A contact point in a municipality."""

    name = StringField(
        lazy_gettext("Name of the contact point"),
        filters=[tidy_line],
        validators=[
            _filled(lazy_gettext("Give the contact point a name.")),
            AtMost(MOST_OF_A_NAME),
        ],
    )


class PoolForm(SetUpForm):
    """A pool of municipalities."""

    name = StringField(
        lazy_gettext("Name of the pool"),
        filters=[tidy_line],
        validators=[_filled(lazy_gettext("Give the pool a name.")), AtMost(MOST_OF_A_NAME)],
    )


class GroupForm(SetUpForm):
    """What is said of a group."""

    label = StringField(
        lazy_gettext("What you call it"),
        filters=[tidy_line],
        validators=[_filled(lazy_gettext("Give the group a label.")), AtMost(MOST_OF_A_LABEL)],
    )
    point = StringField(
        lazy_gettext("Contact point"),
        validators=[_filled(lazy_gettext("Choose a contact point."))],
    )
    group_type = OneOf(
        lazy_gettext("Kind of group"),
        choices=[
            SelectChoice("self_organised", lazy_gettext("Self-organised: without a leader")),
            SelectChoice("led", lazy_gettext("Led: somebody leads it")),
        ],
    )
    life_problem = OneOf(
        lazy_gettext("What its members have in common"),
        choices=[
            SelectChoice("same", lazy_gettext("The same life problem")),
            SelectChoice("mixed", lazy_gettext("Different life problems")),
        ],
    )
    started = StringField(
        lazy_gettext("First meeting"),
        filters=[tidy_line],
        validators=[
            _filled(lazy_gettext("Give the day of the first meeting, also if it lies ahead.")),
            is_day,
        ],
    )

    def only_label(self) -> None:
        """Ask for the label alone."""
        for name in ("point", "group_type", "life_problem", "started"):
            del self[name]

    @property
    def started_week(self) -> str:
        """Return the ISO week of the first meeting: no day of a group is stored."""
        return week_of(dt.date.fromisoformat(self.started.data or ""))


@cache
def about_form(keys: tuple[str, ...], n_contacts: int) -> type[AboutForm]:
    """Return the form about a study, with these facts and room for so many who may be asked."""
    bases = (AboutForm, facts_form(keys), contacts_form(n_contacts))
    return type("WholeAboutForm", bases, {})


@cache
def permissions_form(keys: tuple[str, ...]) -> type[RekForm]:
    """Return the form about permissions, with these facts."""
    return type("PermissionsForm", (RekForm, DaysInOrder, facts_form(keys)), {})
