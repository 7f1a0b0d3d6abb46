"""Texts for tests: invented, in the shape of a licensed one, without a word of an instrument."""

from __future__ import annotations

import copy
import datetime as dt
import io
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import openpyxl
from flask import Flask

from scoring.instrument import load_instrument
from survey.models import Study, StudyUse
from survey.models.study import EVALUATION
from survey.wording.form import FACTS, LABELLED
from survey.wording.installed import Scope, install
from survey.wording.sheets import workbook
from survey.wording.template import fixed, sheet_template
from tests.factories import make_study, writing

QUESTIONS = {
    "nb": "Hvordan er det med prøvesetning {n} for deg?",
    "nn": "Korleis er det med prøvesetning {n} for deg?",
    "en": "How is it with practice sentence {n} for you?",
}
ENDS = {"nb": ("lite av {n}", "mye av {n}"), "nn": ("lite av {n}", "mykje av {n}")}
ENDS["en"] = ("little of {n}", "much of {n}")
POINTS = {"nb": "trinn {n}", "nn": "steg {n}", "en": "step {n}"}
TODAY = dt.date(2026, 11, 29)


def invented(instrument: str = "soc13", language: str = "nb", **facts: Any) -> dict[str, Any]:
    """Return a whole text; its facts may be changed by name."""
    known = {
        "translator": "Ola Oversetter",
        "year": "2011",
        "version": "prøve 1",
        "source": "En oppdiktet artikkel, 2011",
        "rights_holder": "Oppdiktet rettighetshaver",
        "anchor_layout": "as_published",
        "lead": "Les hver setning, og velg det som passer.",
    }
    content = fixed(instrument, language) | known | facts
    low, high = ENDS[language]
    if instrument in LABELLED:
        content["points"] = [POINTS[language].format(n=n) for n in range(1, 5)]
    content["items"] = {
        item.key: {"text": QUESTIONS[language].format(n=item.number)}
        | (
            {}
            if instrument in LABELLED
            else {"low": low.format(n=item.number), "high": high.format(n=item.number)}
        )
        for item in load_instrument(instrument).items
    }
    return copy.deepcopy(content)


def as_toml(content: dict[str, Any]) -> bytes:
    """Return a text as the filled-in form."""
    return "\n".join(_toml_lines(content)).encode()


def _toml_lines(content: dict[str, Any]) -> Iterator[str]:
    for key, value in content.items():
        if key != "items":
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    for key, item in content["items"].items():
        yield f"[items.{key}]"
        yield from (
            f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in item.items()
        )


@cache
def empty_form(instrument: str, language: str) -> bytes:
    """Return the sheet as it is before anything is filled in."""
    return workbook(sheet_template(instrument, language))


def as_workbook(content: dict[str, Any], **cells: Any) -> bytes:
    """Return a text as the filled-in sheet; single cells may hold something else."""
    book = openpyxl.load_workbook(
        io.BytesIO(empty_form(content["instrument"], content["language"]))
    )
    sheet = book.active
    for row in sheet.iter_rows(min_row=5):
        key = row[1].value
        if key in content["items"]:
            item = content["items"][key]
            for place, name in ((2, "text"), (3, "low"), (4, "high")):
                row[place].value = item.get(name)
        elif str(key).startswith("points_"):
            row[2].value = content["points"][int(key[-1]) - 1]
        elif key in {one.key for one in FACTS}:
            row[2].value = content.get(key)
    for place, value in cells.items():
        sheet[place].value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def scope(**details: Any) -> Scope:
    """Return a permission for research in bokmål, on a screen and on paper, without an end."""
    usual = {
        "reference": "Brev 14",
        "dated_on": dt.date(2026, 2, 1),
        "purposes": frozenset({"research"}),
        "modes": frozenset({"web", "paper"}),
        "languages": ("nb",),
        "valid_until": None,
    }
    return Scope(**(usual | details))


def install_text(app: Flask, instrument: str, language: str = "nb", **details: Any) -> str:
    """Install an invented text with a permission, and return its row's id."""
    return install_content(app, invented(instrument, language), language=language, **details)


def install_content(app: Flask, content: dict[str, Any], **details: Any) -> str:
    """Install this text with a permission, and return its row's id."""
    language = details.pop("language", content["language"])
    with writing(app) as session:
        given = scope(**({"languages": (language,)} | details))
        return install(session, content, given, TODAY).id


def install_both(app: Flask, language: str = "nb", **details: Any) -> dict[str, str]:
    """Install an invented text of each instrument, and return the rows' ids."""
    return {key: install_text(app, key, language, **details) for key in ("soc13", "gse")}


def make_real_study(app: Flask, purpose: str = "", **details: Any) -> Study:
    """Make a study of real people."""
    study = make_study(app, **({"kind": EVALUATION} | details))
    if purpose:
        with writing(app) as session:
            session.add(StudyUse(study_id=study.id, purpose=purpose))
    return study
