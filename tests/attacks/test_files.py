"""What is not shown stands nowhere in any file: not in marks, words for the blind, or metadata."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from scoring.change import design_effect_interval
from survey.models import ReportFile
from survey.release import making
from survey.report.typeset import typeset
from tests.attacks.published import Published, read_all
from tests.attacks.years import Years, begin, live
from tests.factories import read

MORE_DECIMALS = re.compile(r"\d\.\d{2,}")


@pytest.fixture
def years(app: Flask) -> Years:
    years = begin(app, 8, 4, n_pooled=2)
    for _ in range(3):
        years.add_group(next(iter(years.points)), 0, [5], items=3)
    live(years, 3)
    return years


def test_no_figure_has_a_digit_more_than_is_printed(years: Years) -> None:
    published = read_all(years.app)
    for line in published.series.splitlines()[1:]:
        figures = line.split(",")[11:19]
        assert not [one for one in figures if MORE_DECIMALS.search(one)]
    for page in published.pages:
        article = re.search(r"<article.*</article>", page.source, re.DOTALL)
        assert article is not None
        assert "<!--" not in page.source
        told = re.sub(r"https?://\S+|\b0\.\d\d\b", "", article[0])
        assert not MORE_DECIMALS.findall(told)
        names = {name for one in page.root.one("article").all() for name in one.attributes}
        assert {one for one in names if one.startswith("data-")} <= {"data-label"}


def test_an_outcome_that_is_hidden_has_no_mark_in_any_drawing(years: Years) -> None:
    published = read_all(years.app)
    hidden = 0
    for page in published.pages:
        lines = [one for one in published.lines if one.about == page.about]
        shown = [one for one in lines if one.figures]
        hidden += len(lines) - len(shown)
        (picture,) = [one for one in page.root.all("svg") if one.all(id="change-picture-title")]
        assert len(picture.all("polygon", "circle")) == len(shown)
        assert picture.all("desc")[0].text.count(": :") == len(lines) - len(shown)
    assert hidden, "something is hidden"


def test_a_part_that_is_hidden_has_neither_size_nor_figures(years: Years) -> None:
    published = read_all(years.app)
    rows = [
        [cell.text for cell in row.all("td")]
        for page in published.pages
        for table in page.root.all("table")
        if "People" in [one.text for one in table.one("thead").all("th")]
        for row in table.one("tbody").all("tr")
    ]
    assert any(":" in row for row in rows)
    assert all(set(row) <= {":"} or row[0] not in {":", "–"} for row in rows)
    json.loads(published.schema)
    assert not re.search(r"\d\.\d", published.schema.replace("CC-BY-4.0", "").replace("by/4.0", ""))


def test_the_interval_tells_no_more_than_the_printed_mean_spread_and_sizes(years: Years) -> None:
    """So it is of no use to somebody who knows all answers of one group."""
    published = read_all(years.app)
    for line in published.lines:
        if not line.figures:
            continue
        mean, sd = line.figures["change_mean"], line.figures["change_sd"]
        interval = design_effect_interval(mean, sd, line.n_people, line.n_groups)
        assert interval.low == pytest.approx(line.figures["low"], abs=0.0501)
        assert interval.high == pytest.approx(line.figures["high"], abs=0.0501)


def figures_in(text: str) -> set[str]:
    return set(re.findall(r"−?\d+[.,]\d+", text))


def pdfs(years: Years) -> Iterator[tuple[str, PdfReader]]:
    for name, content in read(years.app, select(ReportFile.name, ReportFile.content)):
        if content.startswith(b"%PDF-1"):
            yield name, PdfReader(io.BytesIO(content))


def test_a_pdf_has_no_figure_that_the_page_and_the_open_data_have_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = begin(app, 9, 2)
    for number in years.points:
        for _ in range(3):
            years.add_group(number, 0, [5])
    years.answer(0)
    real = {"en"}
    monkeypatch.setattr(
        making,
        "typeset",
        lambda facts, language, register: (
            typeset(facts, language, register)
            if language in real and facts.area.is_municipality
            else b"%PDF-"
        ),
    )
    years.release(0)
    published: Published = read_all(app)
    known = figures_in(published.series.replace("-", "−")) | {
        one for page in published.pages for one in figures_in(page.root.text)
    }
    # Formulas and what is assumed, in the appendix alone: never from these answers.
    known |= {"1.96", "0.02", "0.12", "0.10", "0.69", "0.78", "0.74", "0.54"}
    n_files = 0
    for name, pdf in pdfs(years):
        n_files += 1
        told = "".join(page.extract_text() for page in pdf.pages)
        assert figures_in(told) <= known, name
        said = pdf.metadata
        assert said is not None
        assert not any(map(figures_in, (str(said.title), str(said.subject), str(said.author))))
    assert n_files
