"""The research file: everything answered, the scores, and a codebook. Imports pandas: jobs only."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pandas as pd
from flask_babel import force_locale

from scoring.instrument import INSTRUMENT_KEYS, Instrument, load_instrument
from scoring.scales import score
from survey.after_questions import AFTER, QUESTIONS, AfterQuestion
from survey.background_questions import QUESTIONS as BACKGROUND_QUESTIONS
from survey.background_questions import BackgroundQuestion
from survey.declined import declined_column
from survey.files.writing import csv_chunks
from survey.report.columns import COLUMNS

BY_KEY = {question.key: question for question in QUESTIONS}
BACKGROUND = {question.key: question for question in BACKGROUND_QUESTIONS}
MEANING = (
    "to which the participant chose “I prefer not to answer this”, with a space between; empty = "
    "none. What is empty and not named here was skipped. Scoring treats both as missing"
)
DECLINED_COLUMNS = {
    declined_column(AFTER): f"Keys of the study's own questions {MEANING}",
    **{declined_column(key): f"Keys of the items {MEANING}" for key in INSTRUMENT_KEYS},
}
STAND_IN = (
    "The questions were a stand-in text, not SOC-13 or GSE. The columns carry the instruments' "
    "names because the answers are scored by their keys; the figures say nothing about real people."
)

SIMULATED = "A demonstration. All people in it are simulated: they say nothing about real people."


def research_csv(frame: pd.DataFrame) -> bytes:
    """Return a study's answers and scores as CSV: raw items, then scores, one row a wave.

    The week of answering stays in the database: only the weeks between two waves go out.
    """
    instruments = [load_instrument(key) for key in INSTRUMENT_KEYS]
    answered = [one for one in instruments if _is_used(frame, one)]
    unused = [key for one in instruments if one not in answered for key in one.item_keys]
    out = frame.drop(columns=["week", *unused]).reset_index(drop=True)
    out = out.join(score(out, answered)) if answered else out
    return b"".join(csv_chunks(out))


def _is_used(frame: pd.DataFrame, instrument: Instrument) -> bool:
    """Return whether somebody has said something to an instrument, be it that they will not."""
    is_answered = frame[list(instrument.item_keys)].notna().any(axis=None)
    return bool(is_answered) or declined_column(instrument.key) in frame


def codebook(
    study_key: str, content: bytes, *, has_stand_in: bool, is_demonstration: bool = False
) -> bytes:
    """Return the data package that describes a research file: every column, its values, its hash.

    The form is the Frictionless data package (specs.frictionlessdata.io, version 1).
    """
    header = content.split(b"\n", 1)[0].decode().split(",")
    resource = {
        "name": "answers",
        "path": "answers.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in header],
            "primaryKey": ["participant", "wave"],
            "missingValues": [""],
        },
    }
    package: dict[str, Any] = {
        "name": study_key.lower(),
        "title": f"Answers and scores of the study {study_key}",
        "resources": [resource],
    }
    said = [*([SIMULATED] if is_demonstration else []), *([STAND_IN] if has_stand_in else [])]
    if said:
        package["description"] = " ".join(said)
    return json.dumps(package, ensure_ascii=False, indent=2).encode()


def _field(column: str) -> dict[str, Any]:
    if column in COLUMNS:
        kind, meaning, values = COLUMNS[column]
        field: dict[str, Any] = {"name": column, "type": kind, "description": meaning}
        return field | ({"values": values} if values else {})
    if column in DECLINED_COLUMNS:
        return {"name": column, "type": "string", "description": DECLINED_COLUMNS[column]}
    if column in BY_KEY:
        return _after_field(BY_KEY[column])
    if column in BACKGROUND:
        return _background_field(BACKGROUND[column])
    instrument = next(
        load_instrument(key) for key in INSTRUMENT_KEYS if column.startswith(f"{key}_")
    )
    if column in instrument.item_keys:
        return _item_field(instrument, column)
    return _score_field(instrument, column)


def _after_field(question: AfterQuestion) -> dict[str, Any]:
    """Return the column of a question of the study's own, with its English words."""
    with force_locale("en"):
        field: dict[str, Any] = {
            "name": question.key,
            "type": "string" if question.is_in_words else "integer",
            "description": f"Asked at post, the study's own question and no tested scale: "
            f"{question.text} As answered, nothing turned; empty = skipped or declined",
        }
        if question.points:
            field["values"] = {str(point): str(words) for point, words in question.points}
    if question.is_in_words:
        return field
    lowest, highest = question.range
    return field | {"constraints": {"minimum": lowest, "maximum": highest}}


def _background_field(question: BackgroundQuestion) -> dict[str, Any]:
    with force_locale("en"):
        return {
            "name": question.key,
            "type": "string",
            "description": f"Asked at pre: {question.text} Empty = skipped, or a row at post",
            "values": {point: str(words) for point, words in question.points},
        }


def _item_field(instrument: Instrument, column: str) -> dict[str, Any]:
    item = next(item for item in instrument.items if item.key == column)
    turned = "; reverse-keyed: scoring turns it, the file does not" if item.is_reversed else ""
    return {
        "name": column,
        "type": "integer",
        "description": f"{instrument.name}, item {item.number}, as answered{turned}; "
        "empty = skipped or declined",
        "constraints": {"minimum": instrument.minimum, "maximum": instrument.maximum},
    }


def _score_field(instrument: Instrument, column: str) -> dict[str, Any]:
    scale = next(scale for scale in instrument.scales if column.startswith(scale.column))
    title = f"{instrument.name}, {scale.key}"
    if column.endswith("_missing"):
        return {"name": column, "type": "integer", "description": f"{title}: number of open items"}
    if column.endswith("_prorated"):
        return {
            "name": column,
            "type": "integer",
            "values": {"0": "no", "1": "yes"},
            "description": f"{title}: worked out from the answered items, some being open",
        }
    return {
        "name": column,
        "type": "number",
        "description": (
            f"{title}: sum of items {', '.join(map(str, scale.items))} after reversing, in points; "
            f"with at most {scale.allowed_open} open, the answered items' mean times their number; "
            "else empty"
        ),
        "constraints": {"minimum": scale.lowest, "maximum": scale.highest},
    }
