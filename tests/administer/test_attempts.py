"""Guessing codes is slow, and nobody's address is kept."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.administer.attempts import (
    MOST_FROM_ALL,
    MOST_FROM_ONE,
    MOST_FROM_ONE_UNDER_ATTACK,
    WINDOW,
    source_of,
)
from survey.codes import ALPHABET, new_code
from survey.config import Settings
from survey.models import CodeAttempt
from tests.databases import stored_bytes
from tests.factories import make_card, make_study, read, writing
from tests.page_client import PageClient
from tests.pages import CardPage, QuestionsPage, begin

OpenClient = Callable[..., PageClient]
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def at(client: PageClient, address: str) -> PageClient:
    """Let this browser come from an address."""
    client.browser.environ_base["REMOTE_ADDR"] = address
    return client


def guess(client: PageClient, times: int) -> None:
    """Type codes that no card has."""
    for _ in range(times):
        CardPage(client).type_code(new_code())


def let_pass(app: Flask, time: dt.timedelta) -> None:
    """Move everything counted so far into the past."""
    with writing(app) as session:
        for row in session.scalars(select(CodeAttempt)).all():
            row.began_at -= time


def n_failed(app: Flask) -> int:
    return read(app, select(func.coalesce(func.sum(CodeAttempt.n_failed), 0)))[0][0]


def count_elsewhere(app: Flask, n_failed: int) -> None:
    """Count codes that came from addresses all over the world."""
    now = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)
    with writing(app) as session:
        session.add(CodeAttempt(source="e" * 64, began_at=now, n_failed=n_failed))


def test_twenty_codes_that_no_card_has_are_answered_and_the_next_is_asked_to_wait(
    client: PageClient,
) -> None:
    guess(client, MOST_FROM_ONE)
    page = CardPage(client).type_code(new_code(), 429)
    assert page.heading == "A short break"


def test_whoever_must_wait_is_told_why_how_long_and_that_nothing_is_lost(
    client: PageClient,
) -> None:
    guess(client, MOST_FROM_ONE)
    page = CardPage(client).type_code(new_code(), 429)
    for words in ("10 minutes", "Nothing is lost", "your card works as before", "its own network"):
        assert words in page.text
    assert 0 < int(page.headers["Retry-After"]) <= WINDOW.total_seconds()
    assert page.links()["Type the code again"] == "/"
    assert page.links()["116 123"] == "tel:116123"


def test_the_wait_is_told_in_whole_minutes_down_to_one(app: Flask, client: PageClient) -> None:
    guess(client, MOST_FROM_ONE)
    let_pass(app, WINDOW - dt.timedelta(seconds=30))
    page = CardPage(client).type_code(new_code(), 429)
    assert "for one minute" in page.text
    assert int(page.headers["Retry-After"]) <= 30


def test_after_ten_minutes_the_same_address_may_try_again(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    guess(client, MOST_FROM_ONE)
    let_pass(app, WINDOW)
    assert CardPage(client).type_code(card.code).path == "/language"


def test_tries_while_waiting_do_not_make_the_wait_longer(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    guess(client, MOST_FROM_ONE)
    let_pass(app, WINDOW / 2)
    CardPage(client).type_code(new_code(), 429)
    assert n_failed(app) == MOST_FROM_ONE
    let_pass(app, WINDOW / 2)
    assert CardPage(client).type_code(card.code).path == "/language"


def test_a_typing_error_is_never_counted_however_often(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    wrong = card.code[:-1] + next(sign for sign in ALPHABET if sign != card.code[-1])
    for _ in range(MOST_FROM_ONE + 5):
        CardPage(client).type_code(wrong)
    CardPage(client).type_code("not a code")
    assert n_failed(app) == 0
    assert CardPage(client).type_code(card.code).path == "/language"


def test_a_right_code_is_not_counted(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    for _ in range(MOST_FROM_ONE + 1):
        CardPage(client).type_code(make_card(app, study).code)
    assert n_failed(app) == 0


def test_a_guesser_learns_nothing_of_a_right_code_while_the_address_waits(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    guess(client, MOST_FROM_ONE)
    right = CardPage(client).type_code(card.code, 429)
    assert right.text == CardPage(client).type_code(new_code(), 429).text


def test_whoever_is_in_already_goes_on_while_the_address_waits(
    app: Flask, open_client: OpenClient
) -> None:
    person, guesser = at(open_client(), HERE), at(open_client(), HERE)
    begin(person, make_card(app, make_study(app)))
    guess(guesser, MOST_FROM_ONE)
    CardPage(guesser).type_code(new_code(), 429)
    assert QuestionsPage(person, 1).answer(soc13_01=3).path == "/questions/2"


def test_somebody_at_another_address_notices_nothing(app: Flask, open_client: OpenClient) -> None:
    card = make_card(app, make_study(app))
    guess(at(open_client(), HERE), MOST_FROM_ONE)
    assert CardPage(at(open_client(), ELSEWHERE)).type_code(card.code).path == "/language"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("", "", True),
    ],
)
def test_an_address_is_what_one_guesser_has_no_choice_over(
    open_client: OpenClient, one: str, other: str, *, same: bool
) -> None:
    guess(at(open_client(), one), MOST_FROM_ONE)
    CardPage(at(open_client(), other)).type_code(new_code(), 429 if same else 200)


def test_when_many_addresses_guess_each_gets_fewer_tries_and_nobody_is_shut_out(
    app: Flask, open_client: OpenClient
) -> None:
    card = make_card(app, make_study(app))
    count_elsewhere(app, MOST_FROM_ALL)
    guesser = at(open_client(), HERE)
    guess(guesser, MOST_FROM_ONE_UNDER_ATTACK)
    CardPage(guesser).type_code(new_code(), 429)
    assert CardPage(at(open_client(), ELSEWHERE)).type_code(card.code).path == "/language"


def test_the_log_says_once_that_somebody_is_guessing_and_not_who(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    count_elsewhere(app, MOST_FROM_ALL - 1)
    guess(at(client, HERE), 3)
    said = [one.getMessage() for one in caplog.records]
    assert said == ["more than 500 codes that no card carries were typed within an hour"]


def test_an_hour_later_the_many_are_forgiven(app: Flask, client: PageClient) -> None:
    count_elsewhere(app, MOST_FROM_ALL + 100)
    let_pass(app, dt.timedelta(hours=1))
    guess(client, MOST_FROM_ONE_UNDER_ATTACK + 1)


def test_no_address_is_in_the_database_or_the_log(
    app: Flask, client: PageClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    guess(at(client, HERE), MOST_FROM_ONE)
    CardPage(client).type_code(new_code(), 429)
    stored = stored_bytes(settings.database)
    assert n_failed(app) == MOST_FROM_ONE
    assert HERE.encode() not in stored
    assert HERE not in caplog.text


def test_an_address_stands_for_something_else_each_day_and_in_each_installation(
    settings: Settings, make_app: Callable[[Settings], Flask]
) -> None:
    morning, evening = dt.datetime(2027, 3, 1, 6), dt.datetime(2027, 3, 1, 23)  # noqa: DTZ001 - as stored
    made = []
    for pepper in ("p" * 32, "q" * 32):
        with make_app(replace(settings, code_pepper=pepper)).app_context():
            made.append(source_of(HERE, morning))
            assert source_of(HERE, evening) == made[-1]
            made.append(source_of(HERE, morning + dt.timedelta(days=1)))
    assert len(set(made)) == 4


@pytest.mark.parametrize("is_right", [True, False], ids=["a right code", "a wrong code"])
def test_what_is_older_than_a_day_goes_with_the_next_code_that_is_typed(
    app: Flask, client: PageClient, *, is_right: bool
) -> None:
    card = make_card(app, make_study(app))
    guess(client, 2)
    let_pass(app, dt.timedelta(days=1))
    CardPage(client).type_code(card.code if is_right else new_code())
    assert n_failed(app) == (0 if is_right else 1)


def test_many_guesses_at_the_same_moment_are_all_counted(
    app: Flask, open_client: OpenClient
) -> None:
    pages = [CardPage(open_client()) for _ in range(8)]

    def try_four(page: CardPage) -> list[int]:
        return [page.client.post(page.page.form(), code=new_code()).status_code for _ in range(4)]

    with ThreadPoolExecutor(len(pages)) as pool:
        statuses = [one for four in pool.map(try_four, pages) for one in four]
    assert statuses.count(200) == MOST_FROM_ONE
    assert statuses.count(429) == 32 - MOST_FROM_ONE
    assert n_failed(app) == MOST_FROM_ONE
