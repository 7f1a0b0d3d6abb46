"""Receipts: shown until the page is closed, genuine for the coordinator, and nobody's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey.config import Settings
from survey.models import Receipt
from survey.receipts import new_number
from survey.weeks import current_week
from tests.databases import stored_bytes
from tests.factories import make_card, make_staff, make_study, random_responses, read, writing
from tests.own_pages import close, send_in
from tests.page_client import Page, PageClient
from tests.pages import CardPage, SignInPage, begin

OpenClient = Callable[..., PageClient]
WEEK = f"week {int(current_week()[6:])}, {current_week()[:4]}"


def number_on(page: Page) -> str:
    found = re.search(r"Receipt: ([0-9]{4} [0-9]{4} [0-9]{4})", page.text)
    assert found, page.text
    return found[1]


def erase(client: PageClient) -> Page:
    return client.send(client.open("/erase"))


def withdraw(client: PageClient) -> Page:
    return client.send(client.open("/withdraw"))


def test_erasing_gives_a_receipt_that_a_reload_does_not_lose_and_closing_does(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    page = erase(client)
    assert page.heading == "Your answers have been erased"
    number = number_on(page)
    assert number_on(client.open("/erased")) == number
    client.send(client.page)
    page = client.open("/erased")
    assert page.heading == "This page has been closed"
    assert number not in page.text


def test_withdrawing_gives_a_receipt_that_a_reload_does_not_lose_and_closing_does(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    page = withdraw(client)
    assert page.heading == "You have withdrawn"
    number = number_on(page)
    assert number_on(client.open("/withdrawn")) == number
    close(client)
    assert number not in client.open("/withdrawn").text


def test_withdrawing_first_and_erasing_then_gives_two_receipts(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    first, second = number_on(withdraw(client)), number_on(erase(client))
    assert first != second
    assert sorted(row.kind for row in read(app, select(Receipt.kind))) == ["erased", "withdrawn"]
    assert number_on(client.open("/erased")) == second
    assert client.open("/withdrawn").heading == "This page has been closed"


def test_the_next_card_in_the_browser_sees_no_receipt(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    begin(client, make_card(app, study))
    erase(client)
    begin(client, make_card(app, study))
    assert client.open("/erased").heading == "This page has been closed"


def test_the_browser_holds_no_card_after_erasing(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    erase(client)
    assert client.open("/my-answers", 403).heading == "We need the code on your card"
    assert not client.open("/lost-card").root.all("footer")


def test_erasing_again_gives_no_second_receipt(app: Flask, open_client: OpenClient) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    begin(phone, card)
    begin(laptop, card)
    on_laptop = laptop.open("/erase")
    erase(phone)
    page = laptop.send(on_laptop)
    assert page.heading == "Your answers have been erased"
    assert "The receipt was given then." in page.text
    assert len(read(app, select(Receipt))) == 1


def test_a_coordinator_sees_that_a_number_is_genuine_and_what_it_is_for(
    app: Flask, open_client: OpenClient
) -> None:
    participant, staff = open_client(), open_client()
    study = make_study(app)
    begin(participant, make_card(app, study))
    gone = number_on(erase(participant))
    begin(participant, make_card(app, study))
    left = number_on(withdraw(participant))
    SignInPage(staff).sign_in(make_staff(app, "coordinator"))
    page = staff.open(staff.open("/staff/").links()["Is a receipt genuine?"])
    for typed, told in (
        (gone, f"Answers were erased in {WEEK}."),
        (gone.replace(" ", "-"), f"Answers were erased in {WEEK}."),
        (f" {left.replace(' ', '')} ", f"Somebody withdrew in {WEEK}."),
        (new_number(), "No receipt has this number."),
        ("?", "No receipt has this number."),
        ("", "Type the number on the receipt."),
        ("1" * 70, "A receipt has twelve digits."),
    ):
        assert told in staff.send(page, 200, number=typed).text
    assert not [one for one in staff.addresses if re.search(r"\d", one)]


def test_nobody_looks_up_receipts_without_signing_in(client: PageClient) -> None:
    assert client.open("/staff/receipt").path == "/staff/sign-in"


def test_a_receipt_leads_to_nobody(app: Flask, client: PageClient, settings: Settings) -> None:
    study = make_study(app)
    card = make_card(app, study)
    send_in(client, card, random_responses(1))
    number = number_on(erase(client))
    assert set(Receipt.__table__.c.keys()) == {"number_hash", "kind", "week"}
    ((row,),) = read(app, select(Receipt))
    assert (row.kind, row.week) == ("erased", current_week())
    stored = stored_bytes(settings.database)
    assert row.number_hash.encode() in stored
    for form in (number, number.replace(" ", "")):
        assert form.encode() not in stored
        assert not [one for one in client.addresses if form in one]


def test_a_receipt_is_for_withdrawing_or_erasing_only(app: Flask) -> None:
    with pytest.raises(IntegrityError, match="ck_receipt_kind"), writing(app) as session:
        session.add(Receipt(number_hash="0" * 64, kind="other", week=current_week()))


def test_numbers_do_not_repeat() -> None:
    numbers = {new_number() for _ in range(2_000)}
    assert len(numbers) == 2_000
    assert all(re.fullmatch(r"\d{4} \d{4} \d{4}", one) for one in numbers)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_lost_card_is_told_of_honestly_from_the_first_page(
    open_client: OpenClient, language: str
) -> None:
    client = open_client(language)
    says = {
        "nb": ("Hvis du har mistet kortet", "vi vet ikke hvem du er"),
        "nn": ("Om du har mista kortet", "vi veit ikkje kven du er"),
        "en": ("If you have lost the card", "we do not know who you are"),
    }[language]
    page = client.open(CardPage(client).page.links()[says[0]])
    assert says[1] in page.text
