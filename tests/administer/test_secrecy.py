"""The code is on the card, and nowhere else."""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask

from survey.config import Settings
from tests.databases import stored_bytes
from tests.factories import make_card, make_study, random_responses
from tests.page_client import PageClient
from tests.pages import CardPage, CheckPage, QuestionsPage, answer_pages, answer_wave, begin


def test_the_database_file_holds_no_code(
    app: Flask, client: PageClient, settings: Settings
) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, random_responses(1))
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=2)
    stored = stored_bytes(settings.database)
    assert card.participant_id.encode() in stored
    for form in (card.code, card.code.replace("-", "")):
        assert form.encode() not in stored


def test_no_log_line_holds_a_code_or_an_answer(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    card = make_card(app, make_study(app))
    answer_wave(client, card, random_responses(1))
    CardPage(client).type_code(card.code)
    CardPage(client).type_code(card.code[:-1] + ("0" if card.code[-1] != "0" else "2"))
    assert card.code not in caplog.text
    assert card.participant_id not in caplog.text
    assert "soc13_" not in caplog.text


def test_a_failing_database_tells_neither_log_nor_page_what_was_answered(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    answer_pages(client, random_responses(1))
    with app.extensions["database"].begin() as connection:
        connection.exec_driver_sql("ALTER TABLE response RENAME TO lost")
    page = CheckPage(client).send_in(500)
    assert "what was saved is still saved" in page.text
    assert re.search(r"no such table: response|relation \"response\" does not", caplog.text)
    assert "soc13_" not in caplog.text
    assert card.participant_id not in caplog.text


def test_the_error_page_for_a_wrong_code_shows_it_in_the_field_only(client: PageClient) -> None:
    page = CardPage(client).type_code("ZZZZZ-ZZZZZ")
    assert "ZZZZZ" not in page.root.one("main").text


def test_a_thank_you_page_shows_no_answer(app: Flask, client: PageClient) -> None:
    page = answer_wave(client, make_card(app, make_study(app)), random_responses(1))
    assert not page.root.one("main").all("ol", "table")
