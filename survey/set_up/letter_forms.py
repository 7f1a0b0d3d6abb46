"""The letter's fields as forms: made from the same list that the letter's file is checked by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.form import BaseForm
from wtforms.validators import Optional, ValidationError

from survey.form_data import FieldsOnly
from survey.form_fields import OneOf
from survey.letter import fields
from survey.letter.checking import as_day
from survey.set_up import words

MOST_OF_A_LINE, MOST_OF_A_TEXT, MOST_CONTACTS = 200, 2000, 6
LONG = frozenset({"no_sikt_because"})
NO_ONE, YES, NO = "no_one", "yes", "no"
Values = dict[str, Any]


class SetUpForm(FlaskForm):
    """A form of the set-up, with its token."""

    class Meta(FieldsOnly):
        """Its sentences are our own."""

        locales = False


def tidy(text: str | None) -> str:
    """Return what was written, with one kind of line end and without signs that are no text."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one.isprintable() or one == "\n").strip()


def tidy_line(text: str | None) -> str:
    """Return a line as it was meant, with single spaces."""
    return " ".join(tidy(text).split())


class AtMost:
    """A check of length; its message is in the page's language, whenever the form was made."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self, _form: BaseForm, field: Field) -> None:
        """Refuse what is longer."""
        if len(field.data or "") > self.count:
            raise ValidationError(
                gettext("There is room for %(count)s letters and signs.", count=self.count)
            )


def is_day(_form: BaseForm, field: Field) -> None:
    """Refuse what is neither a day nor empty."""
    if field.data and as_day(field.data) is None:
        raise ValidationError(gettext("Type the day as year, month and day, with hyphens between."))


@cache
def facts_form(keys: tuple[str, ...]) -> type[SetUpForm]:
    """Return a form class with these facts of the letter; each may be left empty for now."""
    made: dict[str, Field] = {}
    for field in fields.FACTS:
        if field.key in keys and field.kind != fields.CONTACTS:
            made |= _fields_of(field)
    return type("FactsForm", (SetUpForm,), made)


def _fields_of(field: fields.Field) -> dict[str, Field]:
    label = words.FACTS[field.key].label
    if field.kind == fields.LIST and field.key not in words.CHOICES:
        if not field.may_be_none:
            return {field.key: _text(label)}
        return {
            field.key: _text(label),
            f"{field.key}_{NO_ONE}": BooleanField(words.NONE[field.key]),
        }
    return {field.key: _field_of(field, label)}


def _field_of(field: fields.Field, label: Any) -> Field:
    if field.key in words.CHOICES:
        return _one_of(label, words.CHOICES[field.key])
    if field.kind == fields.YES_OR_NO:
        return _one_of(label, words.YES_NO)
    if field.kind == fields.DAY:
        return StringField(label, filters=[tidy_line], validators=[is_day])
    return _text(label) if field.key in LONG else _line(label)


def _one_of(label: Any, choices: Mapping[str, Any]) -> OneOf:
    return OneOf(
        label,
        choices=[SelectChoice(key, text) for key, text in choices.items()],
        validators=[Optional()],
    )


def _line(label: Any) -> StringField:
    return StringField(label, filters=[tidy_line], validators=[AtMost(MOST_OF_A_LINE)])


def _text(label: Any) -> TextAreaField:
    return TextAreaField(label, filters=[tidy], validators=[AtMost(MOST_OF_A_TEXT)])


def standing_facts(facts: Mapping[str, Any], keys: Iterable[str]) -> Values:
    """Return what is to stand in the form's fields."""
    shown: Values = {}
    for field in fields.FACTS:
        if field.key in keys:
            shown |= _shown(field, facts.get(field.key))
    return shown


def _shown(field: fields.Field, value: Any) -> Values:
    if field.key == "optional_purposes":
        known = {(fields.REUSE,): fields.REUSE, (): "none"}
        return {field.key: known.get(tuple(value)) if isinstance(value, list) else None}
    if field.kind == fields.YES_OR_NO:
        return {field.key: {True: YES, False: NO}.get(value) if value != "" else None}
    if field.kind == fields.LIST:
        lines = value if isinstance(value, list) else []
        return {field.key: "\n".join(lines), f"{field.key}_{NO_ONE}": value == []}
    return {field.key: value}


def taken_facts(form: SetUpForm, keys: Iterable[str]) -> Values:
    """Return the facts that a form says, as a letter's file would hold them."""
    return {
        field.key: _taken(field, form)
        for field in fields.FACTS
        if field.key in keys and field.kind != fields.CONTACTS
    }


def _taken(field: fields.Field, form: SetUpForm) -> Any:
    said = form[field.key].data or ""
    if field.key == "optional_purposes":
        return {fields.REUSE: [fields.REUSE], "none": []}.get(said, [""])
    if field.kind == fields.YES_OR_NO:
        return {YES: True, NO: False}.get(said, "")
    if field.kind == fields.LIST:
        lines = [line for line in map(tidy_line, said.split("\n")) if line]
        is_none = field.may_be_none and form[f"{field.key}_{NO_ONE}"].data
        return lines or ([] if is_none else [""])
    return said


@cache
def contacts_form(count: int) -> type[SetUpForm]:
    """Return a form class with room for so many people who may be asked."""
    made: dict[str, Field] = {}
    for number in range(1, count + 1):
        made[f"role_{number}"] = _one_of(words.CONTACT["role"].label, words.CHOICES["role"])
        made[f"name_{number}"] = _line(words.CONTACT["name"].label)
        made[f"reach_{number}"] = _line(words.CONTACT["reach"].label)
    return type("ContactsForm", (SetUpForm,), made)


def room_for(contacts: Any) -> int:
    """Return how many people the page has room for: one more than there are."""
    there = len(contacts) if isinstance(contacts, list) else 0
    return min(there + 1, MOST_CONTACTS)


def standing_contacts(contacts: Any) -> Values:
    """Return what is to stand in the fields of those who may be asked."""
    listed = contacts if isinstance(contacts, list) else []
    return {
        f"{key}_{number}": one.get(key)
        for number, one in enumerate(listed, 1)
        for key in words.CONTACT
    }


def taken_contacts(form: SetUpForm, count: int) -> list[dict[str, str]]:
    """Return the people of whom anything is said."""
    said = (
        {key: form[f"{key}_{number}"].data or "" for key in words.CONTACT}
        for number in range(1, count + 1)
    )
    return [one for one in said if one["name"] or one["reach"]]


@cache
def texts_form(keys: tuple[str, ...]) -> type[SetUpForm]:
    """Return a form class with these of the study's own sentences."""
    made = {
        key: _line(words.TEXTS[key].label) if key == "study" else _text(words.TEXTS[key].label)
        for key in keys
    }
    return type("TextsForm", (SetUpForm,), made)


def asked_texts(facts: Mapping[str, Any], texts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the sentences that a letter with these facts needs, or that are written already."""
    return tuple(one.key for one in fields.TEXTS if one.is_needed(facts) or texts.get(one.key))
