"""Taking everything back, with the code alone."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from survey.models import (
    Administration,
    AfterAnswer,
    Consent,
    Draft,
    Participant,
    Participation,
    Response,
)
from tests.factories import make_card, make_study, random_responses, read
from tests.page_client import PageClient
from tests.pages import CardPage, QuestionsPage, answer_wave, begin

TABLES = (Participant, Consent, Draft, Participation, AfterAnswer, Administration, Response)


def counts(app: Flask) -> list[int]:
    return [read(app, select(func.count()).select_from(table))[0][0] for table in TABLES]


def test_a_person_who_has_answered_both_times_erases_everything_with_the_code(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, random_responses(1))
    answer_wave(client, card, random_responses(2))
    CardPage(client).type_code(card.code, status=409)

    page = client.send(client.open("/erase"))

    assert page.path == "/erased"
    assert counts(app) == [0] * len(TABLES)


def test_what_was_not_sent_in_is_erased_too(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    QuestionsPage(client, 1).answer(soc13_01=4)

    client.send(client.open("/erase"))

    assert counts(app) == [0] * len(TABLES)


def test_the_card_opens_nothing_after_that(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    client.send(client.open("/erase"))

    assert "No card has this code" in CardPage(client).type_code(card.code).root.text


def test_other_peoples_answers_stay(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    answer_wave(client, make_card(app, study), random_responses(1))
    stayed = counts(app)
    answer_wave(client, make_card(app, study), random_responses(2))

    client.send(client.open("/erase"))

    assert counts(app) == stayed


def test_looking_at_the_page_erases_nothing(app: Flask, client: PageClient) -> None:
    answer_wave(client, make_card(app, make_study(app)), random_responses(1))
    before = counts(app)

    client.open("/erase")

    assert counts(app) == before


def test_without_a_code_there_is_nothing_to_erase(client: PageClient) -> None:
    assert client.open("/erase", 403).root.one("h1").text == "We need the code on your card"


def test_every_page_of_the_way_leads_there(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    for path in ("/language", "/information", "/questions/1", "/group"):
        ways = client.open(path).root.one("footer").all("a")
        assert [one["href"] for one in ways] == ["/my-answers", "/withdraw"]
    assert client.open("/withdraw").links()["Go on to erase"] == "/erase"
