"""The variable list: everything a study stores about a participant, from the same definitions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import force_locale

from scoring.instrument import INSTRUMENT_KEYS, Instrument, load_instrument
from survey.after_questions import QUESTIONS, AfterQuestion
from survey.background_questions import BackgroundQuestion, chosen_questions
from survey.sikt.documents import Document, Part, Words
from survey.sikt.facts import LANGUAGE, Settings

FILE = Path(__file__).with_name("variables.nb.toml")
CONTACT = "contact"  # the table of addresses, which only some installations use


@dataclass(frozen=True)
class Variable:
    """One row of the list."""

    name: str
    what: str
    values: str
    when: str
    why: str


def variables(study: Settings) -> list[Variable]:
    """Return the list; what a study does not ask is not in it."""
    with force_locale(LANGUAGE):
        return [*_columns(), *_instruments(), *_own_questions(study), *_stored(study)]


def heading() -> Variable:
    """Return the row above the others."""
    words = _written()["words"]
    return Variable(words["name"], words["what"], words["values"], words["when"], words["why"])


def variable_document(study: Settings) -> Document:
    """Return the list as a document that lies on its side."""
    words = _written()["words"]
    rows = [heading(), *variables(study)]
    table = tuple(tuple((Words(cell),) for cell in astuple(row)) for row in rows)
    return Document(words["title"], words["lead"], (Part("", table=table),), is_wide=True)


def _columns() -> Iterator[Variable]:
    written = _written()
    for name, one in written["columns"].items():
        when = written["words"][one["when"]]
        yield Variable(name, one["what"], one["values"], when, one["why"])


def _instruments() -> Iterator[Variable]:
    words = _written()["words"]
    for instrument in map(load_instrument, INSTRUMENT_KEYS):
        points = words["points"].format(low=instrument.minimum, high=instrument.maximum)
        for item in instrument.items:
            what = words["item"].format(instrument=_short(instrument), number=item.number)
            values = f"{points}. {words['declined']}"
            yield Variable(item.key, what, values, words["both"], words["why_item"])
        yield from _scores(instrument, words)


def _scores(instrument: Instrument, words: Mapping[str, str]) -> Iterator[Variable]:
    for scale in (*instrument.subscales, instrument.total):
        name = _written()["scales"][scale.key]
        what = words["score"].format(instrument=_short(instrument), scale=name)
        points = words["points"].format(low=scale.lowest, high=scale.highest)
        yield Variable(scale.column, what, points, words["both"], words["why_score"])


def _short(instrument: Instrument) -> str:
    return {"soc13": "SOC-13", "gse": "GSE"}[instrument.key]


def _own_questions(study: Settings) -> Iterator[Variable]:
    words = _written()["words"]
    for asked in chosen_questions(study.background):
        why = words["why_background"]
        yield Variable(asked.key, str(asked.text), _choices(asked), words["before"], why)
    for question in QUESTIONS:
        values = _choices(question)
        why = words["why_after"]
        yield Variable(question.key, str(question.text), values, words["after"], why)
    if study.has_open_field:
        what = words["open_field"]
        yield Variable("open_answer", what, words["free_text"], words["after"], words["why_open"])


def _choices(question: AfterQuestion | BackgroundQuestion) -> str:
    if question.points:
        return "; ".join(str(said) for _point, said in question.points)
    low, high = question.range if isinstance(question, AfterQuestion) else (0, 0)
    points: str = _written()["words"]["points"].format(low=low, high=high)
    return points


def _stored(study: Settings) -> Iterator[Variable]:
    for one in _written()["stored"]:
        if CONTACT in one["tables"] and not study.sends_reminders:
            continue
        yield Variable(one["name"], one["what"], one["values"], one["when"], one["why"])


def named_tables() -> frozenset[str]:
    """Return the tables that the list speaks of."""
    return frozenset(name for one in _written()["stored"] for name in one["tables"])


def named_columns() -> frozenset[str]:
    """Return the columns about people and waves that the list speaks of."""
    return frozenset(_written()["columns"])


@cache
def _written() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
