"""One question at a time, and taking up again where one stopped."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.administer.drafts import Answers
from survey.administer.question_pages import question_page
from survey.after_questions import KEYS
from survey.models import AfterAnswer
from tests.factories import (
    Card,
    make_answered,
    make_card,
    make_study,
    random_responses,
    read,
    stored_after,
    stored_responses,
)
from tests.page_client import Page, PageClient
from tests.pages import (
    ALL_ITEMS,
    CardPage,
    CheckPage,
    GroupPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
    begin,
)

OpenClient = Callable[..., PageClient]


@pytest.fixture
def card(app: Flask) -> Card:
    return make_card(app, make_study(app))


@pytest.fixture
def second_time(app: Flask, card: Card) -> Card:
    make_answered(app, card, "pre", random_responses(1), meetings="none")
    return card


def begin_one_by_one(client: PageClient, card: Card) -> Page:
    begin(client, card)
    return client.press(client.page, "One question at a time")


def asked(page: Page) -> list[str]:
    """Return what the page asks."""
    fields = page.root.one("main").all("input")
    return list(dict.fromkeys(one["name"] for one in fields if one.get("type") != "hidden"))


def come_back(client: PageClient, card: Card) -> Page:
    CardPage(client).type_code(card.code)
    return LanguagePage(client).choose(client.language)


def test_each_question_has_a_page_of_its_own_and_the_progress_in_words(
    app: Flask, client: PageClient, card: Card
) -> None:
    page, chosen = begin_one_by_one(client, card), random_responses(3)
    for number, key in enumerate(ALL_ITEMS, 1):
        assert page.path == f"/question/{number}"
        assert page.heading == f"Question {number} of 23"
        assert asked(page) == [key]
        page = client.send(page, **{key: str(chosen[key])})
    assert page.path == "/group"
    assert GroupPage(client).say("none").path == "/check"
    CheckPage(client).send_in()
    assert stored_responses(app, card, "pre") == chosen


def test_the_second_time_has_a_page_for_each_question_beside_the_instruments(
    app: Flask, client: PageClient, second_time: Card
) -> None:
    page = begin_one_by_one(client, second_time)
    for _ in ALL_ITEMS:
        page = client.send(page)
    given = {"status": "left_early", "leaving_reason": "health", "meetings": "4"}
    for number, key in enumerate(KEYS, 1):
        assert page.path == f"/after-question/{number}"
        assert page.heading == f"Question {23 + number} of 37"
        assert asked(page) == [key]
        page = client.send(page, **{key: given[key]} if key in given else {})
    assert page.path == "/check"
    CheckPage(client).send_in()
    assert stored_after(app, second_time) == dict.fromkeys(KEYS) | given | {"meetings": 4}


def test_whoever_is_still_in_is_not_asked_why_they_left(
    client: PageClient, second_time: Card
) -> None:
    page = begin_one_by_one(client, second_time)
    for _ in ALL_ITEMS:
        page = client.send(page)
    page = client.send(page, status="still_in")
    assert page.path == "/after-question/3"
    assert client.press(page, "Save and go back").path == "/after-question/1"
    for number in range(3, 15):
        page = client.send(client.open(f"/after-question/{number}"))
    assert page.path == "/check"
    # Whoever then says that they have left is asked after all.
    assert client.send(client.open("/after-question/1"), status="finished").path == (
        "/after-question/2"
    )


def test_one_goes_back_question_by_question(client: PageClient, card: Card) -> None:
    page = begin_one_by_one(client, card)
    assert "Save and go back" not in page.text
    page = client.send(client.send(page, soc13_01="2"), soc13_02="5")
    assert page.path == "/question/3"
    back = client.press(page, "Save and go back", soc13_03="1")
    assert back.path == "/question/2"
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 2, "soc13_02": 5, "soc13_03": 1}


def test_switching_half_way_down_a_page_goes_on_at_the_first_question_that_is_open(
    client: PageClient, card: Card
) -> None:
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=2)
    page = QuestionsPage(client, 2).page
    shown = client.press(page, "One question at a time", soc13_06="1", soc13_07="2")
    assert shown.path == "/question/8"
    assert client.send(shown, soc13_08="3").path == "/question/9"
    assert QuestionsPage(client, 2).chosen == {"soc13_06": 1, "soc13_07": 2, "soc13_08": 3}


def test_switching_back_shows_the_page_that_the_question_stands_on(
    client: PageClient, card: Card
) -> None:
    page = begin_one_by_one(client, card)
    for number in range(1, 8):
        page = client.send(page, **{f"soc13_{number:02}": "1"})
    assert page.path == "/question/8"
    shown = client.press(page, "One page at a time", soc13_08="4")
    assert shown.path == "/questions/2"
    assert QuestionsPage(client, 2).chosen == {"soc13_06": 1, "soc13_07": 1, "soc13_08": 4}
    assert client.addresses[-2].endswith("/questions/2#soc13_08")
    assert QuestionsPage(client, 2).answer(soc13_06=1).path == "/questions/3"


def test_changing_only_the_text_stays_on_the_page_and_counts_nothing_as_seen(
    client: PageClient, open_client: OpenClient, card: Card
) -> None:
    begin(client, card)
    assert client.press(QuestionsPage(client, 1).page, "Large text").path == "/questions/1"
    assert client.press(GroupPage(client).page, "Large text").path == "/group"
    for number in range(1, 6):
        QuestionsPage(client, number).answer()
    assert come_back(open_client(), card).path == "/group"


def test_an_answer_is_changed_from_the_check_page_on_a_page_of_its_own(
    app: Flask, client: PageClient, card: Card
) -> None:
    page = begin_one_by_one(client, card)
    for _ in ALL_ITEMS:
        page = client.send(page)
    GroupPage(client).say("none")
    links = [one["href"] for one in CheckPage(client).page.root.one("ol").all("a")]
    assert links == [f"/question/{number}" for number in range(1, 24)]
    assert client.send(client.open("/question/7"), soc13_07="6").path == "/check"
    CheckPage(client).send_in()
    assert stored_responses(app, card, "pre")["soc13_07"] == 6


def test_a_tab_left_in_the_other_display_still_saves_and_goes_on(
    client: PageClient, card: Card
) -> None:
    begin(client, card)
    in_pages = QuestionsPage(client, 1)
    client.press(in_pages.page, "One question at a time")
    assert in_pages.answer(soc13_01=3, soc13_05=4).path == "/questions/2"
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 3, "soc13_05": 4}


@pytest.mark.parametrize(
    "address", ["/question/0", "/question/24", "/after-question/1", "/questions/6"]
)
def test_there_is_no_page_beyond_the_last_question(
    client: PageClient, card: Card, address: str
) -> None:
    begin_one_by_one(client, card)
    client.open(address, 404)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "Her sluttet du. Du har vært gjennom 9 av 23 spørsmål."),
        ("nn", "Her slutta du. Du har vore gjennom 9 av 23 spørsmål."),
        ("en", "You stopped here. You have been through 9 of 23 questions."),
    ],
)
def test_whoever_comes_back_is_told_where_they_stopped_and_how_far_they_have_come(
    client: PageClient, open_client: OpenClient, card: Card, language: str, words: str
) -> None:
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=2)
    QuestionsPage(client, 2).answer()
    page = come_back(open_client(language), card)
    assert page.path == "/questions/3"
    told = page.root.one("p", **{"class": "stopped"}).text
    assert told == words


def test_it_is_said_once_and_to_nobody_who_has_not_begun(
    client: PageClient, open_client: OpenClient, card: Card
) -> None:
    assert "You stopped here" not in begin(client, card).text
    QuestionsPage(client, 1).answer(soc13_01=2)
    laptop = open_client()
    page = come_back(laptop, card)
    assert "You stopped here" in page.text
    assert "You stopped here" not in laptop.send(page).text
    assert "You stopped here" not in QuestionsPage(laptop, 2).page.text


def test_half_a_page_that_the_menu_saved_is_taken_up_at_its_first_open_question(
    client: PageClient, open_client: OpenClient, card: Card
) -> None:
    begin(client, card)
    client.press(QuestionsPage(client, 1).page, "One question at a time", soc13_01="2")
    page = come_back(open_client(), card)
    assert page.path == "/question/2"
    assert "You have been through 1 of 23 questions." in page.text


def test_whoever_has_seen_everything_is_told_what_is_left(
    client: PageClient, open_client: OpenClient, card: Card
) -> None:
    begin(client, card)
    answer_pages(client, random_responses(1))
    page = come_back(open_client(), card)
    assert page.path == "/check"
    assert "What is left is to look over the answers and send them in." in page.text
    assert "You stopped here" not in client.open("/check").text


def test_a_page_of_the_first_display_is_seen_when_each_of_its_questions_was() -> None:
    answers = Answers()
    for number in range(1, 6):
        answers = answers.with_seen(question_page(number, one_by_one=True).item_keys)
    assert set(answers.seen) == set(question_page(1).item_keys)


def test_declining_one_by_one_is_stored_like_on_a_page(
    app: Flask, client: PageClient, second_time: Card
) -> None:
    page = begin_one_by_one(client, second_time)
    page = client.send(page, soc13_01="declined")
    for _ in ALL_ITEMS[1:]:
        page = client.send(page)
    for key in KEYS:
        page = client.send(page, **({key: "declined"} if key == "status" else {}))
    CheckPage(client).send_in()
    assert read(app, select(AfterAnswer.declined)) == [("status",)]
