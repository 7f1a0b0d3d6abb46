"""While the database cannot answer, participants lose nothing and are told what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, select

from survey import database_postgresql
from survey.config import Settings
from survey.models import Draft, Participation
from tests.databases import IS_POSTGRESQL, ON_SQLITE
from tests.factories import Card, make_card, make_study, read, stored_responses, writing
from tests.faults.breaking import Break, file_of, full, gone, held, read_only
from tests.page_client import PageClient
from tests.pages import CheckPage, GroupPage, QuestionsPage, answer_pages, begin, items_on
from tests.scripted_page import ScriptedPage

ON_SERVER = pytest.mark.skipif(not IS_POSTGRESQL, reason="a file cannot be taken off the line")
WAYS = [full, read_only, held, pytest.param(gone, marks=ON_SERVER)]
A_WHILE = 200  # milliseconds that one waits for another who writes


@pytest.fixture
def app(
    settings: Settings, make_app: Callable[[Settings], Flask], monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """Serve with little patience."""
    monkeypatch.setitem(database_postgresql.SETTINGS, "lock_timeout", f"{A_WHILE}ms")
    app = make_app(settings)
    if not IS_POSTGRESQL:
        impatient = f"PRAGMA busy_timeout={A_WHILE}"
        engine = app.extensions["database"]
        event.listen(engine, "connect", lambda raw, _record: raw.execute(impatient))
    return app


@pytest.fixture
def card(app: Flask) -> Card:
    return make_card(app, make_study(app))


def answers(number: int, value: int = 2) -> dict[str, int]:
    return dict.fromkeys(items_on(number), value)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_who_sends_a_page_reads_that_it_may_not_be_saved_and_what_was_before_is(
    app: Flask, card: Card, open_client: Callable[..., PageClient], language: str
) -> None:
    client = open_client(language)
    begin(client, card, language)
    page = QuestionsPage(client, 1)
    with full(app.extensions["database"]):
        shown = client.send(page.page, 503, **answers(1))
    told = {"nb": "Det som var lagret fra før", "nn": "Det som var lagra frå før"}
    assert told.get(language, "What was saved before is still there") in shown.text
    assert int(shown.headers["Retry-After"]) > 0


@pytest.mark.parametrize("way", WAYS)
def test_the_button_of_that_page_sends_the_same_answers_and_everything_goes_on(
    app: Flask, card: Card, client: PageClient, way: Break
) -> None:
    begin(client, card)
    QuestionsPage(client, 1).answer(**answers(1))
    second = QuestionsPage(client, 2)
    with way(app.extensions["database"]):
        shown = client.send(second.page, 503, **answers(2, 3))
        shown = client.send(shown, 503)  # too early
    client.send(shown)
    for number in (3, 4, 5):
        QuestionsPage(client, number).answer(**answers(number))
    GroupPage(client).say("none")
    CheckPage(client).send_in()
    stored = stored_responses(app, card, "pre")
    assert {key: stored[key] for key in items_on(1)} == answers(1)
    assert {key: stored[key] for key in items_on(2)} == answers(2, 3)


@pytest.mark.parametrize("way", WAYS)
def test_the_script_is_told_to_send_its_choices_again(
    app: Flask, card: Card, client: PageClient, way: Break
) -> None:
    begin(client, card)
    page = ScriptedPage(client, "/questions/1")
    key = items_on(1)[0]
    message = page.stamped(**{key: 4})
    with way(app.extensions["database"]):
        answer = page.deliver(message)
    assert answer.status_code == 503, answer.text
    assert "may not be saved" in answer.json["words"]
    assert page.deliver(message).json["saved"] == [key]


@pytest.mark.parametrize("way", WAYS[2:])
def test_sending_in_that_is_interrupted_counts_once(
    app: Flask, card: Card, client: PageClient, way: Break
) -> None:
    begin(client, card)
    answer_pages(client, {key: 3 for number in range(1, 6) for key in items_on(number)})
    check = CheckPage(client)
    with way(app.extensions["database"]):
        client.send(check.page, 503)
    check.send_in()
    check.send_in(409)
    assert len(read(app, select(Participation))) == 1
    assert not read(app, select(Draft))


@ON_SERVER
def test_pages_that_only_read_say_it_too_and_come_back(
    app: Flask, card: Card, client: PageClient
) -> None:
    begin(client, card)
    with gone(app.extensions["database"]):
        shown = client.open("/questions/1", 503)
        client.open("/staff/sign-in")  # asks no database
    assert "What was saved is still there" in shown.text
    assert shown.links()["Try again"] == "/questions/1"
    client.open("/questions/1")


@ON_SERVER
def test_lines_that_are_cut_between_two_choices_cost_one_more_try_at_most(
    app: Flask, card: Card, client: PageClient
) -> None:
    begin(client, card)
    page = ScriptedPage(client, "/questions/1")
    for value in (1, 2, 3, 4):
        message = page.stamped(**{items_on(1)[0]: value})
        with gone(app.extensions["database"]):
            pass
        statuses = [page.deliver(message).status_code for _ in range(2)]
        assert statuses[1] == 200, statuses
    assert ScriptedPage(client, "/questions/1").chosen == {items_on(1)[0]: "4"}


@ON_SQLITE
def test_a_damaged_file_is_said_to_be_away_and_the_log_says_damaged(
    app: Flask, card: Card, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    begin(client, card)
    engine = app.extensions["database"]
    app.extensions["database"].dispose()
    file_of(engine).write_bytes(b"noise" * 4000)
    with caplog.at_level(logging.ERROR):
        client.open("/questions/1", 503)
    assert "(damaged)" in caplog.text


def test_a_fault_of_the_program_is_still_called_one(
    app: Flask, card: Card, client: PageClient
) -> None:
    begin(client, card)
    page = ScriptedPage(client, "/questions/1")
    with writing(app) as session:
        session.connection().exec_driver_sql("DROP TABLE draft")
    app.testing = False
    answer = page.deliver(page.stamped(**{items_on(1)[0]: 4}))
    assert answer.status_code == 500


def test_the_log_tells_the_kind_and_the_place_and_nothing_that_was_said(
    app: Flask, card: Card, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    begin(client, card)
    page = QuestionsPage(client, 1)
    with caplog.at_level(logging.ERROR), full(app.extensions["database"]):
        client.send(page.page, 503, **answers(1))
    (line,) = [one for one in caplog.records if "cannot answer" in one.getMessage()]
    assert "(full)" in line.getMessage()
    assert "survey/" in line.getMessage()
    assert line.exc_info is None
    assert card.participant_id not in caplog.text
