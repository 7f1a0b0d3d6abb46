from __future__ import annotations

import html
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from flask import render_template
from flask_babel import force_locale

from survey.report.document import Table
from survey.report.facts import ReportFacts
from survey.report.sections import DOCUMENTS, report_document


class Elements(HTMLParser):
    """Counts elements and collects ids."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.ids: list[str] = []
        self.styles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.styles += any(name == "style" for name, _ in attrs)


def page_of(facts: ReportFacts, language: str) -> str:
    with force_locale(language):
        document = report_document(facts)
        return render_template("public/example.html", document=document, registers={})


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_page_shows_every_cell_of_the_table(facts: ReportFacts, language: str) -> None:
    page = page_of(facts, language)
    with force_locale(language):
        document = report_document(facts)
    blocks = [block for section in document.sections for block in section.blocks]
    tables = [block for block in blocks if isinstance(block, Table)]
    cells = [cell for table in tables for row in table.rows for cell in row.cells[1:]]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", page) == cells
    for table in tables:  # on a telephone each figure stands beside its name
        assert all(f'data-label="{name}"' in page for name in table.header[1:])


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("register", list(DOCUMENTS))
def test_the_page_of_each_register_says_all_that_its_document_says(
    facts: ReportFacts, register: str, language: str
) -> None:
    with force_locale(language):
        document = DOCUMENTS[register](facts)
        page = render_template("public/example.html", document=document, registers={})
    shown = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))
    for section in document.sections:
        for block in section.blocks:
            if block.kind == "paragraph":
                assert re.sub(r"\s+", " ", block.text) in shown
    assert document.foot in shown


@pytest.mark.usefixtures("app")
def test_the_page_has_one_h1_unique_ids_and_no_inline_style(facts: ReportFacts) -> None:
    elements = Elements()
    elements.feed(page_of(facts, "nb"))
    assert elements.names.count("h1") == 1
    assert len(elements.ids) == len(set(elements.ids))
    assert elements.styles == 0
    assert "svg" in elements.names


@pytest.mark.usefixtures("app")
def test_a_name_with_markup_is_escaped_on_the_page(facts: ReportFacts) -> None:
    named = replace(facts, study=replace(facts.study, name="<script>x</script>"))
    assert "<script>x" not in page_of(named, "nb")


def test_the_page_is_made_without_pandas_scipy_or_typst() -> None:
    heavy = "{'pandas', 'scipy', 'typst', 'pyarrow'}"
    code = f"import sys, survey.report.sections; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
