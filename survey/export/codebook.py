"""The codebook of a file: a data package for programs, a page and a sheet for people, the terms.

The form of the first is the Frictionless data package (specs.frictionlessdata.io, version 1).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask_babel import force_locale, gettext
from jinja2 import Environment, PackageLoader, StrictUndefined

from survey.export.columns import Column, values_of
from survey.export.kinds import CSV, CSV_EXCEL, MEDIA_TYPES, SAV, SHARING, Order
from survey.files.fields import INTEGER, NUMBER, TEXT
from survey.files.spss_out import NUMBERS, TEXTS
from survey.language import LOCALES

TYPES = {TEXT: "string", INTEGER: "integer", NUMBER: "number"}
LANGUAGES = ("nb", "en")  # of a codebook: it goes to researchers, here and abroad
STAND_IN = (
    "The questions were a stand-in text, not SOC-13 or GSE. The columns carry the instruments' "
    "names because the answers are scored by their keys; the figures say nothing about real people."
)
SIMULATED = "A demonstration. All people in it are simulated: they say nothing about real people."
GUARD = (
    "A text that a spreadsheet would run (one that begins with = + - @, a tab or a line's end) has "
    "an apostrophe in front, and so has one that begins with an apostrophe: take one away."
)
GUARD_FOR_EXCEL = (
    "So has one that a spreadsheet would make a number or a day of, such as 0301, 18-39 and 1-2."
)


@dataclass(frozen=True)
class About:
    """What is known of a file when it is described."""

    study_key: str
    study_name: str
    order: Order
    has_stand_in: bool
    is_demonstration: bool
    columns: Mapping[str, Sequence[Column]]  # by language
    valid_until: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)


def data_package(about: About, *, sha256: str, n_bytes: int) -> bytes:
    """Return the description for programs: every column, its values, the hash of the file."""
    order = about.order
    key = ["participant"] if order.shape == "wide" else ["participant", "wave"]
    resource: dict[str, Any] = {
        "name": "answers",
        "path": order.file_name,
        "format": order.file_name.rpartition(".")[2],
        "mediatype": MEDIA_TYPES[order.file_format],
        "encoding": "utf-8",
        "bytes": n_bytes,
        "hash": f"sha256:{sha256}",
        "schema": {
            "fields": [
                _field(english, norwegian, order)
                for english, norwegian in zip(about.columns["en"], about.columns["nb"], strict=True)
            ],
            "primaryKey": key,
            "missingValues": [""],
        },
    }
    if order.file_format == CSV_EXCEL:
        resource["dialect"] = {"delimiter": ";"}
        resource["description"] = f"{GUARD} {GUARD_FOR_EXCEL}"
    if order.file_format == CSV:
        resource["description"] = GUARD
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": about.study_key.lower(),
        "title": f"Answers and scores of the study {about.study_key}",
        "kind": order.kind,
        "resources": [resource],
    }
    if order.file_format not in {CSV, CSV_EXCEL}:
        package["profile"] = "data-package"
    if said := not_real(about):
        package["description"] = said
    return json.dumps(package | dict(about.notes), ensure_ascii=False, indent=2).encode()


def not_real(about: About) -> str:
    """Return what keeps a file's figures from being about real people; nothing where they are."""
    said = {SIMULATED: about.is_demonstration, STAND_IN: about.has_stand_in}
    return " ".join(words for words, holds in said.items() if holds)


def _field(english: Column, norwegian: Column, order: Order) -> dict[str, Any]:
    one = english.field
    described: dict[str, Any] = {
        "name": one.name,
        "type": TYPES[one.kind],
        "title": one.label,
        "description": _sentence(one.label, english.meaning),
        "labels": {"en": one.label, "nb": norwegian.field.label},
    }
    if one.kind == NUMBER and order.file_format == CSV_EXCEL:
        described["decimalChar"] = ","
    if one.values:
        described["values"] = {str(value): words for value, words in one.values.items()}
        described["values_nb"] = {
            str(value): words for value, words in norwegian.field.values.items()
        }
    if english.lowest is not None:
        described["constraints"] = {"minimum": english.lowest, "maximum": english.highest}
    if one.has_gaps and order.file_format == SAV:
        codes = TEXTS if one.kind == TEXT else NUMBERS
        described["missing_codes"] = {
            str(codes[gap]): words for gap, words in gap_words("en").items()
        }
    return described


def _sentence(label: str, meaning: str) -> str:
    end = "" if label.endswith((".", "?", "!")) else "."
    return f"{label}{end} {meaning}".strip()


def gap_words(language: str) -> dict[int, str]:
    """Return what the three kinds of missing are called."""
    with force_locale(LOCALES[language]):
        return {
            1: gettext("I prefer not to answer this"),
            2: gettext("skipped"),
            3: gettext("not asked"),
        }


def sheet_rows(about: About) -> list[list[str]]:
    """Return the codebook as rows of a sheet, in both languages."""
    head = ["column", "type", "norsk", "betydning", "verdier", "English", "meaning", "values"]
    rows = [head]
    for norwegian, english in zip(about.columns["nb"], about.columns["en"], strict=True):
        words = [
            text
            for one in (norwegian, english)
            for text in (one.field.label, one.meaning, values_of(one))
        ]
        rows.append([english.name, TYPES[english.field.kind], *words])
    return rows


def terms(about: About) -> list[str]:
    """Return what whoever takes the file promises, a paragraph each, first in Norwegian."""
    return [line for language in LANGUAGES for line in _terms(about, language)]


def _terms(about: About, language: str) -> list[str]:
    with force_locale(LOCALES[language]):
        lines = [
            gettext("Terms for the answers of the study %(name)s", name=about.study_name),
            gettext(
                "These are personal data, though without names. Do not try to find out who anybody "
                "is, and join the file with no other."
            ),
            gettext(
                "The scores before and after are like a fingerprint: two files that hold them can "
                "always be joined. Whoever has the research file can find its people in a sharing "
                "file."
            ),
            gettext("Publish only figures about at least 10 people from at least 3 groups."),
        ]
        if about.order.kind == SHARING:
            lines.append(gettext("This file may be placed in an archive. Never make another."))
        else:
            lines.append(
                gettext("Keep the file inside the project. Delete rows that are called back.")
            )
        if about.valid_until and about.order.kind != SHARING:
            lines.append(gettext("Delete the file by %(day)s.", day=about.valid_until))
        return lines


def page(about: About) -> bytes:
    """Return the codebook for people: one page that needs nothing else."""
    pairs = list(zip(about.columns["nb"], about.columns["en"], strict=True))
    text = (
        _environment()
        .get_template("codebook.html")
        .render(
            about=about,
            pairs=pairs,
            values_of=values_of,
            terms=terms(about),
            not_real=not_real(about),
        )
    )
    return text.encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("survey.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
