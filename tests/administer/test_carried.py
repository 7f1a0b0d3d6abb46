"""A page that comes when its session has ended is kept until the code is typed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from survey.administer.sheets import Sheet, opened, sealed
from tests.factories import (
    Card,
    make_answered,
    make_card,
    make_study,
    random_responses,
)
from tests.page_client import Page, PageClient
from tests.pages import AfterPage, CardPage, LanguagePage, QuestionsPage, answer_wave, begin
from tests.scripted_page import ScriptedPage

OpenClient = Callable[..., PageClient]


@pytest.fixture
def card(app: Flask) -> Card:
    """A card that nobody has used."""
    return make_card(app, make_study(app))


def end_session(client: PageClient) -> None:
    client.browser.delete_cookie("sammenheng")


def send_late(client: PageClient, number: int, **answers: object) -> Page:
    """Send a page of questions after the session has ended."""
    late = QuestionsPage(client, number)
    end_session(client)
    return client.send(late.page, 403, **{key: str(one) for key, one in answers.items()})


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_what_was_on_the_page_is_saved_once_the_code_is_typed(
    app: Flask, open_client: OpenClient, card: Card, language: str
) -> None:
    client = open_client(language)
    begin(client, card, language)
    QuestionsPage(client, 1).answer(soc13_01=2)
    client.headers = {"Accept-Language": "fr"}  # the page knows its language by itself
    page = send_late(client, 2, soc13_06=3, soc13_09=7)
    assert page.heading in {
        "Vi trenger koden på kortet ditt",
        "Vi treng koden på kortet ditt",
        "We need the code on your card",
    }
    assert client.send(page, code=card.code).path == "/language"
    assert LanguagePage(client).choose(language).path == "/questions/3"
    assert QuestionsPage(client, 2).chosen == {"soc13_06": 3, "soc13_09": 7}


def test_what_is_carried_on_can_be_read_by_nobody(client: PageClient, card: Card) -> None:
    begin(client, card)
    page = send_late(client, 1, soc13_01=6)
    carried = page.form().one("input", name="carried")["value"]
    assert "soc13" not in carried
    assert card.participant_id not in carried
    assert page.form()["action"] == "/"


def test_a_code_that_is_mistyped_first_loses_nothing(client: PageClient, card: Card) -> None:
    begin(client, card)
    page = send_late(client, 1, soc13_01=6)
    again = client.send(page, code="12345")
    assert again.heading == "We need the code on your card"
    client.send(again, code=card.code)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 6}


def test_another_persons_code_gets_nothing_of_it(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    page = send_late(client, 1, soc13_01=6)
    other = make_card(app, make_study(app, "other"))
    client.send(page, code=other.code)
    begin(client, other)
    assert QuestionsPage(client, 1).chosen == {}
    begin(client, card)
    assert QuestionsPage(client, 1).chosen == {}


def test_what_was_answered_elsewhere_in_the_meantime_stands(
    client: PageClient, open_client: OpenClient, card: Card
) -> None:
    begin(client, card)
    page = send_late(client, 1, soc13_01=6, soc13_02=2)
    laptop = open_client()
    begin(laptop, card)
    ScriptedPage(laptop, "/questions/1").choose(soc13_01=3)
    client.send(page, code=card.code)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 3, "soc13_02": 2}


def test_a_page_that_is_carried_twice_is_saved_once(
    client: PageClient, open_client: OpenClient, card: Card
) -> None:
    begin(client, card)
    page = send_late(client, 1, soc13_01=6)
    client.send(page, code=card.code)
    QuestionsPage(client, 1).answer(soc13_01=2)
    end_session(client)
    first = CardPage(client).page.form().one("input", name="csrf_token")["value"]
    client.send(page, code=card.code, csrf_token=first)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 2}


def test_what_the_script_had_saved_by_itself_does_not_hinder_the_rest_of_the_page(
    client: PageClient, card: Card
) -> None:
    begin(client, card)
    page = ScriptedPage(client, "/questions/1")
    page.choose(soc13_01=2)
    end_session(client)
    asked = client.send(page.page, 403, **page.stamped(soc13_01=4, soc13_02=5))
    client.send(asked, code=card.code)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 4, "soc13_02": 5}


def test_a_faulty_answer_loses_only_itself(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", random_responses(1), meetings="none")
    begin(client, card)
    for number in range(1, 6):
        QuestionsPage(client, number).answer()
    late = AfterPage(client, 1)
    end_session(client)
    page = client.send(late.page, 403, status="finished", meetings="many")
    client.send(page, code=card.code)
    assert AfterPage(client, 1).chosen == {"status": "finished"}
    assert LanguagePage(client).choose("en").path == "/after/1"


def test_a_very_long_answer_is_cut_and_a_strange_field_is_left_out(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    page = send_late(client, 1, soc13_01="9" * 9000, soc13_06=3, strange="x" * 9000)
    carried = page.form().one("input", name="carried")["value"]
    assert len(carried) < 7000
    client.send(page, code=card.code)
    assert QuestionsPage(client, 1).chosen == {}
    assert QuestionsPage(client, 2).chosen == {}


def test_after_the_code_was_typed_in_another_tab_the_first_tab_s_page_is_not_lost(
    client: PageClient, card: Card
) -> None:
    begin(client, card)
    first_tab = QuestionsPage(client, 1)
    end_session(client)
    begin(client, card)
    page = client.send(first_tab.page, 403, soc13_01="6")
    client.send(page, code=card.code)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 6}


def test_a_page_of_the_first_time_is_not_carried_into_the_second(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    late = QuestionsPage(client, 1)
    answer_wave(client, card, {})
    end_session(client)
    page = client.send(late.page, 403, soc13_01="6")
    client.send(page, code=card.code)
    assert LanguagePage(client).choose("en").path == "/questions/1"
    assert QuestionsPage(client, 1).chosen == {}


def test_a_card_that_is_erased_in_the_meantime_is_simply_unknown(
    client: PageClient, open_client: OpenClient, card: Card
) -> None:
    begin(client, card)
    page = send_late(client, 1, soc13_01=6)
    laptop = open_client()
    begin(laptop, card)
    laptop.send(laptop.open("/erase"))
    assert "No card has this code" in client.send(page, code=card.code).text


@pytest.mark.parametrize("carried", ["", "nonsense", "å", "A" * 40_000, "QUFB" * 20])
def test_what_we_did_not_seal_is_neither_carried_nor_shown(
    client: PageClient, carried: str
) -> None:
    page = client.send(client.open("/"), code="12345", carried=carried)
    assert page.heading == "Welcome"
    assert not page.form().all("input", name="carried")


def test_a_page_without_its_sheet_cannot_be_kept_and_says_so(
    client: PageClient, card: Card
) -> None:
    begin(client, card)
    late = QuestionsPage(client, 1)
    end_session(client)
    page = client.send(late.page, 400, sheet="", soc13_01="6")
    assert "only this one is to be answered once more" in page.text


def test_a_sheet_opens_only_where_it_was_sealed_and_as_it_was(app: Flask) -> None:
    sheet = Sheet("p", "pre", "questions", 2, "nb", 4, {"soc13_06": "3"})
    with app.app_context():
        text = sealed(sheet)
        assert opened(text) == sheet
        assert text != sealed(sheet)
        changed = ("B" if text[30] != "B" else "C").join((text[:30], text[31:]))
        assert opened(changed) is None
