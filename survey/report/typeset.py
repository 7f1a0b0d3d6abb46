"""The report as a PDF: tagged, archivable, and the same bytes for the same facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _

from survey.report.document import Block, Document
from survey.report.facts import ReportFacts
from survey.report.sections import report_document
from survey.typesetting import compile_pdf
from survey.weeks import first_day

TEMPLATE: Final = Path(__file__).with_name("report.typ")
NO_WEEK: Final = dt.date(2000, 1, 1)  # a file must state some time; this one is plainly none


def typeset(facts: ReportFacts, language: str) -> bytes:
    """Return the report on the facts as a PDF in a language; needs an application context."""
    with force_locale(language):
        words = _for_template(report_document(facts))
    return compile_pdf(TEMPLATE, words, _timestamp(facts))


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
    """Return the first day after the last answer's month: a clock would make every copy differ.

    The pages tell months only, so the file must not tell the week.
    """
    last = first_day(facts.last_week) if facts.last_week else NO_WEEK
    day = (last.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
