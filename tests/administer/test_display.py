"""The small menu: how much at a time, how large, how far apart, and in which language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.display.choices import CHOICES, Display
from survey.models import Administration, Consent, InstrumentWording, ShownAs
from tests.factories import (
    Card,
    make_answered,
    make_card,
    make_study,
    random_responses,
    read,
    stored_responses,
    writing,
)
from tests.page_client import Page, PageClient
from tests.pages import (
    AfterPage,
    CardPage,
    CheckPage,
    GroupPage,
    InformationPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
    answer_wave,
    begin,
)

OpenClient = Callable[..., PageClient]


@pytest.fixture
def card(app: Flask) -> Card:
    return make_card(app, make_study(app))


def switch(client: PageClient, page: Page, language: str, **values: str) -> Page:
    """Press a language in the menu; what comes must be in it."""
    client.language = language
    words = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}[language]
    return client.press(page, words, **values)


def classes(page: Page) -> str:
    return page.root.one("html").get("class")


def pressed(page: Page) -> list[str]:
    """Return what the menu says is chosen."""
    return [one.text for one in page.root.all("button", **{"aria-pressed": "true"})]


def kept(app: Flask) -> list[tuple[str, ...]]:
    return [
        tuple(row) for row in read(app, select(ShownAs.amount, ShownAs.text_size, ShownAs.spacing))
    ]


def test_every_page_on_the_way_has_the_menu_with_everything_as_usual_at_first(
    client: PageClient, card: Card
) -> None:
    pages = [client.open("/"), CardPage(client).type_code(card.code)]
    pages += [client.open("/information"), InformationPage(client).agree()]
    answer_pages(client, {})
    pages += [client.page, CheckPage(client).send_in(), client.open("/erase")]
    pages += [client.open("/questions/1", 409)]
    for page in pages:
        assert pressed(page) == [
            "English",
            "One page at a time",
            "Ordinary text",
            "Ordinary spacing",
        ]
        assert classes(page) == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "Visning og språk"),
        ("nn", "Vising og språk"),
        ("en", "Display and language"),
    ],
)
def test_the_menu_is_folded_away_under_its_name(app: Flask, language: str, words: str) -> None:
    menu = PageClient(app, language).open("/").root.one("div", role="region")
    folded = menu.one("details")
    assert "open" not in folded.attributes
    assert folded.one("summary").text == words == menu["aria-label"]
    assert len(folded.all("button", name="display")) == 3 + 2 + 3 + 2


def test_a_choice_is_used_on_the_page_at_once_and_kept_with_the_card(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    assert classes(client.press(QuestionsPage(client, 1).page, "Large text")) == "text-large"
    assert classes(client.press(client.page, "More spacing")) == "text-large space-more"
    assert kept(app) == [("page", "large", "more")]
    assert classes(client.press(client.page, "Ordinary text")) == "space-more"
    assert kept(app) == [("page", "ordinary", "more")]


def test_another_device_shows_the_pages_the_same_way_once_the_code_is_typed(
    client: PageClient, open_client: OpenClient, card: Card
) -> None:
    begin(client, card)
    client.press(QuestionsPage(client, 1).page, "Larger text")
    client.press(client.page, "One question at a time")
    laptop = open_client()
    assert classes(laptop.open("/")) == ""
    assert classes(CardPage(laptop).type_code(card.code)) == "text-larger"
    assert LanguagePage(laptop).choose("en").path == "/question/1"


def test_what_is_chosen_before_the_code_goes_with_the_card(
    app: Flask, client: PageClient, card: Card
) -> None:
    page = client.press(client.open("/"), "Large text")
    assert classes(page) == "text-large"
    assert kept(app) == []
    assert classes(CardPage(client).type_code(card.code)) == "text-large"
    assert kept(app) == [("page", "large", "ordinary")]


def test_a_code_that_is_half_typed_is_still_there_when_the_text_has_grown(
    client: PageClient, card: Card
) -> None:
    page = client.press(client.open("/"), "Large text", code=card.code[:4])
    assert page.root.one("input", name="code")["value"] == card.code[:4]
    assert not page.root.all("div", role="alert")


def test_the_next_person_at_the_same_phone_has_a_display_of_their_own(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    client.press(QuestionsPage(client, 1).page, "Large text")
    other = make_card(app, make_study(app, "another"))
    assert classes(CardPage(client).type_code(other.code)) == ""
    assert [row[1] for row in kept(app)] == ["large"]
    client.press(client.page, "Close this page")
    assert classes(client.open("/")) == ""


def test_erasing_takes_the_display_along(app: Flask, client: PageClient, card: Card) -> None:
    begin(client, card)
    client.press(QuestionsPage(client, 1).page, "Large text")
    client.send(client.open("/erase"))
    assert kept(app) == []


def test_a_card_erased_elsewhere_keeps_no_display(
    app: Flask, client: PageClient, open_client: OpenClient, card: Card
) -> None:
    begin(client, card)
    page = client.open("/erase")
    laptop = open_client()
    begin(laptop, card)
    laptop.send(laptop.open("/erase"))
    assert classes(client.press(page, "Large text", 410)) == "text-large"
    assert kept(app) == []


@pytest.mark.parametrize("words", ["Large text", "More spacing", "One question at a time"])
def test_the_menu_saves_what_is_chosen_on_the_page_first(
    app: Flask, client: PageClient, card: Card, words: str
) -> None:
    begin(client, card)
    client.press(QuestionsPage(client, 1).page, words, soc13_01="2", soc13_03="declined")
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 2, "soc13_03": "declined"}


def test_the_menu_saves_the_pages_beside_the_instruments_first_too(
    app: Flask, client: PageClient, open_client: OpenClient, card: Card
) -> None:
    begin(client, card)
    page = client.press(GroupPage(client).page, "Large text", meetings_before="1-2")
    assert page.path == "/group"
    assert page.root.one("input", value="1-2").attributes.keys() >= {"checked"}
    second = make_card(app, make_study(app, "second"))
    make_answered(app, second, "pre", random_responses(1), meetings="none")
    begin(client, second)
    page = client.press(AfterPage(client, 1).page, "Large text", status="finished", meetings="9")
    assert page.path == "/after/1"
    assert AfterPage(client, 1).chosen == {"status": "finished", "meetings": "9"}


def test_a_page_that_cannot_be_saved_keeps_what_was_written_in_the_new_display(
    app: Flask, client: PageClient, card: Card
) -> None:
    make_answered(app, card, "pre", random_responses(1), meetings="none")
    begin(client, card)
    page = switch(client, AfterPage(client, 1).page, "nb", status="finished", meetings="mange")
    assert page.path == "/after/1"
    assert "Skriv ett tall" in page.root.one("div", role="alert").text
    assert page.root.one("input", name="meetings")["value"] == "mange"
    assert page.root.one("input", value="finished").attributes.keys() >= {"checked"}


def test_a_language_is_switched_on_a_page_of_questions_without_losing_a_choice(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    page = switch(client, QuestionsPage(client, 1).page, "nn", soc13_01="6")
    assert page.path == "/questions/1"
    assert page.heading == "Spørsmål 1 til 5 av 23"
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 6}
    answer_pages(client, {"soc13_01": 6})
    CheckPage(client).send_in()
    languages = read(
        app,
        select(InstrumentWording.language).join(
            Administration, Administration.wording_id == InstrumentWording.id
        ),
    )
    assert {one for (one,) in languages} == {"nn"}


def test_the_page_that_was_read_in_a_language_is_kept_as_read_in_it(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card, "nb")
    for number in range(1, 5):
        QuestionsPage(client, number).answer()
    page = switch(client, QuestionsPage(client, 5).page, "en", gse_10="3")
    assert page.path == "/questions/5"
    client.open("/group")
    QuestionsPage(client, 5).answer(gse_10=3)
    GroupPage(client).say("none")
    CheckPage(client).send_in()
    languages = read(
        app,
        select(Administration.instrument_key, InstrumentWording.language).join(
            Administration, Administration.wording_id == InstrumentWording.id
        ),
    )
    assert dict(map(tuple, languages)) == {"soc13": "nb", "gse": "en"}


def test_boxes_that_are_ticked_stay_ticked_in_the_other_language(
    app: Flask, client: PageClient, card: Card
) -> None:
    CardPage(client).type_code(card.code)
    page = switch(client, InformationPage(client).page, "nn", adult="y", consent="y")
    assert page.path == "/information"
    boxes = page.root.all("input", type="checkbox")
    assert [one["name"] for one in boxes if "checked" in one.attributes] == ["adult", "consent"]
    assert not read(app, select(Consent.id))
    assert client.send(page).path == "/questions/1"
    assert read(app, select(Consent.language)) == [("nn",)]


@pytest.mark.parametrize("address", ["/language", "/check", "/erase"])
def test_a_language_is_switched_on_the_other_pages_and_the_page_is_shown_again(
    client: PageClient, card: Card, address: str
) -> None:
    begin(client, card)
    answer_pages(client, random_responses(1))
    assert switch(client, client.open(address), "nn").path == address


def test_a_language_is_switched_after_sending_in_and_on_a_page_that_says_what_went_wrong(
    app: Flask, client: PageClient, card: Card
) -> None:
    answer_wave(client, card, random_responses(1))
    assert switch(client, client.page, "nn").path == "/thanks"
    sent_in = client.open("/questions/2", 409)
    client.language = "en"
    shown = client.press(sent_in, "English", 409)
    assert (shown.path, shown.heading) == ("/questions/2", "Your answers have been sent in")
    assert stored_responses(app, card, "pre") == random_responses(1)


def test_a_page_that_is_only_sent_to_leads_to_the_first_page(client: PageClient) -> None:
    form = client.open("/").form()
    client.browser.delete_cookie("sammenheng")
    refused = client._show(client.browser.post("/close", headers=client.headers), 400)
    assert form["action"] == "/"
    menu = refused.root.one("form", id="display-form")
    assert menu.one("input", name="page")["value"] == "/"


@pytest.mark.parametrize("target", ["//elsewhere.example", "https://elsewhere.example", "", "x"])
def test_the_menu_leads_to_no_other_site(client: PageClient, card: Card, target: str) -> None:
    CardPage(client).type_code(card.code)
    menu = client.page.root.one("form", id="display-form")
    response = client.post(menu, display="text_size:large", page=target)
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize(
    "value", ["", "text_size", "text_size:huge", "colour:red", "language:xx", "css_classes:x", ":"]
)
def test_a_choice_that_no_menu_offers_changes_nothing(
    app: Flask, client: PageClient, card: Card, value: str
) -> None:
    begin(client, card)
    page = QuestionsPage(client, 1).page
    shown = client.send(page, display=value, soc13_01="2")
    assert (shown.path, classes(shown), shown.language) == ("/questions/1", "", "en")
    assert kept(app) == []


def test_the_menu_of_a_questions_page_is_a_part_of_its_form(client: PageClient, card: Card) -> None:
    begin(client, card)
    page = QuestionsPage(client, 1).page
    assert {one["form"] for one in page.root.all("button", name="display")} == {page.form()["id"]}


def test_the_database_takes_every_display_that_the_menu_offers(app: Flask, card: Card) -> None:
    for setting, values in CHOICES.items():
        assert getattr(Display(), setting) == values[0][0]
        for value, _words in values:
            chosen = {"amount": "page", "text_size": "ordinary", "spacing": "ordinary"}
            with writing(app) as session:
                session.merge(
                    ShownAs(participant_id=card.participant_id, **(chosen | {setting: value}))
                )
