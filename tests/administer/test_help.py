"""Help lines, the quick way out, and titles that tell nothing over a shoulder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from survey import create_app
from survey.codes import new_code
from survey.config import Settings
from survey.help_lines import SHIPPED, read_help_lines
from survey.models import Study
from survey.models.study import CLOSED
from tests.databases import Databases
from tests.factories import make_card, make_study, random_responses, writing
from tests.page_client import Page, PageClient
from tests.pages import (
    CardPage,
    CheckPage,
    GroupPage,
    InformationPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
)

LANGUAGES = ["nb", "nn", "en"]
NUMBERS = {"tel:113", "tel:116123", "tel:116117"}
WATCHED = {
    "nb": "Ingen leser dette mens du svarer.",
    "nn": "Ingen les dette medan du svarer.",
    "en": "Nobody reads this while you answer.",
}
CHECKED = {"nb": "november 2026", "nn": "november 2026", "en": "November 2026"}
QUICKLY = {
    "nb": "Lukk siden raskt",
    "nn": "Lukk sida raskt",
    "en": "Leave this page quickly",
}
# What a title must not say to somebody who looks over a shoulder or through the history.
TELLING = re.compile(
    r"selvhjelp|sjølvhjelp|self-help|grupp|group|livsproblem|life problem|hjelp|help|krise|crisis"
    r"|sorg|grief|angst|anxiety|psyk|mental|helse|health|mestring|meistring|coping|SOC|GSE",
    re.IGNORECASE,
)


def walk(app: Flask, client: PageClient) -> Iterator[Page]:
    """Yield every page that a participant can meet, in the client's language."""
    asked = {"background": ["gender"], "open_field": True}
    study = make_study(app, name="Sorg og samliv", post_after_weeks=26, **asked)
    yield client.open("/questions/1", 403)
    yield client.open("/nowhere", 404)
    yield client.open("/another-card")
    yield CardPage(client).page
    yield CardPage(client).type_code("x")
    card = make_card(app, study)
    yield CardPage(client).type_code(card.code)
    yield client.open("/another-card")
    yield client.open("/check", 403)
    yield LanguagePage(client).choose(client.language)
    yield client.send(InformationPage(client).page)
    yield InformationPage(client).agree()
    yield client.send(client.open("/background"))
    yield from (QuestionsPage(client, number).page for number in range(1, 6))
    yield client.send(QuestionsPage(client, 1).page, 403, csrf_token="old")
    yield client.send(QuestionsPage(client, 1).page, 400, csrf_token="old", sheet="")
    answer_pages(client, random_responses(1))
    yield GroupPage(client).page
    check = CheckPage(client)
    yield check.page
    yield check.send_in()
    yield check.send_in(409)
    yield client.open("/another-card", 409)
    too_early = CardPage(client).type_code(card.code, 409)
    yield too_early
    client.send(too_early)
    LanguagePage(client).choose(client.language)
    yield client.open("/own-words")
    yield client.open("/erase")
    with writing(app) as session:
        session.execute(update(Study).values(state=CLOSED))
    yield CardPage(client).type_code(card.code, 403)
    yield client.send(client.open("/erase"))
    for _ in range(20):
        CardPage(client).type_code(new_code())
    yield CardPage(client).type_code(new_code(), 429)


@pytest.fixture(scope="module")
def pages(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, catalogues: None
) -> Callable[[str], list[Page]]:
    """Return every page in a language, met once; the tests only look at them."""

    def meet(language: str) -> list[Page]:
        database = databases.make(tmp_path_factory.mktemp("help") / "help.sqlite")
        secrets = ("s" * 32, "p" * 32, "e" * 32)
        app = create_app(Settings(database, *secrets, https=False))
        met = list(walk(app, PageClient(app, language)))
        app.extensions["database"].dispose()
        return met

    return cache(meet)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_title_tells_over_a_shoulder_what_the_page_is_about(
    pages: Callable[[str], list[Page]], language: str
) -> None:
    titles = [page.root.one("title").text for page in pages(language)]
    assert len(set(titles)) >= 20
    assert [title for title in titles if TELLING.search(title)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_the_numbers_to_call_and_the_month_they_were_checked(
    pages: Callable[[str], list[Page]], language: str
) -> None:
    for page in pages(language):
        telephones = [one["href"] for one in page.root.all("a") if one["href"].startswith("tel:")]
        assert set(telephones) == NUMBERS, page.path
        assert len(telephones) == 3, page.path
        assert CHECKED[language] in page.root.one("body").text, page.path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_before_the_thanks_says_that_nobody_reads_along(
    pages: Callable[[str], list[Page]], language: str
) -> None:
    for page in pages(language):
        if page.path in {"/", "/language", "/information", "/group", "/check"} and (
            page.status == 200
        ):
            assert WATCHED[language] in page.root.one("body").text, page.path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_the_quick_way_out_first(
    pages: Callable[[str], list[Page]], language: str
) -> None:
    for page in pages(language):
        (link,) = page.root.one("header").all("a")
        assert (link.text, link["href"]) == (QUICKLY[language], "/leave"), page.path


def test_the_quick_way_out_leads_to_the_weather_and_leaves_nothing_in_the_browser(
    app: Flask, client: PageClient
) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    gone = client.get("/leave")
    assert gone.status_code == 302
    assert gone.headers["Location"] == "https://www.yr.no/"
    assert gone.headers["Cache-Control"] == "no-store"
    assert client.browser.get_cookie("sammenheng") is None
    client.open("/language", 403)


def test_the_quick_way_out_needs_no_session(client: PageClient) -> None:
    assert client.get("/leave").status_code == 302


def test_the_quick_way_out_loses_nothing_that_was_saved(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    CardPage(client).type_code(card.code)
    LanguagePage(client).choose("en")
    InformationPage(client).agree()
    QuestionsPage(client, 1).answer(soc13_01=5)
    client.get("/leave")
    CardPage(client).type_code(card.code)
    assert LanguagePage(client).choose("en").path == "/questions/2"
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 5}


def test_the_quick_way_out_leads_where_the_installation_wants(
    settings: Settings, make_app: Callable[[Settings], Flask]
) -> None:
    app = make_app(replace(settings, quick_exit_address="https://www.met.no/"))
    gone = PageClient(app, "en").get("/leave")
    assert gone.headers["Location"] == "https://www.met.no/"


def test_an_installation_shows_its_own_numbers_in_place_of_the_shipped_ones(
    settings: Settings, make_app: Callable[[Settings], Flask], tmp_path: Path
) -> None:
    path = tmp_path / "numbers.toml"
    path.write_text(
        'checked_on = 2027-02-01\n[[lines]]\nkey = "own"\nnumber = "116 117"\n'
        'nb = "Sentralen"\nnn = "Sentralen"\nen = "The <volunteer> centre"\n',
        encoding="utf-8",
    )
    app = make_app(replace(settings, help_lines=str(path)))
    text = PageClient(app, "en").open("/").root.one("aside").text
    assert "The <volunteer> centre: 116 117" in text
    assert "February 2027" in text
    assert "116 123" not in text


def test_the_shipped_numbers_can_be_copied_and_used_as_they_are(tmp_path: Path) -> None:
    copied = tmp_path / "copied.toml"
    copied.write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
    keys = [line.key for line in read_help_lines(copied).lines]
    assert keys == [line["key"] for line in tomllib.loads(copied.read_text())["lines"]]


def test_the_letter_that_is_agreed_to_has_the_numbers_too(app: Flask, client: PageClient) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    (letter,) = InformationPage(client).page.root.all("section")
    assert {one["href"] for one in letter.all("a")} == NUMBERS
