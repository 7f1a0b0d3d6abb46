from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from survey.report.document import Picture, Table
from survey.report.facts import Area, ReportFacts
from survey.report.sections import report_document
from survey.report.typeset import typeset

LANGUAGES = ("nb", "nn", "en")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(reader: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", text)


def blocks_of(facts: ReportFacts, language: str) -> list[object]:
    with force_locale(language):
        document = report_document(facts)
    return [block for section in document.sections for block in section.blocks]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_table_is_in_the_pdf(facts: ReportFacts, language: str) -> None:
    text = text_of(read(typeset(facts, language)))
    table = next(block for block in blocks_of(facts, language) if isinstance(block, Table))
    for row in table.rows:
        for cell in row.cells:
            assert re.sub(r"\s+", " ", cell) in text


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_two_to_four_pages_in_its_language(facts: ReportFacts, language: str) -> None:
    reader = read(typeset(facts, language))
    assert 2 <= len(reader.pages) <= 4
    assert reader.root_object["/Lang"].split("-")[0] == language


@pytest.mark.usefixtures("app")
def test_the_pdf_has_a_title_that_names_the_municipality(facts: ReportFacts) -> None:
    reader = read(typeset(facts, "nn"))
    assert reader.metadata is not None
    assert reader.metadata.title == "Før og etter i sjølvhjelpsgruppene, Narvik kommune"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]


@pytest.mark.usefixtures("app")
def test_the_pdf_declares_archive_and_accessibility(facts: ReportFacts) -> None:
    reader = read(typeset(facts, "nb"))
    assert reader.root_object["/MarkInfo"]["/Marked"]
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def tags_of(node: object) -> list[dict[str, object]]:
    """Return every element of the structure tree, outermost first."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for child in node for tag in tags_of(child)]
    if not isinstance(node, dict):
        return []
    here = [node] if "/S" in node else []
    return here + (tags_of(node["/K"]) if "/K" in node else [])


@pytest.mark.usefixtures("app")
def test_the_table_has_header_cells_and_the_picture_its_words(facts: ReportFacts) -> None:
    reader = read(typeset(facts, "nb"))
    tags = tags_of(reader.root_object["/StructTreeRoot"])
    kinds = [tag["/S"] for tag in tags]
    picture = next(block for block in blocks_of(facts, "nb") if isinstance(block, Picture))
    assert kinds.count("/Table") == 1
    assert kinds.count("/TH") == 6
    assert "/H1" in kinds
    assert [tag["/Alt"] for tag in tags if tag["/S"] == "/Figure"] == [picture.description]


@pytest.mark.usefixtures("app")
def test_a_demonstration_is_stamped_on_every_page(facts: ReportFacts) -> None:
    for page in read(typeset(facts, "nb")).pages:
        assert "Demonstrasjon, oppdiktede personer" in page.extract_text()


@pytest.mark.usefixtures("app")
def test_a_real_study_is_stamped_nowhere(facts: ReportFacts) -> None:
    real = replace(facts, study=replace(facts.study, is_demonstration=False, has_stand_in=False))
    assert "emonstrasjon" not in text_of(read(typeset(real, "nb")))


@pytest.mark.usefixtures("app")
def test_every_page_says_which_it_is_of_how_many(facts: ReportFacts) -> None:
    pages = read(typeset(facts, "nb")).pages
    for position, page in enumerate(pages, start=1):
        assert f"Side {position} av {len(pages)}" in page.extract_text()


@pytest.mark.usefixtures("app")
def test_page_one_has_the_finding_and_the_caveat(facts: ReportFacts) -> None:
    first = re.sub(r"\s+", " ", read(typeset(facts, "en")).pages[0].extract_text())
    assert "2.7 points higher on sense of coherence" in first
    assert "It does not show why." in first


@pytest.mark.usefixtures("app")
def test_equal_facts_give_equal_bytes(facts: ReportFacts) -> None:
    again = ReportFacts.from_json(facts.to_json())
    assert typeset(facts, "nb") == typeset(again, "nb")


@pytest.mark.usefixtures("app")
def test_a_name_with_markup_in_it_stays_a_name(facts: ReportFacts) -> None:
    name = '#panic("x") *Å* $1$ <b> & "to" \\ øst'
    named = replace(facts, area=Area("9999", name), study=replace(facts.study, name=name))
    assert name in text_of(read(typeset(named, "en")))


@pytest.mark.usefixtures("app")
def test_facts_without_weeks_and_with_hidden_lines_are_typeset(facts: ReportFacts) -> None:
    hidden = tuple(replace(outcome, figures=None) for outcome in facts.outcomes)
    bare = replace(facts, first_week=None, last_week=None, outcomes=hidden, regression=None)
    text = text_of(read(typeset(bare, "nb")))
    assert text.count(" : :") >= 5
    assert "58,3" not in text


def test_the_language_of_the_page_is_left_as_it_was(app: Flask, facts: ReportFacts) -> None:
    with force_locale("nn"):
        typeset(facts, "nb")
        assert report_document(facts).language == "nn"
