"""A document as a PDF: tagged, archivable, and the same bytes for the same facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _

from survey.report.document import Block, Document
from survey.report.facts import ReportFacts
from survey.report.sections import APPENDIX, DOCUMENTS, MUNICIPALITY, POSTER
from survey.typesetting import compile_pdf
from survey.weeks import first_day

FOLDER: Final = Path(__file__).parent
TEMPLATES: Final = {
    MUNICIPALITY: FOLDER / "report.typ",
    POSTER: FOLDER / "poster.typ",
    APPENDIX: FOLDER / "report.typ",
}


def typeset(facts: ReportFacts, language: str, register: str = MUNICIPALITY) -> bytes:
    """Return one register of the facts as a PDF in a language; needs an application context."""
    with force_locale(language):
        words = _for_template(DOCUMENTS[register](facts))
    return compile_pdf(TEMPLATES[register], words, _timestamp(facts))


def _for_template(document: Document) -> dict[str, Any]:
    parts = [
        asdict(section) | {"blocks": [_tagged(block) for block in section.blocks]}
        for section in document.sections
    ]
    footer = _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}")
    return asdict(document) | {"sections": parts, "page_of": footer}


def _tagged(block: Block) -> dict[str, Any]:
    return asdict(block) | {"kind": block.kind}


def _timestamp(facts: ReportFacts) -> dt.datetime:
    """Return the first day after the month of the cut-off: a clock would make every copy differ.

    The pages tell months only, so the file must not tell the week.
    """
    cut_off = first_day(facts.edition.cut_off_week)
    day = (cut_off.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
