"""The pack itself, as a ZIP. Loads typst: jobs only."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, astuple
from pathlib import Path

from flask_babel import force_locale, gettext

from survey.extensions import db
from survey.language import LOCALES, NAMES
from survey.letter.shown import ShownLetter, show
from survey.models import Study
from survey.report import to_order
from survey.sikt import documents, operations, variables
from survey.sikt.documents import Document
from survey.typesetting import compile_pdf
from survey.weeks import current_week, first_day

TEMPLATE = Path(__file__).with_name("document.typ")
SEPARATOR = ";"  # as a Norwegian spreadsheet expects it


def make_pack(study_id: str, _area: str) -> None:
    """Make the pack of a study from what its settings say now."""
    with db.reading() as session:
        study = session.get_one(Study, study_id)
        content = _pack(study.name, operations.gathered(session, study))
    with db.writing() as session:
        to_order.keep(session, study_id, operations.ORDER.name, content)
        session.commit()


def _pack(foot: str, gathered: operations.Gathered) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(foot, gathered):
            stamp = zipfile.ZipInfo(name, first_day(current_week()).timetuple()[:6])
            stamp.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(stamp, content)
    return made.getvalue()


def _files(foot: str, gathered: operations.Gathered) -> Iterator[tuple[str, bytes]]:
    facts = operations.facts_with_letter(gathered)
    for name, of in (
        ("00-les-forst.pdf", documents.COVER),
        ("03-personvernkonsekvenser.pdf", documents.DPIA),
        ("04-protokoll.pdf", documents.RECORD),
    ):
        yield name, _pdf(documents.document(of, facts), foot)
    yield "01-variabelliste.pdf", _pdf(variables.variable_document(gathered.settings), foot)
    yield "01-variabelliste.csv", _csv(gathered)
    for shown in _letters(gathered):
        stem = f"02-informasjonsskriv-{shown.language}"
        with force_locale(LOCALES[shown.language]):
            title = gettext("Information letter")
        yield f"{stem}.pdf", _pdf(documents.letter_document(shown, title), foot)
        yield f"{stem}.txt", shown.text.encode()


def _letters(gathered: operations.Gathered) -> Iterator[ShownLetter]:
    """Yield the letter in each language, where nothing is missing in it."""
    if gathered.letter_faults:
        return
    for language in NAMES:
        yield show(operations.letter_of(gathered), language)


def _csv(gathered: operations.Gathered) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATOR)
    rows = [variables.heading(), *variables.variables(gathered.settings)]
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _pdf(document: Document, foot: str) -> bytes:
    with force_locale(LOCALES[document.language]):
        page_of = gettext("Page %(page)s of %(pages)s", page="{page}", pages="{pages}")
    words = asdict(document) | {"page_of": page_of, "foot": foot}
    made = dt.datetime.combine(first_day(current_week()), dt.time(), tzinfo=dt.UTC)
    return compile_pdf(TEMPLATE, words, made)
