"""Every column that a file of answers can have, in the words of the language that is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from scoring.instrument import INSTRUMENT_KEYS, Instrument, Subscale, load_instrument
from survey.after_questions import AFTER, AfterQuestion
from survey.after_questions import QUESTIONS as AFTER_QUESTIONS
from survey.background_questions import QUESTIONS as BACKGROUND_QUESTIONS
from survey.declined import declined_column
from survey.export.standing_columns import standing_columns
from survey.files.fields import INTEGER, NOMINAL, NUMBER, ORDINAL, SCALE, TEXT, Field
from survey.report.sentences import outcome_label

DECLINED_WIDTH = 240


@dataclass(frozen=True)
class Column:
    """A field, with what a codebook says of it beside its label and values."""

    field: Field
    meaning: str
    lowest: float | None = None
    highest: float | None = None

    @property
    def name(self) -> str:
        """Return the field's name."""
        return self.field.name


def all_columns() -> dict[str, Column]:
    """Return every column of a research file by its name, in the order of the file."""
    columns = [*standing_columns(Column), *_asked_columns()]
    columns.append(_declined_column(AFTER, _("the questions after")))
    instruments = [load_instrument(key) for key in INSTRUMENT_KEYS]
    columns += [one for instrument in instruments for one in _item_columns(instrument)]
    columns += [_declined_column(one.key, one.name) for one in instruments]
    for instrument in instruments:
        for scale in instrument.scales:
            columns += _score_columns(instrument, scale)
    columns += [one for instrument in instruments for one in _keyed_columns(instrument)]
    return {one.name: one for one in columns}


def values_of(column: Column) -> str:
    """Return the values of a column as one text."""
    if column.field.values:
        return "; ".join(f"{value} = {words}" for value, words in column.field.values.items())
    if column.lowest is None or column.highest is None:
        return ""
    return f"{column.lowest:g}–{column.highest:g}"


def keyed_name(item_key: str) -> str:
    """Return the column of an item after reversing; no reader takes it for an item."""
    return f"{item_key}_keyed"


def at_wave(column: Column, name: str, wave: str) -> Column:
    """Return a column as it stands in a row for both waves."""
    when = {"pre": _("before"), "post": _("after"), "follow_up": _("at follow-up")}[wave]
    return replace(
        column, field=replace(column.field, name=name, label=f"{column.field.label} ({when})")
    )


def _asked_columns() -> Sequence[Column]:
    background = [
        Column(
            Field(
                question.key,
                TEXT,
                str(question.text),
                {point: str(words) for point, words in question.points},
                ORDINAL if question.key in {"age_band", "earlier_groups"} else NOMINAL,
                has_gaps=True,
                width=24,
            ),
            _("Asked the first time. Empty: skipped or not asked."),
        )
        for question in BACKGROUND_QUESTIONS
    ]
    return [*background, *map(_after_column, AFTER_QUESTIONS)]


def _after_column(question: AfterQuestion) -> Column:
    values = {point: str(words) for point, words in question.points}
    meaning = _(
        "Asked the second time; the study's own question and no tested scale. As answered, "
        "nothing turned. Empty: skipped, declined or not asked."
    )
    if question.is_in_words:
        return Column(
            Field(question.key, TEXT, str(question.text), values, NOMINAL, has_gaps=True, width=24),
            meaning,
        )
    measure = ORDINAL if values else SCALE
    return Column(
        Field(question.key, INTEGER, str(question.text), values, measure, has_gaps=True),
        meaning,
        *question.range,
    )


def _item_columns(instrument: Instrument) -> Sequence[Column]:
    meaning = _("As answered, nothing turned. Empty: skipped, declined or not asked.")
    turned = _("Reverse-keyed: scoring turns it, this column does not.")
    return [
        Column(
            Field(
                item.key,
                INTEGER,
                _(
                    "%(instrument)s, item %(number)s",
                    instrument=instrument.name,
                    number=item.number,
                ),
                measure=ORDINAL,
                has_gaps=True,
            ),
            f"{meaning} {turned}" if item.is_reversed else meaning,
            instrument.minimum,
            instrument.maximum,
        )
        for item in instrument.items
    ]


def _keyed_columns(instrument: Instrument) -> Sequence[Column]:
    reversed_by = _(
        "Turned: %(sum)s minus the answer.", sum=instrument.minimum + instrument.maximum
    )
    as_it_is = _("The same as the answer: this item is not turned.")
    return [
        Column(
            Field(
                keyed_name(item.key),
                INTEGER,
                _(
                    "%(instrument)s, item %(number)s, keyed",
                    instrument=instrument.name,
                    number=item.number,
                ),
                measure=ORDINAL,
                has_gaps=True,
            ),
            reversed_by if item.is_reversed else as_it_is,
            instrument.minimum,
            instrument.maximum,
        )
        for item in instrument.items
    ]


def _declined_column(name: str, what: str) -> Column:
    return Column(
        Field(
            declined_column(name),
            TEXT,
            _("%(what)s: what was declined", what=what),
            width=DECLINED_WIDTH,
        ),
        _(
            "The keys to which the person chose not to answer, with a space between. What is empty "
            "and not named here was skipped or not asked. Scoring treats all as missing."
        ),
    )


def _score_columns(instrument: Instrument, scale: Subscale) -> Sequence[Column]:
    name = f"{instrument.name}: {outcome_label(scale.column)}"
    formula = _(
        "The sum of the keyed items %(items)s, in points. With at most %(allowed)s open, the "
        "answered items' mean times their number; else empty.",
        items=", ".join(map(str, scale.items)),
        allowed=scale.allowed_open,
    )
    return [
        Column(
            Field(scale.column, NUMBER, name, measure=SCALE), formula, scale.lowest, scale.highest
        ),
        Column(
            Field(
                f"{scale.column}_missing",
                INTEGER,
                _("%(score)s, open items", score=name),
                measure=SCALE,
            ),
            _("How many of its items are open."),
            0,
            len(scale.items),
        ),
        Column(
            Field(
                f"{scale.column}_prorated",
                INTEGER,
                _("%(score)s, prorated", score=name),
                {0: _("no"), 1: _("yes")},
            ),
            _("Whether the score was worked out from the answered items, some being open."),
            0,
            1,
        ),
    ]
