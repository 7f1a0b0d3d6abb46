"""PostgreSQL lets many write at once: who waits for whom, and who does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import Connection, func, select

from survey.letter.shown import ShownLetter
from survey.letter.store import keep_text
from survey.models import Administration, Draft, LetterText, Response
from survey.models.base import new_id
from tests.databases import IS_POSTGRESQL
from tests.factories import make_card, make_study, random_responses, read
from tests.page_client import PageClient
from tests.pages import CheckPage, answer_pages, begin

pytestmark = pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has one writer at a time")
A_WHILE = 0.4  # seconds
ONE, OTHER = new_id(), new_id()


@contextmanager
def transaction(app: Flask, **options: object) -> Iterator[Connection]:
    engine = app.extensions["database"].execution_options(**options)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("SELECT 1")
        yield connection


def has_to_wait(app: Flask, first: dict[str, object], second: dict[str, object]) -> bool:
    """Return whether the second transaction cannot begin before the first has ended."""
    with ThreadPoolExecutor(1) as pool:
        begun = Event()

        def other() -> None:
            with transaction(app, **second):
                begun.set()

        with transaction(app, **first):
            done = pool.submit(other)
            waits = not begun.wait(A_WHILE)
        done.result(timeout=5)
        assert begun.is_set()
    return waits


def test_people_who_answer_do_not_wait_for_each_other(app: Flask) -> None:
    assert not has_to_wait(app, {"beside": ONE}, {"beside": OTHER})


def test_what_one_person_sends_twice_comes_one_after_the_other(app: Flask) -> None:
    assert has_to_wait(app, {"beside": ONE}, {"beside": ONE})


def test_whoever_signs_in_writes_while_nobody_answers(app: Flask) -> None:
    assert has_to_wait(app, {"beside": ONE}, {})
    assert has_to_wait(app, {}, {"beside": ONE})
    assert has_to_wait(app, {}, {})


def test_whoever_reads_waits_for_nobody(app: Flask) -> None:
    assert not has_to_wait(app, {}, {"writes": False})
    assert not has_to_wait(app, {"writes": False}, {})


def test_who_reads_sees_everything_as_of_one_moment(app: Flask) -> None:
    with transaction(app, writes=False) as reading:
        n_before = reading.execute(select(func.count()).select_from(Draft)).scalar()
        card = make_card(app, make_study(app))
        with transaction(app) as writing:
            wave = writing.exec_driver_sql("SELECT id FROM wave LIMIT 1").scalar()
            writing.execute(
                Draft.__table__.insert().values(
                    participant_id=card.participant_id,
                    wave_id=wave,
                    sealed=b"0",
                    started_week="2026-W10",
                )
            )
        assert reading.execute(select(func.count()).select_from(Draft)).scalar() == n_before


def test_whoever_reads_cannot_write(app: Flask) -> None:
    with (
        pytest.raises(Exception, match="read-only transaction"),
        transaction(app, writes=False) as reading,
    ):
        reading.exec_driver_sql("DELETE FROM draft")


def test_sent_in_from_many_windows_at_the_same_moment_the_wave_is_stored_once(
    app: Flask, open_client: Callable[..., PageClient]
) -> None:
    card = make_card(app, make_study(app))
    first = open_client()
    begin(first, card)
    answer_pages(first, random_responses(1))
    windows = [open_client() for _ in range(6)]
    for one in windows:
        one.browser._cookies = first.browser._cookies.copy()
    pages = [CheckPage(one) for one in windows]

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda one: one.client.post(one.page.form()), pages))
    assert read(app, select(func.count()).select_from(Administration)) == [(2,)]
    assert read(app, select(func.count()).select_from(Response)) == [(23,)]


def test_who_is_first_to_agree_to_a_letter_does_not_turn_away_who_agrees_at_that_moment(
    app: Flask,
) -> None:
    shown = ShownLetter("en", (), (), ())

    def agree() -> None:
        with transaction(app, beside=OTHER) as other:
            keep_text(other, shown)

    with ThreadPoolExecutor(1) as pool:
        with transaction(app, beside=ONE) as first:
            keep_text(first, shown)
            done = pool.submit(agree)
            sleep(A_WHILE)
            assert not done.done()
        done.result(timeout=5)
    assert read(app, select(func.count()).select_from(LetterText)) == [(1,)]
