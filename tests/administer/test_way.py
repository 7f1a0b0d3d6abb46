"""From the card to the thanks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import (
    Administration,
    Consent,
    Draft,
    InstrumentWording,
    LetterText,
    Participation,
)
from survey.models.study import DEMONSTRATION
from tests.factories import (
    make_card,
    make_study,
    random_responses,
    read,
    stored_responses,
)
from tests.page_client import PageClient
from tests.pages import (
    ALL_ITEMS,
    PAGE_SIZES,
    CardPage,
    CheckPage,
    GroupPage,
    InformationPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
    answer_wave,
    begin,
    items_on,
)


def test_there_are_at_most_four_screens_from_the_card_to_the_first_question(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    screens = [CardPage(client).type_code(card.code).path]
    screens.append(LanguagePage(client).choose("en").path)
    screens.append(InformationPage(client).agree().path)
    assert screens == ["/language", "/information", "/questions/1"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_page_from_card_to_thanks_is_in_the_language_that_was_chosen(
    app: Flask, client: PageClient, language: str
) -> None:
    card = make_card(app, make_study(app))
    assert answer_wave(client, card, random_responses(1), language).path == "/thanks"
    shown = read(
        app,
        select(InstrumentWording.language).join(
            Administration, Administration.wording_id == InstrumentWording.id
        ),
    )
    assert {row.language for row in shown} == {language}


def test_the_language_page_has_the_browsers_language_marked(
    app: Flask, open_client: Callable[..., PageClient]
) -> None:
    client = open_client("nn")
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    marked = [one["value"] for one in client.page.root.all("input") if "checked" in one.attributes]
    assert marked == ["nn"]


def test_the_boxes_of_consent_are_empty_at_first(app: Flask, client: PageClient) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    boxes = InformationPage(client).page.root.all("input", type="checkbox")
    assert [one["name"] for one in boxes] == ["adult", "consent", "reuse"]
    assert not [one for one in boxes if "checked" in one.attributes]


@pytest.mark.parametrize("ticked", [{}, {"adult": "y"}, {"consent": "y"}])
def test_both_boxes_are_needed(app: Flask, client: PageClient, ticked: dict[str, str]) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    page = client.send(InformationPage(client).page, **ticked)
    assert page.path == "/information"
    assert len(page.root.one("div", role="alert").all("a")) == 2 - len(ticked)
    assert not read(app, select(Consent.id))


def test_a_box_that_was_ticked_stays_ticked_when_the_other_was_forgotten(
    app: Flask, client: PageClient
) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    page = client.send(InformationPage(client).page, adult="y")
    assert "checked" in page.root.one("input", name="adult").attributes


def test_consent_is_kept_as_the_hash_of_the_text_that_was_shown(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    CardPage(client).type_code(card.code)
    LanguagePage(client).choose("nn")
    page = InformationPage(client)
    on_the_page = page.page.root.one("section").text
    page.agree()
    (row,) = read(
        app, select(Consent, LetterText.text).where(Consent.text_sha256 == LetterText.sha256)
    )
    assert hashlib.sha256(row.text.encode()).hexdigest() == row.Consent.text_sha256
    letter, boxes = row.text.split("[ ]", 1)
    for words in letter.split("\n\n")[:-1]:
        assert all(
            one.removeprefix("# ").removeprefix("- ") in on_the_page for one in words.split("\n")
        )
    assert "Eg har lese informasjonsskrivet og samtykkjer til å vere med." in boxes
    assert (row.Consent.language, row.Consent.method) == ("nn", "web")
    assert row.Consent.participant_id == card.participant_id


def test_agreeing_twice_keeps_the_first_consent(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    (first,) = read(app, select(Consent.id))
    InformationPage(client).agree()
    assert read(app, select(Consent.id)) == [first]


def test_the_questions_come_on_five_pages_of_five_four_four_five_and_five(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    asked = [QuestionsPage(client, number).asked for number in range(1, 6)]
    assert tuple(map(len, asked)) == PAGE_SIZES
    assert sum(asked, ()) == ALL_ITEMS


def test_sense_of_coherence_has_seven_points_and_self_efficacy_four(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    for number, points in ((1, 7), (5, 4)):
        for item in QuestionsPage(client, number).page.root.all("fieldset"):
            values = [one["value"] for one in item.all("input")]
            assert values == [*(str(point) for point in range(1, points + 1)), "declined"]


def test_no_answer_is_marked_beforehand(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    assert [QuestionsPage(client, number).chosen for number in range(1, 6)] == [{}] * 5


def test_a_demonstration_says_on_every_page_that_its_questions_are_not_soc_13(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app, kind=DEMONSTRATION)))
    for address in ("/language", "/information", "/questions/1", "/questions/5", "/check"):
        assert "not SOC-13 or GSE" in client.open(address).text


def test_what_is_stored_is_what_was_chosen(app: Flask, client: PageClient) -> None:
    card, chosen = make_card(app, make_study(app)), random_responses(7)
    answer_wave(client, card, chosen)
    assert stored_responses(app, card, "pre") == chosen


def test_skipped_items_are_stored_as_empty(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, {"soc13_03": 7, "gse_10": 1})
    stored = stored_responses(app, card, "pre")
    assert len(stored) == 23
    assert {key: value for key, value in stored.items() if value is not None} == {
        "soc13_03": 7,
        "gse_10": 1,
    }


def test_somebody_may_skip_every_question(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    assert answer_wave(client, card, {}).path == "/thanks"
    assert set(stored_responses(app, card, "pre").values()) == {None}


def test_the_check_page_shows_every_answer_and_every_gap(app: Flask, client: PageClient) -> None:
    chosen = random_responses(3) | {"soc13_02": None}
    begin(client, make_card(app, make_study(app)))
    answer_pages(client, chosen)
    lines = CheckPage(client).lines
    assert len(lines) == 23
    for key, line in zip(ALL_ITEMS[:13], lines[:13], strict=True):
        assert line.startswith(str(chosen[key]) if chosen[key] else "skipped")
    assert "skipped one question" in client.page.text


def test_each_answer_can_be_changed_from_the_check_page(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    answer_pages(client, random_responses(3) | {"soc13_07": 1})
    (link,) = [
        one["href"]
        for one in CheckPage(client).page.root.all("a")
        if one["href"].endswith("#soc13_07")
    ]
    changing = QuestionsPage(client, int(link.split("#")[0].rsplit("/", 1)[1]))
    assert "soc13_07" in changing.asked
    changing.answer(soc13_07=6)
    CheckPage(client).send_in()
    assert stored_responses(app, card, "pre")["soc13_07"] == 6


def test_going_back_saves_too_and_shows_what_was_answered(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    second = QuestionsPage(client, 1).answer(soc13_01=2, soc13_04=5)
    assert client.press(second, "Save and go back", soc13_06="3").path == "/questions/1"
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 2, "soc13_04": 5}
    assert QuestionsPage(client, 2).chosen == {"soc13_06": 3}


def test_one_can_go_back_from_the_question_about_the_group(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    page = client.press(GroupPage(client).page, "Save and go back", meetings_before="1-2")
    assert page.path == "/questions/5"
    marked = [
        one["value"]
        for one in GroupPage(client).page.root.all("input")
        if "checked" in one.attributes
    ]
    assert marked == ["1-2"]


def test_the_first_time_asks_how_often_the_group_has_met(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    page = [QuestionsPage(client, number).answer() for number in range(1, 6)][-1]
    assert page.path == "/group"
    assert GroupPage(client).say("3+").path == "/check"
    CheckPage(client).send_in()
    assert read(app, select(Participation.meetings_before)) == [("3+",)]


def test_the_group_question_may_be_skipped(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    for number in range(1, 6):
        QuestionsPage(client, number).answer()
    assert client.send(GroupPage(client).page).path == "/check"
    CheckPage(client).send_in()
    assert read(app, select(Participation.meetings_before)) == [(None,)]


def test_the_second_time_does_not_ask_how_often_the_group_had_met(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, {})
    begin(client, card)
    page = [QuestionsPage(client, number).answer() for number in range(1, 6)][-1]
    assert page.path == "/after/1"
    client.open("/group", 404)


def test_sending_in_removes_the_draft(app: Flask, client: PageClient) -> None:
    answer_wave(client, make_card(app, make_study(app)), random_responses(1))
    assert not read(app, select(Draft.participant_id))


def test_closing_leaves_nothing_for_the_next_person_at_the_phone(
    app: Flask, client: PageClient
) -> None:
    page = answer_wave(client, make_card(app, make_study(app)), {}, "nn")
    assert client.send(page).path == "/"
    assert client.open("/questions/1", 403).path == "/questions/1"
    assert client.open("/thanks", 403).language == "nn"


def test_no_address_on_the_way_holds_anything_about_the_person(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, random_responses(2))
    for address in client.addresses:
        assert "?" not in address
        assert card.participant_id not in address
    assert set(client.addresses) == {
        "/",
        "/language",
        "/information",
        "/group",
        "/check",
        "/thanks",
        *(f"/questions/{number}" for number in range(1, 6)),
    }
    assert items_on(1) == ALL_ITEMS[:5]
