"""The forms of an import: a file, and what each of its columns is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, Optional, Regexp

from scoring.instrument import load_instrument
from survey.imports import labels
from survey.imports.mapping_faults import WAVES
from survey.imports.targets import (
    AT_POST,
    AT_PRE,
    INSTRUMENT_OF,
    ITEMS,
    OF_THE_PERSON,
    RANGES,
    TARGETS,
    WORDS,
)

ENDINGS = ("csv", "tsv", "txt", "xlsx", "sav", "zsav", "parquet")
LONG, WIDE = "long", "wide"
PRE, POST = WAVES
WORDING_FORM = re.compile(r"[a-z]{2,3}(?:[-:].{1,90})?")


class UploadForm(FlaskForm):
    """A file of answers, and what was said of such a file before."""

    file = FileField(
        lazy_gettext("The file with the answers"),
        validators=[
            FileRequired(lazy_gettext("Choose the file with the answers.")),
            FileAllowed(
                ENDINGS,
                lazy_gettext("Choose a CSV, Excel (.xlsx), SPSS (.sav) or Parquet file."),
            ),
        ],
    )
    mapping = FileField(
        lazy_gettext("A mapping from an earlier import, if you have one"),
        validators=[FileAllowed(["toml"], lazy_gettext("A mapping is a file that ends in .toml."))],
    )


class DeedForm(FlaskForm):
    """A button, and the proof that its page is ours."""


class ColumnsForm(FlaskForm):
    """What is said of the whole file; the columns are added to it."""

    layout = RadioField(
        lazy_gettext("What is one row of the file?"),
        choices=[
            SelectChoice(LONG, lazy_gettext("One person's answers at one time")),
            SelectChoice(WIDE, lazy_gettext("One person, with both times side by side")),
        ],
    )
    wave = RadioField(
        lazy_gettext("Which time are rows from that do not say it?"),
        choices=[
            SelectChoice("", lazy_gettext("The file says it for every row")),
            SelectChoice(PRE, lazy_gettext("All from the first time")),
            SelectChoice(POST, lazy_gettext("All from the second time")),
        ],
    )
    wording = StringField(
        lazy_gettext("Which text was answered?"),
        validators=[
            Optional(),
            Length(max=100),
            Regexp(
                WORDING_FORM,
                message=lazy_gettext("Begin with the language, such as nb or nn-nettskjema."),
            ),
        ],
    )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse two columns for one thing, and answers moved or turned without a reason."""
        is_valid = super().validate(extra_validators)
        chosen: dict[str, str] = {}
        for field in self.columns():
            if field.data and field.data in chosen:
                field.errors = [
                    gettext("%(other)s is the same. Keep one of the two.", other=chosen[field.data])
                ]
                is_valid = False
            chosen.setdefault(field.data, field.label.text)
        for key in ITEMS:
            said = [
                one for one in (f"moved_{key}", f"turned_{key}") if one in self and self[one].data
            ]
            if said and not (self[f"reason_{key}"].data or "").strip():
                self[f"reason_{key}"].errors = [
                    gettext("Say how you know, such as where it stands.")
                ]
                is_valid = False
        return is_valid

    def columns(self) -> list[Any]:
        """Return the fields of the file's columns, in the file's order."""
        return [field for field in self if field.name.startswith("column_")]

    def values(self) -> list[Any]:
        """Return the fields of the texts that are no answers."""
        return [field for field in self if field.name.startswith("value_")]


def columns_form(
    header: Sequence[str], values: Iterable[tuple[str, str]], *, is_wide: bool
) -> type[ColumnsForm]:
    """Return a form class for one file: its columns, and its texts that need a meaning."""
    choices = _column_choices(is_wide=is_wide)
    fields: dict[str, Any] = {
        f"column_{place}": SelectField(name, choices=choices) for place, name in enumerate(header)
    }
    for place, (ours, text) in enumerate(values):
        fields[f"value_{place}"] = SelectField(
            gettext("“%(text)s” in %(what)s", text=text, what=_what(ours)),
            choices=_value_choices(ours),
        )
    for key in ITEMS:
        instrument = load_instrument(key)
        fields[f"moved_{key}"] = BooleanField(
            gettext(
                "%(instrument)s runs from %(low)s to %(high)s in the file",
                instrument=labels.INSTRUMENTS[key],
                low=instrument.minimum - 1,
                high=instrument.maximum - 1,
            )
        )
        if turned := [str(item.number) for item in instrument.items if item.is_reversed]:
            fields[f"turned_{key}"] = BooleanField(
                gettext(
                    "Questions %(numbers)s of %(instrument)s are turned in the file already",
                    numbers=", ".join(turned),
                    instrument=labels.INSTRUMENTS[key],
                )
            )
        fields[f"reason_{key}"] = StringField(
            gettext("How do you know that of %(instrument)s?", instrument=labels.INSTRUMENTS[key]),
            validators=[Optional(), Length(max=200)],
        )
    return type("WholeColumnsForm", (ColumnsForm,), fields)


def _column_choices(*, is_wide: bool) -> list[Any]:
    """Return what a column can be, in groups; in a wide file each time has a group of its own."""
    out = SelectChoice("", gettext("left out"), optgroup=gettext("Not stored"))
    asked = [one for one in TARGETS if one not in OF_THE_PERSON and one != "wave"]
    groups: list[tuple[str, str, Iterable[str]]]
    if is_wide:
        groups = [
            (gettext("Both times"), "", (one for one in TARGETS if one in OF_THE_PERSON)),
            (gettext("First time"), PRE, (one for one in asked if one not in AT_POST)),
            (gettext("Second time"), POST, (one for one in asked if one not in AT_PRE)),
        ]
    else:
        said = {one for one in TARGETS if one in RANGES or one in WORDS}
        beside = (one for one in TARGETS if one in said and one not in INSTRUMENT_OF)
        groups = [
            (gettext("Who and when"), "", (one for one in TARGETS if one not in said)),
            *((labels.INSTRUMENTS[key], "", items) for key, items in ITEMS.items()),
            (gettext("Beside the questionnaires"), "", beside),
        ]
    return [
        out,
        *(
            SelectChoice(f"{wave}:{one}", labels.column(one), optgroup=name)
            for name, wave, targets in groups
            for one in targets
        ),
    ]


def _value_choices(ours: str) -> list[Any]:
    """Return what a text can mean: a gap of one of three kinds, or an answer."""
    gaps = [SelectChoice(kind, str(words)) for kind, words in labels.GAPS.items()]
    first = [SelectChoice("", gettext("I do not know: refuse it")), *gaps]
    if ours in WORDS:
        return [*first, *map(SelectChoice, WORDS[ours])]
    low, high = RANGES[ITEMS[ours][0]] if ours in ITEMS else RANGES[ours]
    numbers = range(low, min(high, low + 10) + 1)
    return [*first, *(SelectChoice(str(one)) for one in numbers)]


def _what(ours: str) -> str:
    return labels.INSTRUMENTS[ours] if ours in ITEMS else labels.column(ours)
