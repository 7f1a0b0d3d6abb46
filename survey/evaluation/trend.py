"""The checklist of the TREND statement, filled in as far as an evaluation can."""

from __future__ import annotations

from survey.evaluation.article import markdown
from survey.evaluation.document import Figures

TEMPLATE = "trend.en.md"


def trend(evaluation: Figures) -> str:
    """Return the 22 items as a Markdown table in English, from an evaluation's JSON.

    Each is filled with the evaluation's figures, left to the authors in square brackets, or
    said not to apply to a design without a comparison group. The items are in our own words.
    Source: Des Jarlais, Lyles & Crepaz (2004), Am J Public Health 94, 361-366.
    """
    return markdown(TEMPLATE, evaluation, "en")
