from __future__ import annotations

import io
import re
import time
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from survey.report.document import Paragraph, Picture, Table
from survey.report.facts import Area, ReportFacts
from survey.report.sections import DOCUMENTS, poster_document, report_document
from survey.report.typeset import typeset
from tests.report_facts import EXAMPLE

LANGUAGES = ("nb", "nn", "en")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(reader: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", text)


def blocks_of(facts: ReportFacts, language: str, register: str = "municipality") -> list[object]:
    with force_locale(language):
        document = DOCUMENTS[register](facts)
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
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("register", list(DOCUMENTS))
def test_tables_have_header_cells_and_pictures_their_words(
    facts: ReportFacts, register: str, language: str
) -> None:
    reader = read(typeset(facts, language, register))
    tags = tags_of(reader.root_object["/StructTreeRoot"])
    kinds = [tag["/S"] for tag in tags]
    blocks = blocks_of(facts, language, register)
    tables = [block for block in blocks if isinstance(block, Table)]
    pictures = [block for block in blocks if isinstance(block, Picture)]
    assert kinds.count("/Table") == len(tables)
    assert kinds.count("/TH") == sum(len(table.header) for table in tables)
    assert "/H1" in kinds
    told = [tag["/Alt"] for tag in tags if tag["/S"] == "/Figure"]
    assert told == [picture.description for picture in pictures]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("register", list(DOCUMENTS))
def test_every_register_is_a_whole_accessible_file(
    facts: ReportFacts, register: str, language: str
) -> None:
    reader = read(typeset(facts, language, register))
    with force_locale(language):
        document = DOCUMENTS[register](facts)
    assert reader.root_object["/Lang"].split("-")[0] == language
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == f"{document.title}, {document.area}"
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    for page in reader.pages:
        assert document.foot in page.extract_text()
        assert document.stamp in page.extract_text()


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_poster_is_one_page_however_long_the_names(facts: ReportFacts, language: str) -> None:
    name = "Undersøkelsen om selvhjelpsgrupper i mange kommuner og bydeler 2026 til 2028"
    long = replace(EXAMPLE, area=Area("pool", None, name), study=replace(facts.study, name=name))
    for one in (facts, EXAMPLE, long):
        reader = read(typeset(one, language, "poster"))
        assert len(reader.pages) == 1
        with force_locale(language):
            said = poster_document(one).sections[-1].blocks[0]
        assert isinstance(said, Paragraph)
        assert said.text in text_of(reader)


@pytest.mark.usefixtures("app")
def test_a_municipality_gets_three_or_four_pages(facts: ReportFacts) -> None:
    much = replace(
        EXAMPLE,
        earlier=EXAMPLE.earlier * 3,
        parts=(*EXAMPLE.parts[:1] * 6, *EXAMPLE.parts[2:]),
        study=facts.study,
        is_example=False,
    )
    for language in LANGUAGES:
        for one in (EXAMPLE, much):
            assert 3 <= len(read(typeset(one, language)).pages) <= 4


@pytest.mark.usefixtures("app")
def test_only_the_letters_of_the_package_are_in_the_file(facts: ReportFacts) -> None:
    for page in read(typeset(facts, "nb")).pages:
        fonts = page["/Resources"]["/Font"]
        assert all("SourceSansPro" in fonts[name]["/BaseFont"] for name in fonts)


@pytest.mark.usefixtures("app")
def test_a_page_is_drawn_without_colour(facts: ReportFacts) -> None:
    for block in blocks_of(facts, "nb"):
        if isinstance(block, Picture):
            shades = re.findall(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", block.svg)
            assert shades
            assert all(red == green == blue for red, green, blue in shades)


@pytest.mark.usefixtures("app")
def test_one_report_takes_a_quarter_of_a_second_of_work_at_most(facts: ReportFacts) -> None:
    typeset(facts, "nb")  # reads fonts and template
    start = time.process_time()
    for number in range(4):
        typeset(replace(facts, edition=replace(facts.edition, number=number)), "nn")
    assert (time.process_time() - start) / 4 < 0.25


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
    named = replace(
        facts, area=Area("municipality", "9999", name), study=replace(facts.study, name=name)
    )
    assert name in text_of(read(typeset(named, "en")))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("register", list(DOCUMENTS))
def test_facts_with_nothing_but_hidden_lines_are_typeset(facts: ReportFacts, register: str) -> None:
    hidden = tuple(replace(outcome, figures=None) for outcome in facts.outcomes)
    shares = tuple(replace(one, parts=None) for one in facts.climate)
    bare = replace(
        facts, outcomes=hidden, climate=shares, overall=None, regression=None, individuals=()
    )
    pdf = typeset(bare, "nb", register)
    text = text_of(read(pdf))
    assert ":" in text
    for figure in ("58,3", "61,0", "11,5", "2,7", "0,3", "5,2", "22 (65"):
        assert figure not in text


def test_the_language_of_the_page_is_left_as_it_was(app: Flask, facts: ReportFacts) -> None:
    with force_locale("nn"):
        typeset(facts, "nb")
        assert report_document(facts).language == "nn"
