"""Every wrong turn has a right answer, and a page that says what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from babel.dates import format_date
from flask import Flask
from sqlalchemy import func, select, update

from survey.models import Participation, Study
from survey.models.study import CLOSED
from survey.weeks import current_week, first_day, weeks_later
from tests.factories import (
    make_answered,
    make_card,
    make_study,
    random_responses,
    read,
    stored_responses,
    writing,
)
from tests.page_client import PageClient
from tests.pages import (
    CardPage,
    CheckPage,
    InformationPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
    answer_wave,
    begin,
)

OpenClient = Callable[..., PageClient]
LOCALES = {"nb": "nb", "nn": "nn", "en": "en_GB"}


def close_study(app: Flask) -> None:
    with writing(app) as session:
        session.execute(update(Study).values(state=CLOSED))


def test_whoever_sends_in_twice_is_thanked_and_led_to_what_comes_next(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    begin(client, card)
    answer_pages(client, random_responses(1))
    check = CheckPage(client)
    check.send_in()
    page = check.send_in(409)
    assert page.heading == "Your answers have been sent in"
    assert page.links()["See what comes next"] == "/thanks"
    assert "Write the date on the card" in client.open("/thanks").text
    assert read(app, select(func.count(Participation.id))) == [(1,)]


def test_whoever_sends_in_twice_while_the_study_closes_is_told_that_the_answers_came(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    answer_pages(client, random_responses(1))
    check = CheckPage(client)
    check.send_in()
    close_study(app)
    assert check.send_in(409).heading == "Your answers have been sent in"
    client.open("/thanks")


@pytest.mark.parametrize("address", ["/language", "/questions/1", "/group", "/check"])
def test_going_back_from_the_thanks_says_that_the_answers_came(
    app: Flask, client: PageClient, address: str
) -> None:
    answer_wave(client, make_card(app, make_study(app)), random_responses(1))
    page = client.open(address, 409)
    assert page.links()["See what comes next"] == "/thanks"


def test_going_back_to_the_letter_and_agreeing_again_goes_on_where_one_was(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    QuestionsPage(client, 1).answer(soc13_01=2)
    QuestionsPage(client, 2).answer()
    assert InformationPage(client).agree().path == "/questions/3"
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 2}


def test_a_page_sent_again_after_going_back_replaces_what_it_said(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    first = QuestionsPage(client, 1)
    first.answer(soc13_01=2, soc13_02=3)
    first.answer(soc13_01=6)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 6}


def test_typing_the_same_code_in_a_second_tab_leaves_the_first_tab_good(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    first_tab = QuestionsPage(client, 1)
    assert begin(client, card).path == "/questions/1"
    assert first_tab.answer(soc13_01=4).path == "/questions/2"
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 4}


def test_a_tab_left_open_from_the_first_time_does_not_fill_in_the_second_in_the_same_browser(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    left_open = QuestionsPage(client, 1)
    answer_wave(client, card, {})
    begin(client, card)
    client.send(left_open.page, 400, soc13_01="1")
    assert QuestionsPage(client, 1).chosen == {}


def test_a_tab_left_open_by_one_person_does_not_answer_for_the_next_at_the_same_phone(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    begin(client, make_card(app, study))
    left_open = QuestionsPage(client, 1)
    begin(client, make_card(app, study))
    page = client.send(left_open.page, 400, soc13_01="1")
    assert "a code was typed again in this browser" in page.text
    assert QuestionsPage(client, 1).chosen == {}


def test_two_devices_may_send_the_same_answers_and_both_are_thanked(
    app: Flask, open_client: OpenClient
) -> None:
    card, chosen = make_card(app, make_study(app)), random_responses(2)
    phone, laptop = open_client(), open_client()
    begin(phone, card)
    answer_pages(phone, chosen)
    assert begin(laptop, card).path == "/check"
    on_laptop = CheckPage(laptop)
    assert CheckPage(phone).send_in().path == "/thanks"
    assert on_laptop.send_in(409).heading == "Your answers have been sent in"
    assert laptop.open("/thanks").heading == "Thank you"
    assert stored_responses(app, card, "pre") == chosen


def test_an_expired_session_asks_for_the_code_and_goes_on_with_what_was_saved(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=2)
    client.browser.delete_cookie("sammenheng")
    page = client.open("/questions/2", 403)
    assert "The pages you have sent are saved" in page.text
    assert page.links() == {"Type the code": "/"}
    assert begin(client, card).path == "/questions/2"


def test_a_browser_that_keeps_no_cookies_is_told_what_to_allow(
    app: Flask, client: PageClient
) -> None:
    card, first = make_card(app, make_study(app)), CardPage(client)
    client.browser.delete_cookie("sammenheng")
    assert "keeps no cookies" in first.type_code(card.code, 400).text


def test_a_card_that_has_not_answered_before_opens_the_first_time_also_for_who_comes_late(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    assert "This is the first time you answer." in client.page.text
    for number in range(1, 6):
        QuestionsPage(client, number).answer()
    assert client.page.path == "/group"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_second_time_that_is_not_open_yet_says_the_day_as_the_thanks_did(
    app: Flask, open_client: OpenClient, language: str
) -> None:
    client, card = open_client(language), make_card(app, make_study(app, post_after_weeks=26))
    opens = first_day(weeks_later(current_week(), 26))
    day = format_date(opens, format="long", locale=LOCALES[language])
    assert day in answer_wave(client, card, {}, language).text
    page = CardPage(client).type_code(card.code, 409)
    assert day in page.text
    assert "/" in page.links().values()


def test_whoever_is_too_early_and_decides_not_to_erase_is_led_back(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    make_answered(app, card, "pre", random_responses(1))
    CardPage(client).type_code(card.code, 409)
    assert client.open("/erase").links()["No, keep my answers"] == "/"


def test_whoever_is_in_the_middle_and_decides_not_to_erase_goes_on(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    QuestionsPage(client, 1).answer(soc13_01=2)
    assert client.open("/erase").links()["No, keep my answers"] == "/language"
    assert LanguagePage(client).choose("en").path == "/questions/2"


def test_a_study_that_has_ended_thanks_and_lets_one_erase(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, random_responses(1))
    close_study(app)
    page = CardPage(client).type_code(card.code, 403)
    assert page.heading == "The study has ended"
    assert "What you have sent in counts" in page.text
    assert client.send(client.open("/erase")).path == "/erased"
    assert stored_responses(app, card, "pre") == {}


def test_a_study_that_ends_while_somebody_answers_says_what_becomes_of_the_answers(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    QuestionsPage(client, 1).answer(soc13_01=2)
    second = QuestionsPage(client, 2)
    close_study(app)
    assert "What was not sent in does not count" in client.send(second.page, 403).text


def test_a_card_erased_on_another_device_offers_nothing_more_to_erase(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    begin(phone, card)
    begin(laptop, card)
    on_laptop = QuestionsPage(laptop, 1)
    phone.send(phone.open("/erase"))
    page = laptop.send(on_laptop.page, 410, soc13_01="3")
    assert page.heading == "This card has been erased"
    assert "Erase my answers" not in page.root.one("body").text
    laptop.open("/thanks", 410)


def test_erasing_on_two_devices_at_once_is_done_once_and_said_twice(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    begin(phone, card)
    begin(laptop, card)
    on_laptop = laptop.open("/erase")
    assert phone.send(phone.open("/erase")).path == "/erased"
    assert laptop.send(on_laptop).path == "/erased"
