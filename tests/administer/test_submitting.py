"""Sending in: once, whole, and the first answers stand."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.administer import operations
from survey.models import Administration, Participation
from tests.factories import make_card, make_study, random_responses, read, stored_responses
from tests.page_client import PageClient
from tests.pages import CheckPage, QuestionsPage, answer_pages, answer_wave, begin

OpenClient = Callable[..., PageClient]


def test_sending_in_twice_keeps_the_first(app: Flask, client: PageClient) -> None:
    card, chosen = make_card(app, make_study(app)), random_responses(1)
    begin(client, card)
    answer_pages(client, chosen)
    check = CheckPage(client)
    assert check.send_in().path == "/thanks"
    assert "first answers stand" in check.send_in(409).text
    assert stored_responses(app, card, "pre") == chosen


def test_another_device_with_the_same_card_cannot_overwrite_what_was_sent(
    app: Flask, open_client: OpenClient
) -> None:
    card, one, other = make_card(app, make_study(app)), open_client(), open_client()
    chosen = random_responses(1)
    begin(one, card)
    begin(other, card)
    answer_pages(one, chosen)
    check = CheckPage(other)
    late = QuestionsPage(other, 1)
    CheckPage(one).send_in()
    check.send_in(409)
    other.send(late.page, 409, soc13_01="1")
    assert stored_responses(app, card, "pre") == chosen


def test_a_page_left_open_from_the_first_wave_does_not_fill_in_the_second(
    app: Flask, open_client: OpenClient
) -> None:
    card, one, other = make_card(app, make_study(app)), open_client(), open_client()
    begin(other, card)
    left_open = QuestionsPage(other, 1)
    answer_wave(one, card, {})
    begin(one, card)
    other.send(left_open.page, 409, soc13_01="1")
    assert QuestionsPage(one, 1).chosen == {}


def test_the_second_wave_leaves_the_first_as_it_was(app: Flask, client: PageClient) -> None:
    card, before, after = make_card(app, make_study(app)), random_responses(1), random_responses(2)
    answer_wave(client, card, before)
    answer_wave(client, card, after)
    assert stored_responses(app, card, "pre") == before
    assert stored_responses(app, card, "post") == after


def test_of_many_devices_at_the_same_moment_exactly_one_sends_in(
    app: Flask, open_client: OpenClient
) -> None:
    card, chosen = make_card(app, make_study(app)), random_responses(4)
    devices = [open_client() for _ in range(6)]
    begin(devices[0], card)
    answer_pages(devices[0], chosen)
    forms = [begin(device, card).form() for device in devices]
    together = Barrier(len(devices))

    def send(number: int) -> int:
        together.wait()
        return devices[number].post(forms[number]).status_code

    with ThreadPoolExecutor(len(devices)) as pool:
        statuses = list(pool.map(send, range(len(devices))))
    assert sorted(statuses) == [303, 409, 409, 409, 409, 409]
    assert stored_responses(app, card, "pre") == chosen
    assert read(app, select(func.count(Participation.id))) == [(1,)]
    assert read(app, select(func.count(Administration.id))) == [(2,)]


def test_people_who_answer_at_the_same_moment_do_not_disturb_each_other(
    app: Flask, open_client: OpenClient
) -> None:
    study = make_study(app)
    cards = [make_card(app, study) for _ in range(4)]

    def answer(number: int) -> str:
        return answer_wave(open_client(), cards[number], random_responses(number)).path

    with ThreadPoolExecutor(len(cards)) as pool:
        assert set(pool.map(answer, range(len(cards)))) == {"/thanks"}
    for number, card in enumerate(cards):
        assert stored_responses(app, card, "pre") == random_responses(number)


def test_nobody_is_told_that_answers_stand_when_none_were_stored(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, chosen = make_card(app, make_study(app)), random_responses(8)
    begin(client, card)
    answer_pages(client, chosen)
    check = CheckPage(client)
    with monkeypatch.context() as patch:
        patch.setattr(operations, "_wording_id", lambda *_: "no such text")
        assert "first answers stand" not in check.send_in(500).text
    assert stored_responses(app, card, "pre") == {}
    assert check.send_in().path == "/thanks"  # the draft was still there
    assert stored_responses(app, card, "pre") == chosen
