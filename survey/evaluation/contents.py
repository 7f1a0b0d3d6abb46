"""The whole evaluation as a document, in the order a tired reader needs it."""

from __future__ import annotations

from survey.evaluation.certainty import certainty
from survey.evaluation.comparisons import comparisons
from survey.evaluation.document import Document, Figures
from survey.evaluation.explanations import explanations
from survey.evaluation.found import found
from survey.evaluation.individuals import Scores, individuals
from survey.evaluation.measurement import measurement
from survey.evaluation.method import method
from survey.evaluation.missing_people import missing_people


def evaluation_document(evaluation: Figures, title: str, scores: Scores | None = None) -> Document:
    """Return the sections that the evaluation has something for, each with its blocks."""
    sections = (
        found(evaluation),
        certainty(evaluation),
        individuals(evaluation, scores),
        missing_people(evaluation),
        explanations(evaluation),
        measurement(evaluation),
        comparisons(evaluation),
        method(evaluation),
    )
    return Document(title, tuple(section for section in sections if section is not None))
