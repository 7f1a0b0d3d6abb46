""" "I prefer not to answer this": a third thing beside an answer and a gap."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey.after_questions import DECLINABLE, KEYS, QUESTIONS
from survey.models import Administration, AfterAnswer, Draft, Participation, Response, Wave
from survey.models.after_answer import DECLINABLE as DECLINABLE_IN_TABLE
from tests.factories import (
    Card,
    make_answered,
    make_card,
    make_study,
    random_responses,
    read,
    stored_after,
    stored_responses,
    writing,
)
from tests.page_client import PageClient
from tests.pages import (
    ALL_ITEMS,
    AfterPage,
    CheckPage,
    QuestionsPage,
    answer_after,
    answer_pages,
    answer_wave,
    begin,
    skip_from,
)

DECLINE = "declined"
WORDS = {
    "nb": "Jeg vil ikke svare på dette",
    "nn": "Eg vil ikkje svare på dette",
    "en": "I prefer not to answer this",
}


@pytest.fixture
def card(app: Flask) -> Card:
    return make_card(app, make_study(app))


@pytest.fixture
def second_time(app: Flask, card: Card) -> Card:
    make_answered(app, card, "pre", random_responses(1), meetings="none")
    return card


def stored_declined(app: Flask, card: Card, wave_key: str = "pre") -> set[str]:
    rows = read(
        app,
        select(Response.item_key)
        .join(Administration, Administration.id == Response.administration_id)
        .join(Wave, Wave.id == Administration.wave_id)
        .where(
            Administration.participant_id == card.participant_id,
            Wave.key == wave_key,
            Response.declined,
        ),
    )
    return {key for (key,) in rows}


@pytest.mark.parametrize("language", WORDS)
def test_under_every_item_stands_one_more_choice_of_the_same_group(
    app: Flask, card: Card, language: str
) -> None:
    client = PageClient(app, language)
    begin(client, card, language)
    for number in range(1, 6):
        for item in QuestionsPage(client, number).page.root.all("fieldset"):
            *points, last = item.all("label")
            assert last.text == WORDS[language]
            assert last.one("input").attributes == {
                "type": "radio",
                "name": item["id"],
                "value": DECLINE,
            }
            assert {one.one("input")["name"] for one in points} == {item["id"]}
            assert last.parent is item  # apart from the points
            assert all(one.parent is not item for one in points)


def test_answered_declined_and_skipped_are_stored_as_three_different_things(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=4, soc13_02=DECLINE)
    skip_from(client, 2)
    CheckPage(client).send_in()
    stored = stored_responses(app, card, "pre")
    assert {key: value for key, value in stored.items() if value is not None} == {"soc13_01": 4}
    assert stored_declined(app, card) == {"soc13_02"}
    assert stored["soc13_03"] is None


def test_a_mark_is_taken_back_by_declining_and_a_refusal_by_a_mark(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=4, soc13_02=DECLINE)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 4, "soc13_02": DECLINE}
    QuestionsPage(client, 1).answer(soc13_01=DECLINE, soc13_02=5)
    skip_from(client, 2)
    CheckPage(client).send_in()
    assert stored_declined(app, card) == {"soc13_01"}
    assert stored_responses(app, card, "pre")["soc13_02"] == 5


def test_the_check_page_tells_the_three_apart_and_counts_only_what_was_skipped(
    client: PageClient, card: Card
) -> None:
    begin(client, card)
    given = random_responses(1) | {"soc13_01": 4, "soc13_02": DECLINE, "soc13_03": None}
    answer_pages(client, given | {"gse_01": DECLINE})
    check = CheckPage(client)
    assert check.lines[0].startswith("4 ")
    assert check.lines[1].startswith("I prefer not to answer this")
    assert check.lines[2].startswith("skipped")
    assert check.lines[13].startswith("I prefer not to answer this")
    assert "You have skipped one question." in check.page.text


def test_somebody_may_decline_every_item(app: Flask, client: PageClient, card: Card) -> None:
    assert answer_wave(client, card, dict.fromkeys(ALL_ITEMS, DECLINE)).path == "/thanks"
    assert stored_declined(app, card) == set(ALL_ITEMS)
    assert set(stored_responses(app, card, "pre").values()) == {None}


@pytest.mark.parametrize("value", ["Declined", "declined ", "decline", "None"])
def test_no_other_word_declines(app: Flask, client: PageClient, card: Card, value: str) -> None:
    begin(client, card)
    assert QuestionsPage(client, 1).answer(soc13_01=value).path == "/questions/1"
    assert not read(app, select(Draft.participant_id))


def test_the_draft_does_not_show_what_was_declined(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_02=DECLINE)
    ((sealed,),) = read(app, select(Draft.sealed))
    assert b"declined" not in sealed


def test_the_second_time_declines_what_it_asks_beside_too(
    app: Flask, client: PageClient, second_time: Card
) -> None:
    begin(client, second_time)
    answer_pages(client, {"soc13_01": DECLINE})
    said = dict.fromkeys(DECLINABLE, DECLINE) | {"meetings": 3, "climate_trust": 5}
    answer_after(client, said)
    lines = CheckPage(client).lines[23:]
    assert sum(line.startswith("I prefer not to answer this") for line in lines) == 11
    assert AfterPage(client, 4).chosen == {"overall_change": DECLINE}
    CheckPage(client).send_in()
    assert stored_after(app, second_time) == dict.fromkeys(KEYS) | {
        "meetings": 3,
        "climate_trust": 5,
    }
    ((declined,),) = read(app, select(AfterAnswer.declined))
    assert declined.split() == [key for key in DECLINABLE if key != "climate_trust"]
    assert stored_declined(app, second_time, "post") == {"soc13_01"}


def test_what_nobody_declined_about_taking_part_is_an_empty_column(
    app: Flask, client: PageClient, second_time: Card
) -> None:
    answer_wave(client, second_time, {})
    assert read(app, select(AfterAnswer.declined)) == [(None,)]


@pytest.mark.parametrize(
    ("field", "value"), [("leaving_reason", DECLINE), ("meetings", DECLINE), ("status", "no")]
)
def test_a_refusal_that_the_page_does_not_offer_is_no_answer(
    app: Flask, client: PageClient, second_time: Card, field: str, value: str
) -> None:
    begin(client, second_time)
    for number in range(1, 6):
        QuestionsPage(client, number).answer()
    assert AfterPage(client, 1).answer(**{field: value}).path == "/after/1"


@pytest.mark.parametrize("key", DECLINABLE)
def test_the_database_refuses_an_answer_to_what_was_declined(
    app: Flask, second_time: Card, key: str
) -> None:
    question = next(one for one in QUESTIONS if one.key == key)
    (taken_part,) = read(app, select(Participation.id))
    given = {key: question.points[0][0], "declined": f"{key} climate_room"}
    with pytest.raises(IntegrityError, match="declined_has_no_value"), writing(app) as session:
        session.add(AfterAnswer(participation_id=taken_part[0], **given))


def test_table_and_pages_decline_the_same_questions() -> None:
    assert DECLINABLE == DECLINABLE_IN_TABLE
