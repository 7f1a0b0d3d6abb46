"""Pages are written once and filled in for each person: nobody meets another's, or an old one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from jinja2 import UndefinedError

from survey import kept_pages
from survey.administer import sheets
from survey.models.study import DEMONSTRATION
from survey.wording import store
from survey.wording.reading import FOLDER, read_file
from tests.factories import Card, make_card, make_study, writing
from tests.letters import install_letter
from tests.page_client import Page, PageClient
from tests.pages import CheckPage, GroupPage, QuestionsPage, begin, items_on

OpenClient = Callable[..., PageClient]
PAGES = range(1, 6)
RADIO_CHECKED = re.compile(r"<input[^>]* checked")


def points_of(key: str, point: int) -> int:
    """Return a point that the item has."""
    return point if key.startswith("soc13") else 1 + point % 4


def hidden(page: Page, name: str) -> str:
    return next(one["value"] for one in page.form().all("input") if one["name"] == name)


def size_of_text(page: Page) -> str:
    return page.root.one("html").get("class")


def whose(app: Flask, page: Page) -> str:
    """Return the person whose sheet the page carries."""
    with app.test_request_context():
        sheet = sheets.opened(hidden(page, "sheet"))
    assert sheet
    return sheet.participant_id


def test_two_people_in_turn_each_meet_their_own_pages(app: Flask, open_client: OpenClient) -> None:
    study = make_study(app)
    people = [(make_card(app, study), open_client(language="nb"), point) for point in (2, 5)]
    for card, client, _point in people:
        begin(client, card, "nb")
    client = people[1][1]
    client.press(client.open("/questions/1"), "Stor tekst")
    for number in PAGES:
        for _card, client, point in people:
            page = QuestionsPage(client, number)
            assert page.chosen == {}, "nobody has answered here before"
            page.answer(**{key: points_of(key, point) for key in items_on(number)})
    tokens = set()
    for number in PAGES:
        for card, client, point in people:
            page = QuestionsPage(client, number)
            assert page.chosen == {key: points_of(key, point) for key in items_on(number)}
            assert whose(app, client.page) == card.participant_id
            assert size_of_text(client.page) == ("text-large" if point == 5 else "")
            tokens.add((point, hidden(client.page, "csrf_token")))
    assert len({token for _point, token in tokens}) == len(tokens), "a proof belongs to one session"
    for _card, client, _point in people:
        GroupPage(client).say("none")
    for _card, client, point in people:
        lines = CheckPage(client).lines[:13]
        assert all(f"{point} (" in line for line in lines), lines


def test_a_page_left_open_goes_into_its_own_card_alone(app: Flask, open_client: OpenClient) -> None:
    study = make_study(app)
    mine, yours = open_client(language="nb"), open_client(language="nb")
    for client in (mine, yours):
        begin(client, make_card(app, study), "nb")
    page = yours.open("/questions/1")
    mine.open("/questions/1")
    assert mine.browser.post(
        "/questions/1",
        data={"csrf_token": hidden(page, "csrf_token"), "soc13_01": "3"},
        headers=mine.headers,
    ).status_code in {400, 403}


def test_a_text_that_is_installed_is_on_the_next_page(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)), "nb")
    client.language = "nb"
    assert "Helt ny ledetekst" not in client.open("/questions/1").text
    text = read_file(FOLDER / "soc13.nb.toml") | {"kind": "installed", "lead": "Helt ny ledetekst"}
    with writing(app) as session:
        store.keep(session, text)
    assert "Helt ny ledetekst" in client.open("/questions/1").text
    assert "stand-in" not in client.open("/questions/5").text


def test_each_study_has_its_own_letter_and_its_newest(app: Flask, open_client: OpenClient) -> None:
    first, second = make_study(app, "first"), make_study(app, "second")
    install_letter(app, first, institution="Institutt A")
    install_letter(app, second, institution="Institutt B")
    clients = {"Institutt A": first, "Institutt B": second}
    opened = {name: letter_of(app, study, open_client) for name, study in clients.items()}
    for name, client in opened.items():
        page = client.open("/information").text
        assert [one for one in clients if one in page] == [name]
    install_letter(app, first, institution="Institutt C")
    assert "Institutt C" in opened["Institutt A"].open("/information").text
    assert "Institutt B" in opened["Institutt B"].open("/information").text


def letter_of(app: Flask, study: Any, open_client: OpenClient) -> PageClient:
    """Return somebody who stands before the letter."""
    client = open_client(language="nb")
    page = client.open("/")
    page = client.send(page, 200, code=make_card(app, study).code)
    client.send(page, 200, language="nb")
    return client


@pytest.mark.parametrize("language", ["nn", "en", "nb"])
def test_a_kept_page_is_in_the_language_that_is_chosen_now(
    app: Flask, open_client: OpenClient, language: str
) -> None:
    study = make_study(app, kind=DEMONSTRATION)
    client = open_client(language="nb")
    begin(client, make_card(app, study), "nb")
    page = client.open("/questions/1")
    client.language = language
    client.press(page, {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}[language])
    assert client.open("/questions/2").language == language


def test_what_is_kept_cannot_reach_the_session(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError):
        kept_pages.page("administer/reminder.html", "", dict)


def test_no_more_than_so_many_pages_are_kept(app: Flask, client: PageClient) -> None:
    with app.test_request_context():
        for number in range(kept_pages.MOST + 3):
            kept_pages.page("administer/_waiting.html", number, dict)
    assert len(app.extensions["kept_pages"]) == kept_pages.MOST
    assert client.open("/").status == 200


def test_nothing_of_a_person_is_in_what_is_kept(app: Flask, client: PageClient) -> None:
    card: Card = make_card(app, make_study(app))
    begin(client, card, "nb")
    client.language = "nb"
    for number in PAGES:
        page = QuestionsPage(client, number)
        page.answer(**{key: points_of(key, 3) for key in items_on(number)})
        client.open(f"/questions/{number}")
    token, sheet = (hidden(client.page, name) for name in ("csrf_token", "sheet"))
    for kept in app.extensions["kept_pages"].values():
        html = "".join(kept.texts)
        assert not RADIO_CHECKED.search(html)
        assert not any(one in html for one in (token, sheet, card.code, card.participant_id))
