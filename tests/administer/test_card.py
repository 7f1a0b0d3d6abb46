"""Typing the code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from survey.codes import ALPHABET, new_code
from survey.error_pages import PAGES
from survey.errors import (
    EverythingAnswered,
    SessionEnded,
    StudyClosed,
    StudyNotOpen,
    SurveyError,
)
from survey.models import Study
from survey.models.study import CLOSED, DRAFT, EVALUATION
from survey.weeks import current_week, weeks_later
from tests.factories import (
    make_answered,
    make_card,
    make_study,
    random_responses,
    writing,
)
from tests.page_client import PageClient
from tests.pages import CardPage, LanguagePage, QuestionsPage, answer_wave, begin

NEEDS_THE_CODE = (
    "/language",
    "/information",
    "/questions/1",
    "/questions/5",
    "/group",
    "/after/1",
    "/check",
    "/thanks",
)


def title_of(kind: type[SurveyError]) -> str:
    """Return the heading of an error's page, in English."""
    return str(PAGES[kind].title)


def message(client: PageClient) -> str:
    """Return what the page says about the code."""
    return client.page.root.one("p", id="code-error").text


@pytest.mark.parametrize(
    "typed", ["", "   ", "12345", "hello, you there", "12345-6789A-12", "øæå", "🙂" * 10]
)
def test_what_cannot_be_a_code_is_caught_in_words(client: PageClient, typed: str) -> None:
    assert CardPage(client).type_code(typed).path == "/"
    assert "does not look like a code" in message(client)


def test_one_wrong_sign_is_caught_in_words(app: Flask, client: PageClient) -> None:
    code = make_card(app, make_study(app)).code
    other = next(sign for sign in ALPHABET if sign != code[-1])
    CardPage(client).type_code(code[:-1] + other)
    assert "No card has this code" in message(client)


def test_a_code_that_no_card_has_is_told_apart_from_a_typing_error(client: PageClient) -> None:
    CardPage(client).type_code(new_code())
    assert "No card has this code" in message(client)


def test_what_was_typed_wrongly_stays_in_the_field_to_be_mended(client: PageClient) -> None:
    page = CardPage(client).type_code("7k3qm")
    assert page.root.one("input", name="code")["value"] == "7k3qm"


@pytest.mark.parametrize(
    "typed_as",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", "\u2011"),
        lambda code: f"  {code.replace('0', 'O').replace('1', 'l')} ",
    ],
    ids=["small letters", "a space", "a phone's hyphen", "look-alikes"],
)
def test_a_code_may_be_typed_in_many_ways(
    app: Flask, client: PageClient, typed_as: Callable[[str], str]
) -> None:
    code = make_card(app, make_study(app)).code
    assert CardPage(client).type_code(typed_as(code)).path == "/language"


@pytest.mark.parametrize("address", NEEDS_THE_CODE)
def test_a_page_opened_without_a_code_says_so_kindly_and_leads_on(
    client: PageClient, address: str
) -> None:
    page = client.open(address, 403)
    assert page.heading == title_of(SessionEnded)
    assert page.links() == {"Type the code": "/"}


@pytest.mark.parametrize("address", ["/questions/1", "/group", "/after/1", "/check"])
def test_no_question_is_asked_before_consent(app: Flask, client: PageClient, address: str) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    assert client.open(address, 403).links() == {"Read about the study": "/information"}


@pytest.mark.parametrize(
    "address", ["/questions/0", "/questions/6", "/questions/99999999999", "/after/1", "/nowhere"]
)
def test_an_address_that_is_none_leads_back_to_the_first_page(
    app: Flask, client: PageClient, address: str
) -> None:
    begin(client, make_card(app, make_study(app)))
    assert client.open(address, 404).links() == {"To the first page": "/"}


def test_the_thanks_are_not_said_before_anything_was_sent(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    client.open("/thanks", 403)


def test_the_same_card_opens_the_second_wave_at_once_when_no_weeks_lie_between(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=0))
    assert "straight away" in answer_wave(client, card, {}).text
    assert "second time" in begin(client, card).text


def test_the_same_card_says_when_the_second_wave_opens(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    assert "Write the date on the card" in answer_wave(client, card, {}).text
    page = CardPage(client).type_code(card.code, 409)
    assert "first time" in page.heading
    due = weeks_later(current_week(), 26)
    assert due[:4] in page.text


def test_the_second_wave_opens_in_the_week_it_is_due(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    make_answered(app, card, "pre", random_responses(1), week=weeks_later(current_week(), -26))
    assert CardPage(client).type_code(card.code).path == "/language"


def test_the_second_wave_is_closed_the_week_before_it_is_due(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    make_answered(app, card, "pre", random_responses(1), week=weeks_later(current_week(), -25))
    CardPage(client).type_code(card.code, 409)


def test_consent_is_asked_for_once_only(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, {})
    CardPage(client).type_code(card.code)
    assert LanguagePage(client).choose("en").path == "/questions/1"


def test_a_card_that_has_answered_both_times_is_thanked(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, {})
    assert "both times" in answer_wave(client, card, {}).text
    assert CardPage(client).type_code(card.code, 409).heading == title_of(EverythingAnswered)


@pytest.mark.parametrize(("kind", "state"), [("trial", DRAFT), (EVALUATION, "open")])
def test_a_study_that_takes_no_answers_says_so_to_participants_in_their_words(
    app: Flask, client: PageClient, kind: str, state: str
) -> None:
    card = make_card(app, make_study(app, kind=kind, state=state))
    page = CardPage(client).type_code(card.code, 403)
    assert page.heading == title_of(StudyNotOpen)
    assert not page.links()


def test_a_study_that_closes_takes_no_more_answers_from_those_in_the_middle(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    page = QuestionsPage(client, 1).page
    with writing(app) as session:
        session.execute(update(Study).values(state=CLOSED))
    assert client.send(page, 403, soc13_01="3").heading == title_of(StudyClosed)


def test_a_form_without_its_token_is_refused_with_a_way_on(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    page = client.send(
        QuestionsPage(client, 1).page, 400, csrf_token="made-up", sheet="", soc13_01="3"
    )
    assert page.links() == {"Type the code again": "/"}
    assert QuestionsPage(client, 1).chosen == {}


def test_another_method_than_the_pages_own_is_refused_with_a_way_on(client: PageClient) -> None:
    assert client.open("/close", 405).links() == {"To the first page": "/"}
