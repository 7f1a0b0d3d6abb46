"""A lost card: a new one answers the second time, and its answers are joined to none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.evaluation import evaluate
from survey import policies
from survey.models import Consent, Draft, Participation, Study, Wave
from survey.models.study import CLOSED, POST, PRE
from survey.report.dataset import read_study
from tests.factories import (
    Card,
    make_answered_groups,
    make_card,
    make_group,
    make_study,
    random_responses,
    read,
    stored_after,
    stored_responses,
    writing,
)
from tests.page_client import Page, PageClient
from tests.pages import (
    CardPage,
    CheckPage,
    InformationPage,
    LanguagePage,
    QuestionsPage,
    answer_after,
    answer_pages,
    answer_wave,
    begin,
)

OpenClient = Callable[..., PageClient]
LOST, NOT_BEFORE = "I have answered before, but lost my card", "I have not answered before"
WITH_THIS = "Answer the second time with this card"


def stand_in(client: PageClient, card: Card) -> Page:
    """Go from a new card to the first question of the second time."""
    CardPage(client).type_code(card.code)
    page = client.open(client.page.links()[LOST])
    client.press(page, WITH_THIS)
    LanguagePage(client).choose("en")
    return InformationPage(client).agree()


def answer_in_place(client: PageClient, card: Card, seed: int) -> None:
    stand_in(client, card)
    answer_pages(client, random_responses(seed))
    answer_after(client, {"status": "finished"})
    assert CheckPage(client).send_in().path == "/thanks"


def waves_sent(app: Flask) -> list[str]:
    rows = read(app, select(Wave.key).join(Participation, Participation.wave_id == Wave.id))
    return [row.key for row in rows]


def test_a_new_card_says_what_it_can_do_for_a_lost_one(app: Flask, client: PageClient) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    page = client.open(client.page.links()[LOST])
    assert page.path == "/another-card"
    assert "we cannot find your answers: we do not know who you are" in page.text
    assert "That answer counts, but cannot be joined to the first." in page.text
    assert page.links()[NOT_BEFORE] == "/language"


def test_a_new_card_answers_the_second_time_in_place_of_a_lost_one(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26, post_window_weeks=4))
    page = stand_in(client, card)
    assert page.path == "/questions/1"
    assert "This is the second time you answer." in page.text
    answer_pages(client, random_responses(4))
    answer_after(client, {"status": "left_early", "meetings": 3})
    assert CheckPage(client).send_in().path == "/thanks"
    assert waves_sent(app) == [POST]
    assert stored_responses(app, card, POST) == random_responses(4)
    assert stored_after(app, card)["status"] == "left_early"


def test_consent_is_asked_for_as_always(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    CardPage(client).type_code(card.code)
    client.press(client.open("/another-card"), WITH_THIS)
    assert LanguagePage(client).choose("en").path == "/information"
    client.open("/questions/1", 403)
    InformationPage(client).agree()
    assert read(app, select(Consent.participant_id)) == [(card.participant_id,)]


def test_the_card_opens_nothing_more_afterwards(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    answer_in_place(client, card, 1)
    assert "There are no more questions" in client.page.text
    assert CardPage(client).type_code(card.code, 409).heading == "You have answered both times"
    client.open("/another-card", 409)


def test_the_second_time_goes_on_on_another_device_where_it_stopped(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    stand_in(phone, card)
    QuestionsPage(phone, 1).answer(soc13_01=6)
    CardPage(laptop).type_code(card.code)
    assert LanguagePage(laptop).choose("en").path == "/questions/2"
    assert "This is the second time you answer." in QuestionsPage(laptop, 1).page.text
    assert QuestionsPage(laptop, 1).chosen == {"soc13_01": 6}


def test_an_answer_in_place_of_a_lost_card_counts_after_and_in_no_pair(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    make_answered_groups(app, study, [4, 4, 4])
    group = make_group(app, study)
    for seed in (90, 91):
        answer_in_place(client, make_card(app, study, group), seed)
    with app.app_context(), Session(app.extensions["database"]) as session:
        frame = read_study(session, session.get_one(Study, study.id), "e" * 32)
    figures = evaluate(frame).to_dict()
    assert len(frame) == 26
    assert frame.loc[frame["weeks_since_pre"].isna(), "wave"].tolist() == [POST, POST]
    for outcome in figures["outcomes"].values():
        assert (outcome["n_pre"], outcome["n_post"], outcome["n_pairs"]) == (12, 14, 12)
    assert figures["attrition"]["n_pre"] == 12
    assert figures["attrition"]["n_lost"] == 0


@pytest.mark.parametrize(
    ("begun", "opens"), [(set(), PRE), ({PRE}, PRE), ({POST}, POST), ({PRE, POST}, PRE)]
)
def test_a_card_with_nothing_sent_in_opens_what_was_begun_and_of_two_the_first(
    begun: set[str], opens: str
) -> None:
    study = Study(post_after_weeks=26, post_window_weeks=4)
    assert policies.wave_to_answer(study, {}, "2026-W40", begun) == opens


def test_whoever_pressed_by_mistake_begins_with_the_first_time_after_all(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    stand_in(client, card)
    QuestionsPage(client, 1).answer(soc13_01=6)
    page = client.open(client.open("/language").links()[NOT_BEFORE])
    assert "What you have saved with this card is erased" in page.text
    assert page.links()["Go on"] == "/language"
    assert client.press(page, NOT_BEFORE).path == "/language"
    assert not read(app, select(Draft.wave_id))
    assert LanguagePage(client).choose("en").path == "/questions/1"
    assert "This is the first time you answer." in client.page.text
    assert QuestionsPage(client, 1).chosen == {}


def test_a_card_that_has_begun_the_first_time_is_not_used_for_a_lost_one(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    waiting = client.open("/another-card")
    QuestionsPage(client, 1).answer(soc13_01=6)
    assert LOST not in client.open("/language").links()
    page = client.press(waiting, WITH_THIS, 409)
    assert page.heading == "You can go on with this card"
    assert page.links()["Go on"] == "/language"
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 6}


@pytest.mark.parametrize("weeks", [0, 26])
def test_a_card_that_has_answered_the_first_time_is_not_used_for_a_lost_one(
    app: Flask, client: PageClient, weeks: int
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=weeks))
    answer_wave(client, card, random_responses(1))
    assert client.open("/another-card", 409).heading == "You can go on with this card"
    CardPage(client).type_code(card.code, 409 if weeks else 200)
    if not weeks:
        assert not {LOST, NOT_BEFORE} & set(client.page.links())
    client.open("/another-card", 409)


def test_a_second_time_that_was_begun_with_the_own_card_cannot_be_undone_as_a_stand_in(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, random_responses(1))
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=6)
    page = client.open("/language")
    assert NOT_BEFORE not in page.links()
    form = page.form()
    form.attributes["action"] = "/another-card"
    assert client.post(form, undo="1").status_code == 409
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 6}


def test_the_first_time_begun_on_another_device_is_not_sent_in_after_the_second(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    begin(laptop, card)
    stand_in(phone, card)
    answer_pages(laptop, random_responses(1))
    left = CheckPage(laptop)
    answer_pages(phone, random_responses(2))
    answer_after(phone, {})
    CheckPage(phone).send_in()
    assert not read(app, select(Draft.wave_id))
    answer_pages(laptop, random_responses(1))
    assert left.send_in(409).heading == "You have answered both times"
    assert waves_sent(app) == [POST]


def test_the_second_time_begun_on_another_device_goes_when_the_first_is_sent_in(
    app: Flask, open_client: OpenClient
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    phone, laptop = open_client(), open_client()
    begin(laptop, card)
    stand_in(phone, card)
    answer_pages(laptop, random_responses(1))
    CheckPage(laptop).send_in()
    assert waves_sent(app) == [PRE]
    assert not read(app, select(Draft.wave_id))
    assert "first time" in CardPage(phone).type_code(card.code, 409).heading


def test_without_a_card_the_page_says_how_to_get_on(client: PageClient) -> None:
    page = client.open("/another-card")
    assert "we do not know who you are" in page.text
    assert "Draw a new card" in page.text
    assert LOST in page.text
    assert page.links() == {"Type the code": "/"}
    assert not page.root.one("main").all("form")


def test_nothing_is_begun_without_a_card(client: PageClient) -> None:
    form = client.open("/").form()
    form.attributes["action"] = "/another-card"
    assert client.post(form).status_code == 403


def test_a_study_that_has_ended_takes_no_answer_for_a_lost_card(
    app: Flask, client: PageClient
) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    page = client.open("/another-card")
    with writing(app) as session:
        session.execute(update(Study).values(state=CLOSED))
    assert client.press(page, WITH_THIS, 403).heading == "The study has ended"


def test_erasing_takes_the_answer_in_place_of_a_lost_card_too(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    answer_in_place(client, card, 1)
    client.send(client.open("/erase"))
    assert waves_sent(app) == []
    assert stored_after(app, card) is None
