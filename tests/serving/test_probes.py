"""Whether the process lives, and whether it can serve people."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from survey.config import Settings
from survey.serving.probes import IS_READY, PATIENCE, SLOW, Asking
from tests.databases import ON_SQLITE
from tests.page_client import PageClient

MakeApp = Callable[[Settings], Flask]


@pytest.fixture
def without_database(app: Flask, settings: Settings, tmp_path: Path) -> Flask:
    app.extensions["database"].dispose()
    for path in tmp_path.glob("sammenheng.sqlite*"):
        path.unlink()
    (tmp_path / "sammenheng.sqlite").mkdir()  # no file can be opened there
    return app


@pytest.mark.parametrize(("path", "word"), [("/health", "alive"), ("/ready", IS_READY)])
def test_a_program_that_serves_says_so_in_one_word(app: Flask, path: str, word: str) -> None:
    answer = app.test_client().get(path)
    assert (answer.status_code, answer.text) == (200, f"{word}\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_server_that_cannot_be_reached_is_told_in_one_word(
    make_app: MakeApp, settings: Settings
) -> None:
    away = "postgresql+psycopg://somebody:secret@127.0.0.1:1/nowhere"
    answer = make_app(replace(settings, database=away)).test_client().get("/ready")
    assert (answer.status_code, answer.text) == (503, "database\n")


@ON_SQLITE
def test_a_process_without_its_database_lives_and_is_not_ready(without_database: Flask) -> None:
    browser = without_database.test_client()
    assert browser.get("/health").status_code == 200
    answer = browser.get("/ready")
    assert (answer.status_code, answer.text) == (503, "database\n")


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_a_database_at_another_migration_is_not_ready(app: Flask, revision: str) -> None:
    with app.extensions["database"].begin() as connection:
        changed = text("UPDATE alembic_version SET version_num = :revision")
        connection.execute(changed, {"revision": revision})
    answer = app.test_client().get("/ready")
    assert (answer.status_code, answer.text) == (503, "schema\n")


def test_a_database_that_does_not_answer_is_told_after_two_seconds_and_asked_only_once() -> None:
    let_go, n_asked = threading.Event(), []

    def ask() -> str:
        n_asked.append(1)
        let_go.wait(10)
        return IS_READY

    asking, begun = Asking(ask), time.monotonic()
    heard: list[str] = []
    many = [threading.Thread(target=lambda: heard.append(asking.word())) for _ in range(5)]
    for one in many:
        one.start()
    for one in many:
        one.join()

    assert heard == [SLOW] * 5
    assert time.monotonic() - begun < PATIENCE + 1
    assert len(n_asked) == 1
    let_go.set()
    time.sleep(0.05)
    assert asking.word() == IS_READY, "it is told as soon as it is back"


def test_who_asks_without_end_does_not_ask_the_database_each_time() -> None:
    n_asked = []
    asking = Asking(lambda: n_asked.append(1) or IS_READY)  # type: ignore[func-returns-value]
    assert {asking.word() for _ in range(100)} == {IS_READY}
    assert len(n_asked) == 1


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_nobody_gets_a_cookie_there_and_nothing_can_be_sent(client: PageClient, path: str) -> None:
    client.open("/")  # which has given a cookie
    answer = client.browser.get(path)
    assert "Set-Cookie" not in answer.headers
    assert client.browser.post(path).status_code == 405
    assert client.browser.head(path).data == b""
