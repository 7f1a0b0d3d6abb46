"""When the second time comes: after the person's own first, within a window, or on leaving."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from babel.dates import format_date
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from survey import policies
from survey.errors import EverythingAnswered, NotYetDue, WindowOver
from survey.models import Draft, Participant, Participation, Study
from survey.models.study import CLOSED, POST, PRE
from survey.weeks import current_week, first_day, last_day, weeks_later
from tests.factories import (
    Card,
    make_answered,
    make_card,
    make_study,
    random_responses,
    read,
    stored_after,
    stored_responses,
    writing,
)
from tests.page_client import Page, PageClient
from tests.pages import (
    AfterPage,
    CardPage,
    CheckPage,
    InformationPage,
    LanguagePage,
    QuestionsPage,
    answer_after,
    answer_pages,
    answer_wave,
    begin,
)

OpenClient = Callable[..., PageClient]
LOCALES = {"nb": "nb", "nn": "nn", "en": "en_GB"}
LEAVE = "I am leaving the group"
WINDOW = {"post_after_weeks": 26, "post_window_weeks": 26}


def answered_ago(app: Flask, weeks: int, **details: object) -> Card:
    """Make a card whose first answers were sent in so many weeks ago."""
    card = make_card(app, make_study(app, **(WINDOW | details)))
    week = weeks_later(current_week(), -weeks)
    make_answered(app, card, PRE, random_responses(1), week=week, meetings="none")
    return card


def written_out(day: object, language: str) -> str:
    return format_date(day, format="long", locale=LOCALES[language])


@given(
    after=st.integers(0, 60),
    length=st.one_of(st.none(), st.integers(1, 60)),
    later=st.integers(0, 200),
)
def test_a_card_opens_the_second_time_in_every_week_of_the_window_and_in_no_other(
    after: int, length: int | None, later: int
) -> None:
    study = Study(post_after_weeks=after, post_window_weeks=length)
    week, answered = weeks_later("2026-W40", later), {PRE: "2026-W40"}
    if later < after:
        with pytest.raises(NotYetDue):
            policies.wave_to_answer(study, answered, week)
    elif length is not None and later >= after + length:
        with pytest.raises(WindowOver):
            policies.wave_to_answer(study, answered, week)
    else:
        assert policies.wave_to_answer(study, answered, week) == POST


@given(later=st.integers(0, 200))
def test_a_second_time_that_was_begun_is_open_whenever_the_person_comes_back(later: int) -> None:
    study = Study(post_after_weeks=26, post_window_weeks=4)
    week, answered = weeks_later("2026-W40", later), {PRE: "2026-W40"}
    assert policies.wave_to_answer(study, answered, week, {POST}) == POST
    with pytest.raises(EverythingAnswered):
        policies.wave_to_answer(study, answered | {POST: week}, week, {POST})


@pytest.mark.parametrize("weeks", [26, 51])
def test_the_card_opens_in_the_first_and_in_the_last_week_of_the_window(
    app: Flask, client: PageClient, weeks: int
) -> None:
    assert "second time" in begin(client, answered_ago(app, weeks)).text


def test_whoever_comes_after_the_window_is_thanked_and_need_do_nothing_more(
    app: Flask, client: PageClient
) -> None:
    card = answered_ago(app, 52)
    page = CardPage(client).type_code(card.code, 409)
    assert page.heading == "The time for the second answers is over"
    assert "Those answers count, and you need do nothing more." in page.text
    assert not page.root.one("main").all("form")
    assert page.links()["To the first page"] == "/"


def test_whoever_comes_after_the_window_can_still_erase_everything(
    app: Flask, client: PageClient
) -> None:
    card = answered_ago(app, 52)
    CardPage(client).type_code(card.code, 409)
    assert client.send(client.open("/erase")).path == "/erased"
    assert not read(app, select(Participant.id))


def test_a_window_without_an_end_stays_open(app: Flask, client: PageClient) -> None:
    card = answered_ago(app, 500, post_window_weeks=None)
    assert CardPage(client).type_code(card.code).path == "/language"


def test_whoever_began_within_the_window_may_finish_after_it(
    app: Flask, client: PageClient
) -> None:
    card = answered_ago(app, 51)
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=3)
    with writing(app) as session:
        session.execute(update(Participation).values(submitted_week=weeks_later("2020-W01", 0)))
    CardPage(client).type_code(card.code)
    assert LanguagePage(client).choose("en").path == "/questions/2"
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 3}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_thanks_and_the_card_say_from_which_day_to_which(
    app: Flask, open_client: OpenClient, language: str
) -> None:
    client, card = open_client(language), make_card(app, make_study(app, **WINDOW))
    first = weeks_later(current_week(), 26)
    days = (first_day(first), last_day(weeks_later(first, 25)))
    thanks = answer_wave(client, card, {}, language)
    refused = CardPage(client).type_code(card.code, 409)
    for page in (thanks, refused):
        for day in days:
            assert written_out(day, language) in page.text
    assert days[0].weekday() == 0
    assert days[1].weekday() == 6


def test_a_window_without_an_end_names_the_first_day_only(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, **(WINDOW | {"post_window_weeks": None})))
    thanks = answer_wave(client, card, {})
    assert re.search(r"second time from \d+ \w+ \d{4}\. Write the date on the card", thanks.text)


def test_the_thanks_say_that_who_leaves_need_not_wait(app: Flask, client: PageClient) -> None:
    thanks = answer_wave(client, make_card(app, make_study(app, **WINDOW)), {})
    assert "your answer matters just as much" in thanks.text
    assert "you need not wait for the date" in thanks.text
    assert LEAVE in thanks.text


def leave(client: PageClient, card: Card) -> Page:
    """Type a code too early and say that one leaves the group."""
    return client.press(CardPage(client).type_code(card.code, 409), LEAVE)


def to_questions(client: PageClient) -> Page:
    """Go on from the language to where the person stopped; the letter only where it is needed."""
    page = LanguagePage(client).choose("en")
    return InformationPage(client).agree() if page.path == "/information" else page


@pytest.mark.parametrize("weeks", [0, 3, 25])
def test_whoever_leaves_the_group_answers_the_second_time_at_once(
    app: Flask, client: PageClient, weeks: int
) -> None:
    card, chosen = answered_ago(app, weeks), random_responses(2)
    assert leave(client, card).path == "/language"
    page = to_questions(client)
    assert (page.path, "second time" in page.text) == ("/questions/1", True)
    answer_pages(client, chosen)
    answer_after(client, {"status": "left_early", "leaving_reason": "did_not_suit"})
    assert CheckPage(client).send_in().path == "/thanks"
    assert stored_responses(app, card, POST) == chosen
    assert stored_after(app, card)["status"] == "left_early"
    assert CardPage(client).type_code(card.code, 409).heading == "You have answered both times"


def test_who_leaves_is_invited_as_warmly_as_the_others(app: Flask, client: PageClient) -> None:
    page = CardPage(client).type_code(answered_ago(app, 3).code, 409)
    assert "If you leave, your answer matters just as much." in page.text
    assert page.root.one("main").one("form")["action"] == "/leaving"


def test_whoever_said_that_they_leave_comes_back_later_on_another_device_where_they_stopped(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = answered_ago(app, 3), open_client(), open_client()
    leave(phone, card)
    to_questions(phone)
    QuestionsPage(phone, 1).answer(soc13_01=5)
    assert CardPage(laptop).type_code(card.code).path == "/language"
    assert LanguagePage(laptop).choose("en").path == "/questions/2"
    assert QuestionsPage(laptop, 1).chosen == {"soc13_01": 5}


def test_saying_twice_that_one_leaves_changes_nothing(app: Flask, client: PageClient) -> None:
    card = answered_ago(app, 3)
    too_early = CardPage(client).type_code(card.code, 409)
    client.press(too_early, LEAVE)
    to_questions(client)
    QuestionsPage(client, 1).answer(soc13_01=5)
    client.send(too_early, 400)
    form = client.open("/language").root.one("main").one("form")
    form.attributes["action"] = "/leaving"
    client.post(form)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 5}
    assert read(app, select(func.count()).select_from(Draft)) == [(1,)]


def leaving_by_hand(client: PageClient) -> int:
    """Send the button's form where no page shows it."""
    form = client.page.root.one("body").all("form")[-1]
    form.attributes["action"] = "/leaving"
    return client.post(form).status_code


def test_saying_that_one_leaves_opens_no_second_time_before_the_first(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app, **WINDOW)))
    assert leaving_by_hand(client) == 303
    assert not read(app, select(Draft.wave_id))
    assert "This is the first time you answer." in client.open("/questions/1").text


def test_saying_that_one_leaves_opens_nothing_after_the_window(
    app: Flask, client: PageClient
) -> None:
    CardPage(client).type_code(answered_ago(app, 52).code, 409)
    assert leaving_by_hand(client) == 409
    assert not read(app, select(Draft.wave_id))


def test_saying_that_one_leaves_opens_nothing_in_a_study_that_has_ended(
    app: Flask, client: PageClient
) -> None:
    page = CardPage(client).type_code(answered_ago(app, 3).code, 409)
    with writing(app) as session:
        session.execute(update(Study).values(state=CLOSED))
    assert client.press(page, LEAVE, 403).heading == "The study has ended"


def test_saying_that_one_leaves_with_a_card_erased_elsewhere_is_told_so(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = answered_ago(app, 3), open_client(), open_client()
    page = CardPage(phone).type_code(card.code, 409)
    CardPage(laptop).type_code(card.code, 409)
    laptop.send(laptop.open("/erase"))
    assert phone.press(page, LEAVE, 410).heading == "This card has been erased"


def test_nobody_leaves_without_a_card(client: PageClient) -> None:
    client.open("/")
    form = client.page.form()
    form.attributes["action"] = "/leaving"
    assert client.post(form).status_code == 403


def test_the_letter_says_that_the_second_time_may_come_with_leaving(
    app: Flask, client: PageClient
) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    assert "again in some months or when you leave" in client.open("/information").text


def test_the_questions_about_the_group_are_asked_of_who_leaves_too(
    app: Flask, client: PageClient
) -> None:
    leave(client, answered_ago(app, 3))
    to_questions(client)
    answer_pages(client, {})
    assert "your answer matters just as much" in AfterPage(client, 1).page.text
