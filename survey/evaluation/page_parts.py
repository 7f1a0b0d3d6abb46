"""The evaluation cut into what the program's own pages show, section by section."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from survey.evaluation.contents import evaluation_document
from survey.evaluation.document import Document, Figures, Picture, Table
from survey.evaluation.html_page import section_html
from survey.evaluation.individuals import Scores


def page_parts(evaluation: Figures, scores: Scores) -> dict[str, Any]:
    """Return the sections as HTML in order, every table as CSV and every picture as SVG.

    evaluation, scores: as `survey.evaluation.html_page.html_page` takes them. Tables and pictures
    stand under their keys, which are unlike each other in the whole document.
    """
    document = evaluation_document(evaluation, "", scores)
    return {
        "sections": [{"key": one.key, "html": section_html(one)} for one in document.sections],
        "tables": {table.key: _as_csv(table) for table in _tables(document)},
        "pictures": {one.table.key: one.svg for one in _pictures(document)},
    }


def _tables(document: Document) -> Iterator[Table]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Picture):
                yield block.table


def _pictures(document: Document) -> Iterator[Picture]:
    for section in document.sections:
        yield from (block for block in section.blocks if isinstance(block, Picture))


def _as_csv(table: Table) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([table.head, *table.rows])
    return text.getvalue().replace("−", "-")  # a spreadsheet takes a true minus for a word
