"""The evaluation as one HTML file that stands alone: no script, nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from survey.evaluation.contents import evaluation_document
from survey.evaluation.document import Figures, Heading, Notes, Paragraph, Picture, Section
from survey.evaluation.individuals import Scores

KINDS = {Heading: "heading", Paragraph: "paragraph", Notes: "notes", Picture: "picture"}
TEMPLATE, SECTION_TEMPLATE = "evaluation.html.jinja", "section.html.jinja"


def html_page(evaluation: Figures, scores: Scores | None = None, *, title: str) -> str:
    """Return the page for the researcher, from an evaluation's JSON.

    scores: points before and after by score column, each of shape (people,) in one order; a
    person with a NaN in either is left out. Their pictures show single people, so without
    scores the page has none of them. A part that the evaluation does not have is left out.
    """
    document = evaluation_document(evaluation, title, scores)
    page = _environment().get_template(TEMPLATE)
    return page.render(document=document, kind=_kind, level=3, saves=False) + "\n"


def section_html(section: Section) -> str:
    """Return one section for a page of the program, with ways to save its tables and pictures."""
    part = _environment().get_template(SECTION_TEMPLATE)
    return part.render(section=section, kind=_kind, level=2, saves=True)


def _typeset(words: str) -> str:
    """Return the evaluation's plain words with the marks that a page is set with."""
    told = words.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}").replace(" - ", " − ")
    return re.sub(r"(?<![\w.)])-(?=\d)", "−", told)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("survey.evaluation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["typeset"] = _typeset
    return environment


def _kind(block: object) -> str:
    return KINDS.get(type(block), "table")
