"""Leaving an address for a reminder, and taking it back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from survey.config import Settings
from survey.models import Consent, Contact, Participation, Study
from survey.models.study import CLOSED
from survey.weeks import current_week, weeks_later
from tests.factories import (
    Card,
    make_answered,
    make_card,
    make_study,
    random_responses,
    read,
    writing,
)
from tests.page_client import Page, PageClient
from tests.pages import CardPage, CheckPage, answer_pages, answer_wave, begin
from tests.reminding import make_contact, stored_addresses

ADDRESS = "kari.nordmann@example.no"
WORDS = {
    "nb": "Send meg en påminnelse",
    "nn": "Send meg ei påminning",
    "en": "Remind me",
}


def card_of(app: Flask, **details: object) -> Card:
    return make_card(app, make_study(app, **({"post_after_weeks": 26} | details)))


def thanks(app: Flask, client: PageClient, language: str = "en") -> Page:
    """Answer for the first time in a study whose second time comes later."""
    return answer_wave(client, card_of(app), random_responses(1), language)


def after_pre(app: Flask, client: PageClient) -> Page:
    """Come back with the card before the second time, and open the page about reminders."""
    card = card_of(app)
    make_answered(app, card, "pre", {})
    CardPage(client).type_code(card.code, status=409)
    return client.open("/reminder")


def ask(client: PageClient, page: Page, email: str = ADDRESS, **values: str) -> Page:
    button = WORDS[client.language]
    return client.press(page, button, **({"email": email, "remind": "y"} | values))


def consents(app: Flask) -> list[Consent]:
    return [one for (one,) in read(app, select(Consent).filter_by(purpose="contact"))]


def come_due(app: Flask) -> None:
    """Let the first answers be so old that the second wave is due."""
    with writing(app) as session:
        session.execute(
            update(Participation).values(submitted_week=weeks_later(current_week(), -26))
        )


@pytest.fixture
def app_without(settings: Settings, make_app: Callable[[Settings], Flask]) -> Flask:
    """The same installation with reminders switched off."""
    return make_app(replace(settings, contact_key="", smtp_host="", smtp_sender=""))


def test_an_installation_that_is_not_set_up_for_it_offers_no_reminder(app_without: Flask) -> None:
    client = PageClient(app_without, "en")
    page = thanks(app_without, client)
    assert "/reminder" not in {one.get("href") for one in page.root.all("a")}
    assert len(page.root.one("main").all("form")) == 1
    client.open("/reminder", 404)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_reminder_is_offered_after_the_first_time_in_every_language(
    app: Flask, client: PageClient, language: str
) -> None:
    page = ask(client, thanks(app, client, language))
    assert page.path == "/reminder"
    assert stored_addresses(app) == [ADDRESS]
    (stored,) = consents(app)
    assert (stored.language, stored.week) == (language, current_week())


def test_the_box_is_empty_at_first_and_closing_the_page_stores_nothing(
    app: Flask, client: PageClient
) -> None:
    page = thanks(app, client)
    (box,) = page.root.one("main").all("input", type="checkbox")
    assert "checked" not in box.attributes
    assert client.press(page, "Close, so that nobody else sees this").path == "/"
    assert not read(app, select(Contact))
    assert not consents(app)


def test_the_proof_of_consent_is_the_hash_of_the_text_that_was_shown(
    app: Flask, client: PageClient
) -> None:
    page = after_pre(app, client)
    html = client.get("/reminder").get_data(as_text=True)
    shown = html[html.index('<section class="reminder">') : html.index("</section>") + 10]
    ask(client, page)
    (stored,) = consents(app)
    assert stored.text_sha256 == hashlib.sha256(shown.encode()).hexdigest()


def test_the_thank_you_page_shows_the_same_text_as_the_page_of_its_own(
    app: Flask, client: PageClient
) -> None:
    words = thanks(app, client).root.one("section").text
    assert words
    assert client.open("/reminder").root.one("section").text == words


def test_without_the_tick_nothing_is_stored_and_the_address_stays_in_the_field(
    app: Flask, client: PageClient
) -> None:
    page = client.press(thanks(app, client), "Remind me", email=ADDRESS)
    assert page.path == "/reminder"
    assert "Tick the box if you want a reminder." in page.root.one("div", role="alert").text
    assert page.root.one("input", name="email")["value"] == ADDRESS
    assert not read(app, select(Contact))
    assert not consents(app)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "kari",
        "kari@",
        "@example.no",
        "kari@example",
        "kari@example,no",
        "kari nordmann@example.no",
        "kari@@example.no",
        "kari@example.no, ola@example.no",
        "kari@example.no\nBcc: ola@example.no",
        "kari@example.no\r\nx",
        "Kari <kari@example.no>",
        "kåri@example.no",
        ".kari@example.no",
        "kari@-example.no",
        "kari@127.0.0.1",
        "k" * 65 + "@example.no",
        "kari@" + "e" * 60 + "." + "x" * 60 + "." + "y" * 60 + "." + "z" * 60 + ".example.no",
    ],
)
def test_what_no_mail_server_would_take_is_asked_for_again(
    app: Flask, client: PageClient, email: str
) -> None:
    page = ask(client, after_pre(app, client), email)
    assert "does not look like an e-mail address" in page.root.one("div", role="alert").text
    assert page.root.one("input", name="email")["aria-describedby"].split() == ["email-error"]
    assert not read(app, select(Contact))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" kari@example.no ", "kari@example.no"),
        ("Kari@Example.NO", "Kari@example.no"),
        ("kari+group@sub.example.no", "kari+group@sub.example.no"),
        ("kari@blåbær.no", "kari@xn--blbr-roah.no"),
    ],
)
def test_an_address_is_stored_as_mail_servers_know_it(
    app: Flask, client: PageClient, typed: str, stored: str
) -> None:
    ask(client, after_pre(app, client), typed)
    assert stored_addresses(app) == [stored]


def test_the_page_says_that_an_address_is_stored_but_never_which(
    app: Flask, client: PageClient
) -> None:
    page = ask(client, thanks(app, client))
    for shown in (page, client.open("/thanks")):
        assert "An e-mail address is stored for your card." in shown.text
        assert "kari" not in str(shown.root.one("html").text).lower()
        assert not shown.root.one("main").all("input", name="email")


def test_removing_the_address_leaves_the_consent_to_taking_part(
    app: Flask, client: PageClient
) -> None:
    client.press(ask(client, thanks(app, client)), "Remove my address")
    assert read(app, select(Consent.purpose)) == [("evaluation",)]


def test_the_address_and_the_consent_go_when_the_person_removes_them(
    app: Flask, client: PageClient
) -> None:
    page = client.press(ask(client, after_pre(app, client)), "Remove my address")
    assert page.path == "/reminder"
    assert page.root.one("main").all("input", name="email")
    assert not read(app, select(Contact))
    assert not consents(app)


def test_looking_at_the_page_removes_nothing(app: Flask, client: PageClient) -> None:
    ask(client, after_pre(app, client))
    client.open("/reminder")
    assert client.get("/reminder/remove").status_code == 405
    assert stored_addresses(app) == [ADDRESS]


def test_whoever_comes_back_with_the_card_finds_the_way_at_the_bottom_of_the_page(
    app: Flask, client: PageClient, open_client: Callable[..., PageClient]
) -> None:
    card = card_of(app)
    ask(client, answer_wave(client, card, {}))
    later = open_client()
    waiting = CardPage(later).type_code(card.code, status=409)
    links = {one.text: one["href"] for one in waiting.root.one("footer").all("a")}
    page = later.press(later.open(links["Reminder"]), "Remove my address")
    assert page.links()["Go back"] == "/"
    assert not read(app, select(Contact))


def test_a_second_address_takes_the_place_of_the_first(app: Flask, client: PageClient) -> None:
    page = after_pre(app, client)
    ask(client, page)
    ask(client, page, "ola@example.no")  # from a tab that was left open
    assert stored_addresses(app) == ["ola@example.no"]
    assert len(consents(app)) == 1


def test_the_address_goes_with_the_second_answers(app: Flask, client: PageClient) -> None:
    card = card_of(app)
    ask(client, answer_wave(client, card, {}))
    come_due(app)
    begin(client, card)
    answer_pages(client, random_responses(2))
    assert stored_addresses(app) == [ADDRESS]
    assert CheckPage(client).send_in().path == "/thanks"
    assert not read(app, select(Contact))
    assert "No e-mail address is stored" in client.open("/reminder").text
    assert "Remind me" not in client.page.text


def test_where_the_second_answers_could_not_be_stored_the_address_stays(
    app: Flask, client: PageClient
) -> None:
    card = card_of(app)
    ask(client, answer_wave(client, card, {}))
    come_due(app)
    begin(client, card)
    answer_pages(client, random_responses(2))
    with app.extensions["database"].begin() as connection:
        connection.exec_driver_sql("ALTER TABLE response RENAME TO lost")
    CheckPage(client).send_in(500)
    assert stored_addresses(app) == [ADDRESS]


def test_erasing_erases_the_address_too(app: Flask, client: PageClient) -> None:
    ask(client, after_pre(app, client))
    client.send(client.open("/erase"))
    assert not read(app, select(Contact))
    assert not consents(app)


def test_before_the_first_answers_are_sent_in_the_page_says_when_one_may_ask(
    app: Flask, client: PageClient
) -> None:
    begin(client, card_of(app))
    page = client.open("/reminder")
    assert "When you have sent in your answers, you may ask for a reminder." in page.text
    assert page.links()["Go back"] == "/language"
    assert not page.root.one("main").all("form")


def test_where_the_second_time_opens_at_once_there_is_nothing_to_be_reminded_of(
    app: Flask, client: PageClient
) -> None:
    page = answer_wave(client, card_of(app, post_after_weeks=0), {})
    assert not page.root.one("main").all("input", name="email")


@pytest.mark.parametrize("has_ended", [True, False], ids=["the study is closed", "it is due"])
def test_a_page_left_open_until_no_reminder_can_come_stores_nothing(
    app: Flask, client: PageClient, *, has_ended: bool
) -> None:
    page = after_pre(app, client)
    if has_ended:
        with writing(app) as session:
            session.execute(update(Study).values(state=CLOSED))
    else:
        come_due(app)
    assert "No e-mail address is stored" in ask(client, page).text
    assert not read(app, select(Contact))
    assert not consents(app)


def test_whoever_removes_the_address_between_two_reminders_cannot_begin_again(
    app: Flask, client: PageClient
) -> None:
    """Otherwise there could be more than two."""
    card = card_of(app)
    make_answered(app, card, "pre", {}, week=weeks_later(current_week(), -27))
    make_contact(app, card, n_sent=1, sent_week=weeks_later(current_week(), -1))
    begin(client, card)
    page = client.press(client.open("/reminder"), "Remove my address")
    assert not page.root.one("main").all("input", name="email")


def test_an_address_can_be_removed_also_when_reminders_were_switched_off(
    app: Flask, app_without: Flask
) -> None:
    card = card_of(app)
    make_answered(app, card, "pre", {})
    make_contact(app, card)
    client = PageClient(app_without, "en")
    CardPage(client).type_code(card.code, status=409)
    client._show(client.post(client.open("/reminder").form()), 404)
    assert not read(app, select(Contact))


def test_without_a_code_nothing_is_said_and_nothing_is_taken(client: PageClient) -> None:
    assert client.open("/reminder", 403).heading == "We need the code on your card"


def test_a_card_erased_elsewhere_has_no_reminder_either(
    app: Flask, client: PageClient, open_client: Callable[..., PageClient]
) -> None:
    card, other = card_of(app), open_client()
    page = ask(client, answer_wave(client, card, {}))
    CardPage(other).type_code(card.code, status=409)
    other.send(other.open("/erase"))
    client.press(page, "Remove my address", 410)
    client.open("/reminder", 410)


def test_one_card_never_touches_the_address_of_another(app: Flask, client: PageClient) -> None:
    study = make_study(app, post_after_weeks=26)
    first, second = make_card(app, study), make_card(app, study)
    for card in (first, second):
        make_answered(app, card, "pre", {})
    make_contact(app, first)
    CardPage(client).type_code(second.code, status=409)
    page = ask(client, client.open("/reminder"))
    assert stored_addresses(app) == [ADDRESS, "kari@example.no"]
    client.press(page, "Remove my address")
    assert stored_addresses(app) == ["kari@example.no"]


def test_the_database_takes_no_third_reminder_and_nothing_in_clear(app: Flask) -> None:
    card = card_of(app)
    make_contact(app, card)
    for fault, change in (
        ("at_most_two", "n_sent = 3, sent_week = '2027-W01'"),
        ("sent_week", "n_sent = 1"),
        ("one_length", "sealed = 'kari@example.no'"),
    ):
        with pytest.raises(Exception, match=fault), writing(app) as session:
            session.execute(text(f"UPDATE contact SET {change}"))  # noqa: S608 - our own words


def test_my_answers_tells_that_an_address_is_stored_and_not_which(
    app: Flask, client: PageClient
) -> None:
    card = card_of(app)
    make_answered(app, card, "pre", {})
    make_contact(app, card, ADDRESS)
    CardPage(client).type_code(card.code, 409)
    page = client.open("/my-answers")
    assert "your e-mail address, for a reminder" in page.text
    assert ADDRESS not in page.text
