"""Stopping and going on later."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import delete, select

from survey.models import Administration, InstrumentWording, Participant
from tests.factories import make_card, make_study, random_responses, read, stored_responses
from tests.page_client import PageClient
from tests.pages import (
    CardPage,
    CheckPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
    begin,
    items_on,
    skip_from,
)

OpenClient = Callable[..., PageClient]


def test_the_code_typed_on_another_device_goes_on_where_one_stopped(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    begin(phone, card)
    QuestionsPage(phone, 1).answer(soc13_01=2, soc13_05=7)
    QuestionsPage(phone, 2).answer(soc13_06=4)
    assert begin(laptop, card).path == "/questions/3"
    assert QuestionsPage(laptop, 1).chosen == {"soc13_01": 2, "soc13_05": 7}
    assert QuestionsPage(laptop, 2).chosen == {"soc13_06": 4}


def test_a_page_that_was_skipped_as_a_whole_is_not_asked_again(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone = make_card(app, make_study(app)), open_client()
    begin(phone, card)
    QuestionsPage(phone, 1).answer()
    assert begin(open_client(), card).path == "/questions/2"


def test_whoever_has_seen_every_page_resumes_at_the_check_page(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone = make_card(app, make_study(app)), open_client()
    begin(phone, card)
    answer_pages(phone, random_responses(1))
    assert begin(open_client(), card).path == "/check"


def test_a_later_answer_replaces_the_earlier_one(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=2)
    QuestionsPage(client, 1).answer(soc13_01=6)
    skip_from(client, 2)
    CheckPage(client).send_in()
    assert stored_responses(app, card, "pre")["soc13_01"] == 6


def test_another_language_in_the_second_sitting_keeps_the_answers(
    app: Flask, open_client: OpenClient
) -> None:
    card, first, second = make_card(app, make_study(app)), open_client(), open_client()
    chosen = random_responses(5)
    begin(first, card, "en")
    QuestionsPage(first, 1).answer(**{key: chosen[key] for key in items_on(1)})
    CardPage(second).type_code(card.code)
    assert LanguagePage(second).choose("nn").path == "/questions/2"
    answer_pages(second, chosen)
    CheckPage(second).send_in()
    assert stored_responses(app, card, "pre") == chosen
    shown = read(
        app,
        select(InstrumentWording.language).join(
            Administration, Administration.wording_id == InstrumentWording.id
        ),
    )
    assert {row.language for row in shown} == {"nn"}


def test_the_text_that_was_answered_is_stored_also_when_another_language_sends_it_in(
    app: Flask, open_client: OpenClient
) -> None:
    card, first, second = make_card(app, make_study(app)), open_client(), open_client()
    begin(first, card, "nn")
    answer_pages(first, random_responses(6))
    CardPage(second).type_code(card.code)
    assert LanguagePage(second).choose("en").path == "/check"
    CheckPage(second).send_in()
    shown = read(
        app,
        select(InstrumentWording.language).join(
            Administration, Administration.wording_id == InstrumentWording.id
        ),
    )
    assert [row.language for row in shown] == ["nn", "nn"]


def test_somebody_who_pauses_at_the_question_about_the_group_is_asked_it_again(
    app: Flask, open_client: OpenClient
) -> None:
    card, first, second = make_card(app, make_study(app)), open_client(), open_client()
    begin(first, card)
    for number in range(1, 6):
        QuestionsPage(first, number).answer()
    CardPage(second).type_code(card.code)
    assert LanguagePage(second).choose("en").path == "/group"


def test_a_changed_answer_leads_straight_back_to_the_check_page(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    answer_pages(client, random_responses(7))
    assert QuestionsPage(client, 1).answer(soc13_01=3).path == "/check"


def test_a_wave_is_not_sent_in_before_every_page_was_seen(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    QuestionsPage(client, 1).answer(soc13_01=3)
    assert client.open("/check").path == "/questions/2"


def test_two_tabs_on_different_pages_both_keep_their_answers(
    app: Flask, open_client: OpenClient
) -> None:
    card, one, other = make_card(app, make_study(app)), open_client(), open_client()
    begin(one, card)
    begin(other, card)
    first, second = QuestionsPage(one, 1), QuestionsPage(other, 2)
    first.answer(soc13_01=1)
    second.answer(soc13_06=2)
    assert QuestionsPage(one, 1).chosen == {"soc13_01": 1}
    assert QuestionsPage(one, 2).chosen == {"soc13_06": 2}


def test_another_code_in_the_same_browser_sees_nothing_of_the_first(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    begin(client, make_card(app, study))
    QuestionsPage(client, 1).answer(soc13_01=2)
    assert begin(client, make_card(app, study)).path == "/questions/1"
    assert QuestionsPage(client, 1).chosen == {}


def test_a_card_erased_in_the_meantime_is_said_to_be_erased_and_not_to_be_saved(
    app: Flask, client: PageClient, open_client: OpenClient
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    app.extensions["database"].dispose()
    with app.extensions["database"].begin() as connection:
        connection.execute(delete(Participant).filter_by(id=card.participant_id))
    page = client.open("/questions/1", 410)
    assert "Nothing that was answered with it is stored" in page.text
    assert "saved" not in page.text
