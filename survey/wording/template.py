"""The form that whoever holds a licence fills in, as TOML and as the cells of a sheet."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from scoring.instrument import load_instrument
from survey.wording.form import (
    FACTS,
    INSTRUMENT_NAMES,
    LABELLED,
    LAYOUTS,
    LONGEST,
    Place,
    fields_of,
    places,
)

LANGUAGES = {"nb": "Norwegian bokmål", "nn": "Norwegian nynorsk", "en": "English"}
HEAD = """\
# The text of {name} in {language}, as you have the right to use it.
#
# Put what the licensed form says between the quotation marks, letter by letter. Then
#   sammenheng wording check FILE
# says what is missing. Keep the filled-in file out of e-mail and out of any repository: the text
# belongs to its rights holder.
"""
SHEET = "Text"
# The columns of the sheet, in order; what a row is about stands under "key".
COLUMNS = ("number", "key", "text", "low", "high", "what")
HEADINGS = ("No.", "Key", "Text", "Words at 1", "Words at {n}", "What belongs here")


def fixed(instrument_key: str, language: str) -> dict[str, str]:
    """Return what is decided before anybody fills in anything."""
    return {
        "instrument": instrument_key,
        "instrument_version": load_instrument(instrument_key).version,
        "language": language,
        "kind": "installed",
    }


def toml_template(instrument_key: str, language: str) -> str:
    """Return the form as TOML, without any word of the instrument."""
    name = INSTRUMENT_NAMES[instrument_key]
    head = HEAD.format(name=name, language=LANGUAGES[language])
    return "\n".join([head, *_toml_lines(instrument_key, language)])


def _toml_lines(instrument_key: str, language: str) -> Iterator[str]:
    yield "# These four stay as they are."
    for key, value in fixed(instrument_key, language).items():
        yield f"{key} = {json.dumps(value)}"
    yield ""
    for fact in FACTS:
        what = f"{fact.what}{' (may stay empty)' if fact.may_be_empty else ''}"
        yield textwrap.fill(what, 98, initial_indent="# ", subsequent_indent="# ")
        yield f'{fact.key} = ""'
    instrument = load_instrument(instrument_key)
    if instrument_key in LABELLED:
        empty = ", ".join(['""'] * instrument.n_points)
        yield f"# the words of each point, from {instrument.minimum} to {instrument.maximum}"
        yield f"points = [{empty}]"
    for place in places(instrument):
        yield ""
        yield f"# Question {place.number}: {place.about}"
        yield f"[items.{place.key}]"
        yield from (f'{field} = ""' for field in fields_of(instrument_key))
    yield ""


def sheet_template(instrument_key: str, language: str) -> dict[str, object]:
    """Return what the spreadsheet's writer needs: rows, and which of their cells are filled in."""
    instrument = load_instrument(instrument_key)
    title = f"The text of {INSTRUMENT_NAMES[instrument_key]} in {LANGUAGES[language]}"
    headings = [one.format(n=instrument.maximum) for one in HEADINGS]
    return {
        "sheet": SHEET,
        "title": title,
        "advice": "Fill in the yellow cells, letter by letter as in the licensed form. Everything "
        "else stays as it is. The text belongs to its rights holder: keep this file out of e-mail.",
        "headings": headings,
        "rows": list(_rows(instrument_key, language)),
        "widths": [6, 22, 60, 26, 26, 52],
        "layouts": list(LAYOUTS),
    }


def _rows(instrument_key: str, language: str) -> Iterator[dict[str, object]]:
    for key, value in fixed(instrument_key, language).items():
        yield _row("", key, "stays as it is", [], text=value)
    for fact in FACTS:
        may_be_empty = " (may stay empty)" if fact.may_be_empty else ""
        yield _row("", fact.key, f"{fact.what}{may_be_empty}", ["text"])
    instrument = load_instrument(instrument_key)
    if instrument_key in LABELLED:
        for point in range(instrument.minimum, instrument.maximum + 1):
            yield _row(point, f"points_{point}", f"the words of point {point}", ["text"])
    for place in places(instrument):
        yield _row(place.number, place.key, _about(place), list(fields_of(instrument_key)))


def _row(number: object, key: str, what: str, fill: list[str], text: str = "") -> dict[str, object]:
    return {"number": number, "key": key, "text": text, "what": what, "fill": fill}


def _about(place: Place) -> str:
    return f"question {place.number}, at most {LONGEST['text']} letters; {place.about}"
