"""What a study may ask about the person, the first time and only where it is switched on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from sqlalchemy import CheckConstraint, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scoring.evaluation import evaluate
from survey.administer.drafts import NONCE_LENGTH, Answers, draft_key, unseal
from survey.administer.question_pages import question_page
from survey.background_questions import KEYS, QUESTIONS
from survey.models import BackgroundAnswer, Study
from survey.report.dataset import read_study
from tests.factories import Card, make_card, make_study, random_responses, read, writing
from tests.page_client import Page, PageClient
from tests.pages import (
    CardPage,
    CheckPage,
    InformationPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
    answer_wave,
    begin,
)
from tests.research_file import make_research_file, rows_of

CHOSEN = {
    "age_band": "60-74",
    "gender": "woman",
    "earlier_groups": "one",
    "found_by": "contact_point",
}


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app, background=list(KEYS))


@pytest.fixture
def card(app: Flask, study: Study) -> Card:
    return make_card(app, study)


def answer(client: PageClient, **chosen: str) -> Page:
    return client.send(client.open("/background"), **chosen)


def send_in(client: PageClient, card: Card, **chosen: str) -> Page:
    begin(client, card)
    answer(client, **chosen)
    answer_pages(client, random_responses(1))
    return CheckPage(client).send_in()


def stored(app: Flask) -> list[dict[str, Any]]:
    columns = [getattr(BackgroundAnswer, key) for key in KEYS]
    return [dict(row._mapping) for row in read(app, select(*columns))]


def change(app: Flask, **cells: str) -> None:
    with writing(app) as session:
        session.execute(update(BackgroundAnswer).values(**cells))


def frame_of(app: Flask, study: Study) -> Any:
    with app.app_context(), Session(app.extensions["database"]) as session:
        return read_study(session, session.get_one(Study, study.id), "e" * 32)


def test_a_study_that_switched_nothing_on_asks_and_tells_nothing_of_it(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    CardPage(client).type_code(make_card(app, study).code)
    LanguagePage(client).choose("en")
    letter = InformationPage(client)
    for question in QUESTIONS:
        assert str(question.text) not in letter.page.text
    assert letter.agree().path == "/questions/1"
    client.open("/background", 404)
    answer_pages(client, {})
    assert "How old are you?" not in CheckPage(client).page.text
    CheckPage(client).send_in()
    assert stored(app) == []
    assert not set(KEYS) & set(frame_of(app, study).columns)


def test_it_is_asked_between_the_letter_and_the_first_question(
    client: PageClient, card: Card
) -> None:
    page = begin(client, card)
    assert page.path == "/background"
    assert [one["id"] for one in page.root.all("fieldset")] == list(KEYS)
    assert answer(client, **CHOSEN).path == "/questions/1"
    assert client.press(client.page, "Save and go back").path == "/background"


def test_only_what_is_switched_on_is_asked_and_in_one_order(app: Flask, client: PageClient) -> None:
    page = begin(client, make_card(app, make_study(app, background=["found_by", "gender"])))
    assert [one["id"] for one in page.root.all("fieldset")] == ["gender", "found_by"]
    client.send(page, gender="man", age_band="75+")
    answer_pages(client, {})
    CheckPage(client).send_in()
    assert stored(app) == [dict.fromkeys(KEYS) | {"gender": "man"}]


def test_the_letter_says_what_will_be_asked(client: PageClient, card: Card) -> None:
    CardPage(client).type_code(card.code)
    (letter,) = client.open("/information").root.all("section")
    for question in QUESTIONS:
        assert str(question.text) in letter.text


def test_no_choice_is_marked_beforehand_and_every_question_can_be_skipped(
    app: Flask, client: PageClient, card: Card
) -> None:
    page = begin(client, card)
    assert not [one for one in page.root.all("input") if "checked" in one.attributes]
    assert "You may skip each question." in page.text
    assert client.send(page).path == "/questions/1"
    answer_pages(client, {})
    CheckPage(client).send_in()
    assert stored(app) == [dict.fromkeys(KEYS)]


def test_a_choice_can_be_taken_back_without_javascript(client: PageClient, card: Card) -> None:
    page = begin(client, card)
    for fieldset in page.root.all("fieldset"):
        assert fieldset.all("label")[-1].text == "I prefer not to answer this"


def test_what_is_stored_is_what_was_chosen(app: Flask, client: PageClient, card: Card) -> None:
    assert send_in(client, card, **CHOSEN).path == "/thanks"
    assert stored(app) == [CHOSEN]


def test_every_choice_of_every_question_can_be_stored(
    app: Flask, client: PageClient, study: Study
) -> None:
    longest = max(len(question.points) for question in QUESTIONS)
    for place in range(longest):
        chosen = {one.key: one.points[place % len(one.points)][0] for one in QUESTIONS}
        send_in(client, make_card(app, study), **chosen)
    kept = stored(app)
    for question in QUESTIONS:
        assert {row[question.key] for row in kept} == {point for point, _ in question.points}


def test_what_no_page_of_ours_sends_is_refused_in_words(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    page = answer(client, age_band="17", gender="woman")
    assert page.path == "/background"
    assert "Choose one of the answers on the page." in page.root.one("div", role="alert").text
    assert page.root.one("input", value="woman").get("checked", "no") != "no"


def test_it_is_kept_as_a_draft_and_shown_again_on_another_device(
    card: Card, open_client: Callable[..., PageClient]
) -> None:
    phone, laptop = open_client(), open_client()
    begin(phone, card)
    answer(phone, **CHOSEN)
    CardPage(laptop).type_code(card.code)
    assert LanguagePage(laptop).choose("en").path == "/questions/1"
    page = laptop.open("/background")
    marked = [one["value"] for one in page.root.all("input") if "checked" in one.attributes]
    assert marked == list(CHOSEN.values())


def test_the_check_page_shows_it_and_lets_it_be_changed(client: PageClient, card: Card) -> None:
    begin(client, card)
    answer(client, age_band="75+")
    answer_pages(client, {})
    text = CheckPage(client).page.text
    assert "How old are you? 75 years or older" in text
    assert "What is your gender? skipped" in text
    assert [to for to in client.page.links().values() if "/background" in to] == [
        f"/background#{key}" for key in KEYS
    ]
    assert answer(client, age_band="60-74").path == "/check"
    assert "60 to 74 years" in client.page.text


def test_it_is_not_asked_the_second_time(app: Flask, client: PageClient, card: Card) -> None:
    send_in(client, card, **CHOSEN)
    assert begin(client, card).path == "/questions/1"
    client.open("/background", 404)
    assert "Save and go back" not in QuestionsPage(client, 1).page.text


def test_the_research_file_has_a_column_for_each_with_its_meaning(
    app: Flask, client: PageClient, study: Study, card: Card, tmp_path: Path
) -> None:
    send_in(client, card, **(CHOSEN | {"gender": ""}))
    answer_wave(client, card, {})
    made = make_research_file(app, study, tmp_path)
    by_wave = {row["wave"]: row for row in rows_of(made)}
    assert "gender" not in by_wave["pre"]
    asked = [key for key in KEYS if key != "gender"]
    assert [by_wave["pre"][key] for key in asked] == [CHOSEN[key] for key in asked]
    assert [by_wave["post"][key] for key in asked] == ["", "", ""]
    fields = json.loads(made.package)["resources"][0]["schema"]
    told = {field["name"]: field for field in fields["fields"]}
    assert told["age_band"]["values"]["75+"] == "75 years or older"
    assert "How did you find the group?" in told["found_by"]["description"]


def test_an_evaluation_reads_past_it(
    app: Flask, client: PageClient, study: Study, card: Card
) -> None:
    send_in(client, card, **CHOSEN)
    figures = evaluate(frame_of(app, study)).to_dict()
    assert figures["attrition"]["n_pre"] == 1


def test_erasing_takes_it_too(app: Flask, client: PageClient, card: Card) -> None:
    send_in(client, card, **CHOSEN)
    client.send(client.open("/erase"))
    assert stored(app) == []


def test_a_draft_saved_before_an_upgrade_is_still_read() -> None:
    key, nonce = draft_key("ABCDE", "p" * 32), b"n" * NONCE_LENGTH
    old = json.dumps({"responses": {"soc13_01": 3}, "pages_seen": [1]}).encode()
    opened = unseal(nonce + AESGCM(key).encrypt(nonce, old, b"here"), key, "here")
    assert opened == Answers({"soc13_01": 3}, seen=question_page(1).item_keys)
    assert (opened.background, opened.has_seen_background, opened.open_answer) == ({}, False, "")


@pytest.mark.parametrize("key", KEYS)
def test_the_database_takes_the_choices_of_the_page_and_no_other(
    app: Flask, client: PageClient, card: Card, key: str
) -> None:
    points = [point for point, _ in next(one for one in QUESTIONS if one.key == key).points]
    (check,) = (
        str(one.sqltext)
        for one in BackgroundAnswer.__table__.constraints
        if isinstance(one, CheckConstraint) and str(one.name).endswith(key)
    )
    assert check == f"{key} IN ({', '.join(repr(point) for point in points)})"
    send_in(client, card, **CHOSEN)
    with pytest.raises(IntegrityError, match=f"ck_background_answer_{key}"):
        change(app, **{key: "x"})
