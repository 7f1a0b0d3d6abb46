"""Answers that no page offers."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import Draft
from tests.factories import make_card, make_study, random_responses, read, stored_responses
from tests.page_client import PageClient
from tests.pages import (
    CheckPage,
    GroupPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
    begin,
    skip_from,
)

NO_POINTS = [
    "0",
    "8",
    "-1",
    "4.5",
    "yes",
    "1; DROP TABLE response",
    "\u0661",
    " 3",
    "3 ",
    "1e0",
    "007",
]


@pytest.mark.parametrize("value", NO_POINTS)
def test_a_value_that_is_no_point_of_the_scale_is_refused_and_nothing_is_saved(
    app: Flask, client: PageClient, value: str
) -> None:
    begin(client, make_card(app, make_study(app)))
    page = QuestionsPage(client, 1).answer(soc13_01=value, soc13_02=3)
    assert page.path == "/questions/1"
    assert page.root.one("div", role="alert")
    assert not read(app, select(Draft.participant_id))


def test_five_is_no_point_of_self_efficacy(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    assert QuestionsPage(client, 5).answer(gse_10=5).path == "/questions/5"
    assert not read(app, select(Draft.participant_id))


@pytest.mark.parametrize(
    "field", ["soc13_14", "soc13_1", "gse_01", "soc13_06", "participant", "pages_seen"]
)
def test_a_field_that_the_page_does_not_ask_is_ignored(
    app: Flask, client: PageClient, field: str
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    QuestionsPage(client, 1).answer(**{"soc13_01": 4, field: 2})
    skip_from(client, 2)
    CheckPage(client).send_in()
    stored = stored_responses(app, card, "pre")
    assert {key: value for key, value in stored.items() if value is not None} == {"soc13_01": 4}
    assert len(stored) == 23


def test_a_faulty_page_does_not_take_back_what_was_saved(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    QuestionsPage(client, 1).answer(soc13_01=4)
    QuestionsPage(client, 1).answer(soc13_01=9)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 4}


def test_meetings_that_are_no_choice_are_refused(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    assert GroupPage(client).say("17").path == "/group"
    assert not read(app, select(Draft.participant_id))


def test_a_language_that_is_none_is_refused(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    page = LanguagePage(client).page
    assert client.send(page, language="xx").path == "/language"


def test_answers_sent_with_the_last_button_are_not_taken(app: Flask, client: PageClient) -> None:
    card, chosen = make_card(app, make_study(app)), random_responses(1) | {"soc13_01": 2}
    begin(client, card)
    answer_pages(client, chosen)
    client.send(CheckPage(client).page, soc13_01="7")
    assert stored_responses(app, card, "pre") == chosen


def test_a_form_far_too_large_is_refused(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    client.send(QuestionsPage(client, 1).page, 413, soc13_01="3" * 100_000)
    assert not read(app, select(Draft.participant_id))


def test_a_part_without_a_name_is_nobodys_answer(app: Flask, client: PageClient) -> None:
    sent = b"--x\r\nContent-Disposition: form-data\r\n\r\n3\r\n--x--\r\n"
    form = {"data": sent, "content_type": "multipart/form-data; boundary=x"}
    begin(client, make_card(app, make_study(app)))
    assert client.browser.post("/questions/1", **form).status_code == 400
    assert client.browser.post("/", **form).status_code == 400
