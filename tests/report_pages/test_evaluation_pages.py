"""The evaluation as the researcher meets it: section by section, each table and picture to save."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import select

from scoring.evaluation import SECTIONS
from survey.config import Settings
from survey.models import AnalysisPlan, Artefact, Job, Study
from survey.report import artefacts, progress
from survey.report.section_names import SECTION_NAMES
from tests.databases import hold, put_back
from tests.factories import make_answered_groups, make_staff, make_study, read, writing
from tests.page_client import PageClient
from tests.pages import SignInPage

DoJobs = Callable[[], int]
BASE = "/staff/studies/try"


@pytest.fixture(scope="module")
def evaluated_once() -> dict[str, Any]:
    """Keep what the database of a study held that has been evaluated once, for this module."""
    return {}


@pytest.fixture
def evaluated(
    app: Flask, database: str, evaluated_once: dict[str, Any], do_jobs: DoJobs, client: PageClient
) -> PageClient:
    """Open a browser for the researcher of a study whose evaluation is stored."""
    engine = app.extensions["database"]
    if not evaluated_once:
        study = make_study(app)
        make_answered_groups(app, study, [5, 5, 5])
        with writing(app) as session:
            artefacts.ask_for(session, study, artefacts.EVALUATION)
        assert do_jobs() == 1
        engine.dispose()
        evaluated_once |= hold(database)
    engine.dispose()
    put_back(database, evaluated_once)
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    return client


def sections(client: PageClient) -> list[str]:
    """Return the addresses of the sections, as the first page of results links to them."""
    nav = client.open(f"{BASE}/results").root.one("nav", **{"aria-label": "The evaluation"})
    return [one["href"] for one in nav.all("a")]


def test_every_section_of_the_evaluation_is_a_page_marked_as_not_released(
    evaluated: PageClient,
) -> None:
    addresses = sections(evaluated)
    assert len(addresses) == 8
    for address in addresses:
        page = evaluated.open(address)
        assert any("Not released." in one.text for one in page.root.all("p", **{"class": "stamp"}))


@pytest.mark.parametrize(
    ("language", "title"),
    [("nb", "Hvor sikkert det er"), ("nn", "Kor sikkert det er"), ("en", "How sure it is")],
)
def test_around_the_english_text_everything_is_in_the_language_of_the_page(
    evaluated: PageClient, language: str, title: str
) -> None:
    evaluated.language = language
    evaluated.headers["Accept-Language"] = language
    page = evaluated.open(f"{BASE}/results/section/certainty")
    assert page.heading == title
    (part,) = page.root.all("div", **{"class": "evaluation"})
    assert part["lang"] == "en"
    assert "[[" not in page.text
    saved = next(one for one in part.all("a") if one["href"].endswith(".csv"))
    words = {"nb": "Lagre tabellen", "nn": "Lagre tabellen", "en": "Save the table"}
    assert (saved["lang"], saved.text) == (language, words[language])
    told = [one for one in page.root.all("p") if "Teksten her er på engelsk" in one.text]
    assert len(told) == (language != "en")
    for line in told:
        address, _, place = line.all("a")[0]["href"].partition("#")
        assert evaluated.open(address).root.all("h2", id=place)


def test_each_table_and_picture_of_a_section_can_be_saved(evaluated: PageClient) -> None:
    n_tables = n_pictures = 0
    for address in sections(evaluated):
        page = evaluated.open(address)
        saved = [one["href"] for one in page.root.all("a") if one["href"].startswith("../")]
        assert len(saved) == len(page.root.all("table")) + len(page.root.all("figure"))
        for href in saved:
            response = evaluated.get(f"{BASE}/results/{href.removeprefix('../')}")
            assert response.headers["Content-Disposition"].startswith("attachment")
            if href.endswith(".svg"):
                ET.fromstring(response.get_data(as_text=True))  # noqa: S314 - our own
                n_pictures += 1
            else:
                assert response.get_data(as_text=True).count("\n") > 1
                n_tables += 1
    assert n_tables > 15
    assert n_pictures > 3


def test_a_saved_table_holds_what_the_page_shows(evaluated: PageClient) -> None:
    shown = evaluated.open(f"{BASE}/results/section/found").root.all("table")
    table = next(one for one in shown if one.one("caption")["id"] == "change-points-caption")
    cells = [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]
    saved = evaluated.get(f"{BASE}/results/table/change-points.csv").get_data(as_text=True)
    # A page is set with a true minus; a file is for programs.
    assert [[cell.replace("−", "-") for cell in row] for row in cells] == list(
        csv.reader(io.StringIO(saved))
    )


@pytest.mark.parametrize("address", ["section/none", "picture/none.svg", "table/none.csv"])
def test_what_the_evaluation_does_not_have_is_not_found(
    evaluated: PageClient, address: str
) -> None:
    evaluated.open(f"{BASE}/results/{address}", 404)


def test_the_first_page_says_by_which_plan_it_is_judged_and_from_which_data(
    app: Flask, evaluated: PageClient
) -> None:
    page = evaluated.open(f"{BASE}/results")
    kept = json.loads(read(app, select(Artefact.content).filter_by(name="evaluation.json"))[0][0])
    assert kept["data"]["sha256"] in page.text
    assert "has given no plan" in page.root.one("section", **{"class": "plan"}).text


def test_opening_the_evaluation_again_asks_for_no_work(app: Flask, evaluated: PageClient) -> None:
    for address in sections(evaluated):
        evaluated.open(address)
    assert not read(app, select(Job.id))


def test_who_waits_sees_how_many_parts_are_done(
    app: Flask, study: Study, researcher: PageClient, started: list[Settings]
) -> None:
    researcher.open(f"{BASE}/results")
    with app.app_context():
        progress.begin(read(app, select(Job.id))[0][0])
        progress.tell(3, len(SECTIONS))
    page = researcher.open(f"{BASE}/results")
    assert f"3 of {len(SECTIONS)} parts are done" in page.text
    assert page.root.one("progress")["value"] == "3"


def test_a_plan_given_after_the_figures_were_made_makes_them_anew(app: Flask, study: Study) -> None:
    with writing(app) as session:
        before = artefacts.fingerprint(session, session.get_one(Study, study.id))
    with writing(app) as session:
        plan = AnalysisPlan(
            study_id=study.id,
            text='primary = "gse_total"\n',
            sha256="0" * 64,
            given_week="2026-W01",
        )
        session.add(plan)
    with writing(app) as session:
        assert artefacts.fingerprint(session, session.get_one(Study, study.id)) != before


def test_every_section_of_an_evaluation_has_a_name_in_each_language(evaluated: PageClient) -> None:
    assert {one.rpartition("/")[2] for one in sections(evaluated)} == SECTION_NAMES.keys()
