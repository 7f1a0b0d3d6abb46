"""An instrument without a text in the chosen language is asked in the nearest one there is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select

from survey.models import Administration, InstrumentWording
from survey.wording import store
from survey.wording.reading import FOLDER, read_file
from tests.factories import make_card, make_study, random_responses, read, writing
from tests.page_client import PageClient
from tests.pages import CheckPage, QuestionsPage, answer_pages, answer_wave, begin

OpenClient = Callable[..., PageClient]
ONLY = {
    "nb": "bare på norsk {}, fordi bare den teksten er godkjent",
    "nn": "berre på norsk {}, fordi berre den teksten er godkjend",
}


def install(app: Flask, instrument: str, language: str) -> None:
    """Install a text of our own as if it were the licensed one."""
    text = read_file(FOLDER / f"{instrument}.{language}.toml") | {"kind": "installed"}
    with writing(app) as session:
        store.keep(session, text)


def take_away(app: Flask, instrument: str, language: str) -> None:
    with writing(app) as session:
        session.execute(
            delete(InstrumentWording).where(
                InstrumentWording.instrument_key == instrument,
                InstrumentWording.language == language,
            )
        )


def language_shown(app: Flask, instrument: str, language: str) -> str:
    with app.test_request_context():
        return store.shown(instrument, language).wording.language


@pytest.mark.parametrize(
    ("chosen", "missing", "shown"),
    [
        ("nn", ["nn"], "nb"),
        ("nb", ["nb"], "nn"),
        ("en", ["en"], "nb"),
        ("nn", ["nn", "nb"], "en"),
        ("nb", ["nb", "nn"], "en"),
        ("en", ["en", "nb"], "nn"),
        ("nn", ["nb", "en"], "nn"),
    ],
)
def test_the_nearest_language_stands_in(
    app: Flask, chosen: str, missing: list[str], shown: str
) -> None:
    for language in missing:
        take_away(app, "soc13", language)
    assert language_shown(app, "soc13", chosen) == shown
    assert language_shown(app, "gse", chosen) == chosen


@pytest.mark.parametrize(
    ("chosen", "installed", "shown"),
    [("nn", ["nb"], "nb"), ("nb", ["en"], "en"), ("nn", ["en", "nb"], "nb"), ("en", ["en"], "en")],
)
def test_an_installed_text_in_another_language_comes_before_a_stand_in(
    app: Flask, chosen: str, installed: list[str], shown: str
) -> None:
    for language in installed:
        install(app, "gse", language)
    assert language_shown(app, "gse", chosen) == shown


def test_the_page_says_so_and_marks_the_language_of_each_item(
    app: Flask, open_client: OpenClient
) -> None:
    install(app, "soc13", "nb")
    client = open_client("nn")
    begin(client, make_card(app, make_study(app)), "nn")
    page = QuestionsPage(client, 1).page
    assert ONLY["nn"].format("bokmål") in page.text
    assert page.language == "nn"
    for item in page.root.all("fieldset"):
        assert item.one("legend")["lang"] == "nb"
        points = item.all("input", type="radio")
        *on_scale, declined = [list(one.ancestors()) for one in points]
        assert all(any(one.get("lang") == "nb" for one in around) for around in on_scale)
        assert not any(one.get("lang") == "nb" for one in declined)
        assert item.all("label")[-1].text == "Eg vil ikkje svare på dette"
    later = QuestionsPage(client, 4).page
    assert "berre den teksten" not in later.text
    assert all("lang" not in one.attributes for one in later.root.all("legend"))


def test_a_page_in_its_own_language_says_nothing_of_it(app: Flask, open_client: OpenClient) -> None:
    client = open_client("nb")
    begin(client, make_card(app, make_study(app)), "nb")
    page = QuestionsPage(client, 1).page
    assert "bare den teksten" not in page.text
    assert all("lang" not in one.attributes for one in page.root.all("legend", "p"))


def test_the_check_page_marks_those_items_too(app: Flask, open_client: OpenClient) -> None:
    install(app, "gse", "nb")
    client = open_client("nn")
    begin(client, make_card(app, make_study(app)), "nn")
    answer_pages(client, random_responses(1))
    shown = CheckPage(client).page.root.all("span", **{"class": "question"})
    assert [one.get("lang") for one in shown] == [""] * 13 + ["nb"] * 10


def test_the_text_that_was_read_is_stored_with_the_answers(
    app: Flask, open_client: OpenClient
) -> None:
    install(app, "soc13", "nb")
    answer_wave(open_client("nn"), make_card(app, make_study(app)), random_responses(1), "nn")
    stored = read(
        app,
        select(
            Administration.instrument_key, InstrumentWording.language, InstrumentWording.kind
        ).join(Administration, Administration.wording_id == InstrumentWording.id),
    )
    assert sorted(map(tuple, stored)) == [("gse", "nn", "stand_in"), ("soc13", "nb", "installed")]
