"""The forms about cards."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, NumberRange

from survey.language import choices

FEWEST, MOST, USUAL = 8, 96, 12
COUNT_ADVICE = lazy_gettext("Type a number from 8 to 96.")


class NewCardsForm(FlaskForm):
    """How many cards, in which language."""

    # Never fewer than a sheet: a card is drawn from many, nobody gets one of their own.
    n_cards = IntegerField(
        lazy_gettext("How many cards"),
        default=USUAL,
        validators=[
            InputRequired(COUNT_ADVICE),
            NumberRange(FEWEST, MOST, message=COUNT_ADVICE),
        ],
    )
    card_language = RadioField(
        lazy_gettext("Language of the cards"),
        default="nb",
        choices=lambda: [SelectChoice(key, name) for key, name in choices()],
        validators=[InputRequired(lazy_gettext("Choose a language."))],
    )


def new_cards_form(groups: Sequence[tuple[str, str]]) -> type[NewCardsForm]:
    """Return a form class that also asks for one of these groups, where there are any."""
    if not groups:
        return NewCardsForm
    group = RadioField(
        lazy_gettext("Which group they are for"),
        choices=[SelectChoice(key, name) for key, name in groups],
        default=groups[0][0] if len(groups) == 1 else None,
        validators=[InputRequired(lazy_gettext("Choose the group."))],
    )
    return type("NewCardsOfAGroupForm", (NewCardsForm,), {"group": group})


class ReturnedForm(FlaskForm):
    """How many cards came back."""

    n_returned = IntegerField(
        lazy_gettext("How many cards came back"),
        validators=[
            InputRequired(lazy_gettext("Type a number, from all groups together.")),
            NumberRange(1, 10_000, message=lazy_gettext("Type a number of at least 1.")),
        ],
    )
