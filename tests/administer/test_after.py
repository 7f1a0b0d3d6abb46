"""What is asked after the instruments the second time: taking part, the group, change overall."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from sqlalchemy import CheckConstraint, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from scoring.participation import CLIMATE, CLIMATE_RANGE, MOST_MEETINGS, OVERALL_CHANGE, STATUSES
from survey.administer.drafts import NONCE_LENGTH, Answers, draft_key, seal, unseal
from survey.after_questions import KEYS, QUESTIONS, asked_of
from survey.models import AfterAnswer, Draft, Participation
from survey.models.study import DEMONSTRATION
from tests.databases import ON_SQLITE
from tests.factories import (
    Card,
    make_answered,
    make_card,
    make_study,
    random_responses,
    read,
    stored_after,
    writing,
)
from tests.page_client import PageClient
from tests.page_tree import Element
from tests.pages import (
    AfterPage,
    CardPage,
    CheckPage,
    LanguagePage,
    QuestionsPage,
    answer_after,
    answer_pages,
    answer_wave,
    begin,
    items_on,
)

LEFT = {
    "status": "left_early",
    "leaving_reason": "did_not_suit",
    "meetings": 3,
    "climate_fellowship": 2,
    "climate_refuge": 1,
    "climate_learning": 4,
    "climate_trust": 5,
    "climate_confidentiality": 5,
    "climate_attitude": 4,
    "climate_structure": 2,
    "climate_room": 5,
    "climate_leader": 4,
    "climate_conflict": 1,
    "overall_change": -2,
}
NOTHING = dict.fromkeys(KEYS)
QUESTION = {question.key: question for question in QUESTIONS}


@pytest.fixture
def card(app: Flask) -> Card:
    """A card whose first wave is answered, so that it opens the second."""
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", random_responses(1), meetings="none")
    return card


def to_taking_part(client: PageClient, card: Card) -> AfterPage:
    """Go through the instruments the second time."""
    begin(client, card)
    for number in range(1, 6):
        QuestionsPage(client, number).answer()
    return AfterPage(client, 1)


def test_the_second_time_goes_on_with_four_short_pages_and_the_first_time_does_not(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    answer_pages(client, random_responses(1))
    assert client.page.path == "/check"
    client.open("/after/1", 404)
    CheckPage(client).send_in()
    to_taking_part(client, card)
    asked = [AfterPage(client, number).asked for number in range(1, 5)]
    assert tuple(map(len, asked)) == (3, 5, 5, 1)
    assert sum(asked, ()) == KEYS
    client.open("/after/5", 404)
    client.open("/group", 404)


def test_the_headings_count_through_to_the_last_question(client: PageClient, card: Card) -> None:
    begin(client, card)
    assert client.page.heading == "Questions 1 to 5 of 37"
    headings = [client.open(f"/after/{number}").heading for number in range(1, 5)]
    assert headings == [
        "Questions 24 to 26 of 37",
        "Questions 27 to 31 of 37",
        "Questions 32 to 36 of 37",
        "Question 37 of 37",
    ]


def test_the_first_time_counts_its_own_questions_only(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    assert QuestionsPage(client, 5).page.heading == "Questions 19 to 23 of 23"


def test_each_page_leads_to_the_next_and_back(client: PageClient, card: Card) -> None:
    page = to_taking_part(client, card).answer(status="finished")
    for number in (2, 3, 4):
        assert page.path == f"/after/{number}"
        back = client.press(page, "Save and go back")
        assert back.path == f"/after/{number - 1}"
        page = AfterPage(client, number).answer()
    assert page.path == "/check"
    assert client.press(AfterPage(client, 1).page, "Save and go back").path == "/questions/5"


def test_every_question_with_choices_is_a_group_named_by_its_text(
    client: PageClient, card: Card
) -> None:
    to_taking_part(client, card)
    for number in range(1, 5):
        page = AfterPage(client, number)
        for key in page.asked:
            if QUESTION[key].points:
                group = page.page.root.one("fieldset", id=key)
                assert str(QUESTION[key].text) in group.one("legend").text
                values = [one["value"] for one in group.all("input", type="radio")]
                declined = ["declined"] if QUESTION[key].may_be_declined else []
                assert values == [str(point) for point, _ in QUESTION[key].points] + declined
                assert all(label.text for label in group.all("label"))


def test_the_number_of_meetings_is_asked_for_with_a_label_and_the_keys_of_a_telephone(
    client: PageClient, card: Card
) -> None:
    page = to_taking_part(client, card).page
    field = page.root.one("input", name="meetings")
    assert field["inputmode"] == "numeric"
    assert "About how many meetings" in page.root.one("label", **{"for": field["id"]}).text
    assert page.root.one("p", id=field["aria-describedby"]).text == "A rough number is fine."


def test_no_choice_is_marked_beforehand(client: PageClient, card: Card) -> None:
    to_taking_part(client, card)
    assert [AfterPage(client, number).chosen for number in range(1, 5)] == [{}] * 4


@pytest.mark.parametrize("number", range(1, 5))
def test_every_page_says_that_the_questions_are_no_tested_scale(
    client: PageClient, card: Card, number: int
) -> None:
    to_taking_part(client, card)
    assert "own and not a tested scale" in AfterPage(client, number).page.text


def test_whoever_has_left_is_told_that_their_answer_matters_as_much(
    client: PageClient, card: Card
) -> None:
    assert "your answer matters just as much" in to_taking_part(client, card).page.text


def test_the_letter_tells_of_these_questions_before_anybody_consents(
    app: Flask, client: PageClient
) -> None:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    text = client.open("/information").text
    assert "there are 14 more" in text
    assert "whether you have left the group, and why" in text


def test_what_is_stored_is_what_was_chosen(app: Flask, client: PageClient, card: Card) -> None:
    assert answer_wave(client, card, random_responses(2), after=LEFT).path == "/thanks"
    assert stored_after(app, card) == LEFT


def test_every_question_may_be_left_open(app: Flask, client: PageClient, card: Card) -> None:
    assert answer_wave(client, card, {}).path == "/thanks"
    assert stored_after(app, card) == NOTHING


def test_the_first_time_stores_nothing_of_it(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, {})
    assert stored_after(app, card) is None


@pytest.mark.parametrize("status", ["finished", "left_early", None])
def test_a_reason_is_kept_of_those_who_have_left_or_do_not_say(
    app: Flask, client: PageClient, card: Card, status: str | None
) -> None:
    given = {"leaving_reason": "health"} | ({"status": status} if status else {})
    answer_wave(client, card, {}, after=given)
    assert stored_after(app, card) == NOTHING | given


def test_a_reason_of_somebody_who_is_still_in_is_neither_kept_nor_missed(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    answer_pages(client, random_responses(2))
    answer_after(client, LEFT | {"status": "still_in"})
    check = CheckPage(client)
    assert "You have answered every question." in check.page.text
    assert "If you have left" not in check.page.text
    numbers = [one["value"] for one in check.page.root.all("li") if one.get("value")]
    assert numbers == ["24", *(str(number) for number in range(26, 38))]  # as on the pages
    check.send_in()
    assert stored_after(app, card) == LEFT | {"status": "still_in", "leaving_reason": None}


@pytest.mark.parametrize(
    ("written", "number"),
    [("12", 12), (" 12 ", 12), ("ca. 12", 12), ("omtrent 20 møter", 20), ("0", 0), ("007", 7)],
)
def test_the_number_of_meetings_is_understood_as_people_write_it(
    app: Flask, client: PageClient, card: Card, written: str, number: int
) -> None:
    answer_wave(client, card, {}, after={"meetings": written})
    assert stored_after(app, card) == NOTHING | {"meetings": number}


@pytest.mark.parametrize(
    "written", ["many", "10-12", "12,5", "-3", "−3", "1001", "9" * 30, "\u0661"]
)
def test_what_is_no_number_of_meetings_is_asked_for_again_and_nothing_is_lost_of_the_page(
    client: PageClient, card: Card, written: str
) -> None:
    page = to_taking_part(client, card).answer(meetings=written, status="finished")
    assert page.path == "/after/1"
    assert "Write one number" in page.root.one("div", role="alert").text
    assert page.root.one("input", name="meetings")["value"] == written
    assert marked(page.root) == ["finished"]
    assert AfterPage(client, 1).chosen == {}  # as nothing was saved


def marked(root: Element) -> list[str]:
    return [one["value"] for one in root.all("input") if "checked" in one.attributes]


@pytest.mark.parametrize(
    ("number", "key", "value"),
    [
        (1, "status", "gone"),
        (1, "leaving_reason", "still_in"),
        (2, "climate_trust", "6"),
        (2, "climate_trust", "0"),
        (3, "climate_room", "2.5"),
        (4, "overall_change", "4"),
        (4, "overall_change", "+1"),
    ],
)
def test_a_value_that_no_page_offers_is_refused(
    client: PageClient, card: Card, number: int, key: str, value: str
) -> None:
    to_taking_part(client, card)
    page = AfterPage(client, number).answer(**{key: value})
    assert page.path == f"/after/{number}"
    assert page.root.one("div", role="alert")
    assert AfterPage(client, number).chosen == {}


def test_the_check_page_shows_every_answer_and_every_gap(client: PageClient, card: Card) -> None:
    begin(client, card)
    answer_pages(client, random_responses(2))
    answer_after(client, LEFT | {"climate_conflict": ""})
    check = CheckPage(client)
    assert len(check.lines) == 37
    assert "skipped one question" in check.page.text
    told = [line.split(" Change")[0] for line in check.lines[23:]]
    assert told[:4] == ["No, I left early", "The group did not suit me", "3", "Disagree a little"]
    assert told[-2:] == ["skipped", "Worse"]


def test_a_changed_answer_leads_straight_back_to_the_check_page(
    app: Flask, client: PageClient, card: Card
) -> None:
    begin(client, card)
    answer_pages(client, random_responses(2))
    answer_after(client, LEFT)
    links = [one["href"] for one in CheckPage(client).page.root.all("a")]
    (link,) = [one for one in links if one.endswith("#climate_room")]
    assert link == "/after/3#climate_room"
    assert AfterPage(client, 3).chosen["climate_room"] == "5"
    assert AfterPage(client, 3).answer(climate_room=1).path == "/check"
    CheckPage(client).send_in()
    assert stored_after(app, card) == LEFT | {"climate_room": 1}


def test_an_answer_taken_back_is_gone(app: Flask, client: PageClient, card: Card) -> None:
    begin(client, card)
    answer_pages(client, {})
    answer_after(client, {"meetings": "12"})
    AfterPage(client, 1).answer(meetings="")
    CheckPage(client).send_in()
    assert stored_after(app, card) == NOTHING


def test_the_code_typed_on_another_device_goes_on_where_one_stopped(
    open_client: Callable[..., PageClient], card: Card
) -> None:
    phone, laptop = open_client(), open_client("nn")
    to_taking_part(phone, card).answer(status="left_early", meetings="about 4")
    CardPage(laptop).type_code(card.code)
    assert LanguagePage(laptop).choose("nn").path == "/after/2"
    assert AfterPage(laptop, 1).chosen == {"status": "left_early", "meetings": "4"}


def test_nothing_is_sent_in_before_the_last_page_was_seen(client: PageClient, card: Card) -> None:
    to_taking_part(client, card).answer()
    assert client.open("/check").path == "/after/2"


def test_the_draft_shows_no_answer(app: Flask, client: PageClient, card: Card) -> None:
    to_taking_part(client, card).answer(status="left_early", leaving_reason="health")
    ((sealed,),) = read(app, select(Draft.sealed))
    assert b"left_early" not in sealed
    assert b"health" not in sealed


def test_answers_about_taking_part_are_unsealed_as_they_were_sealed() -> None:
    key = draft_key("0123456789", "p" * 32)
    answers = Answers({"soc13_01": 2}, after=dict(LEFT), seen=("soc13_01", "status"))
    assert unseal(seal(answers, key, "here"), key, "here") == answers


def test_a_draft_from_before_there_were_such_questions_still_opens() -> None:
    key = draft_key("0123456789", "p" * 32)
    old = {
        "responses": {"soc13_01": 2},
        "meetings_before": None,
        "has_seen_group": False,
        "pages_seen": [1],
        "wording_ids": {},
    }
    nonce = b"n" * NONCE_LENGTH
    sealed = nonce + AESGCM(key).encrypt(nonce, json.dumps(old).encode(), b"here")
    assert unseal(sealed, key, "here") == Answers({"soc13_01": 2}, seen=items_on(1))


def test_sending_in_twice_keeps_the_first(app: Flask, client: PageClient, card: Card) -> None:
    begin(client, card)
    answer_pages(client, {})
    answer_after(client, LEFT)
    check = CheckPage(client)
    check.send_in()
    check.send_in(409)
    assert stored_after(app, card) == LEFT


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "gone"),
        ("leaving_reason", "boredom"),
        ("meetings", -1),
        ("meetings", 1001),
        ("overall_change", 4),
        *((question.key, value) for question in QUESTIONS[3:13] for value in (0, 6)),
    ],
)
def test_the_database_refuses_what_is_no_answer(
    app: Flask, card: Card, column: str, value: object
) -> None:
    with pytest.raises(IntegrityError, match="ck_after_answer"), writing(app) as session:
        make_row(session, card, **{column: value})


@ON_SQLITE  # elsewhere the column's type holds nothing else
@pytest.mark.parametrize("column", ["meetings", "overall_change", QUESTIONS[3].key])
def test_the_database_refuses_what_lies_between_two_answers(
    app: Flask, card: Card, column: str
) -> None:
    with pytest.raises(IntegrityError, match="ck_after_answer"), writing(app) as session:
        make_row(session, card, **{column: 2.5})


@pytest.mark.parametrize("column", [one.key for one in QUESTIONS[3:13]])
def test_the_database_refuses_an_answer_in_words(app: Flask, card: Card, column: str) -> None:
    refused = r"ck_after_answer|a value is refused"
    with pytest.raises(DBAPIError, match=refused), writing(app) as session:
        make_row(session, card, **{column: "yes"})


def test_the_database_refuses_a_reason_to_leave_of_somebody_who_is_still_in(
    app: Flask, card: Card
) -> None:
    with pytest.raises(IntegrityError, match="reason_of_those_who_left"), writing(app) as session:
        make_row(session, card, status="still_in", leaving_reason="other")


def test_the_database_takes_every_answer_that_a_page_offers(app: Flask, card: Card) -> None:
    for question in QUESTIONS:
        for value in [point for point, _ in question.points] or [0, 1000, None]:
            with writing(app) as session:
                make_row(session, card, **{question.key: value})
                session.rollback()


def make_row(session, card: Card, **answers: object) -> None:
    taken_part = select(Participation.id).filter_by(participant_id=card.participant_id)
    participation = session.scalar(taken_part)
    session.add(AfterAnswer(participation_id=participation, **answers))
    session.flush()


def test_erasing_takes_these_answers_too(app: Flask, client: PageClient, card: Card) -> None:
    answer_wave(client, card, {}, after=LEFT)
    assert read(app, select(func.count()).select_from(AfterAnswer)) == [(1,)]
    client.send(client.open("/erase"))
    assert read(app, select(func.count()).select_from(AfterAnswer)) == [(0,)]


def test_pages_table_and_scoring_have_the_same_names_and_ranges() -> None:
    table = AfterAnswer.__table__
    assert tuple(table.c.keys()) == ("participation_id", *KEYS, "declined")
    assert set(CLIMATE) <= set(KEYS)
    assert tuple(point for point, _ in QUESTION["status"].points) == STATUSES
    assert {QUESTION[key].range for key in CLIMATE} == {CLIMATE_RANGE}
    assert QUESTION["overall_change"].range == OVERALL_CHANGE
    assert QUESTION["meetings"].range == (0, MOST_MEETINGS)
    checks = {one.name for one in table.constraints if isinstance(one, CheckConstraint)}
    assert {f"ck_after_answer_{key}" for key in KEYS} <= checks


def test_only_those_who_are_still_in_are_not_asked_why_they_left() -> None:
    assert len(asked_of({})) == len(asked_of({"status": "finished"})) == 14
    assert "leaving_reason" not in [one.key for one in asked_of({"status": "still_in"})]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_pages_are_whole_in_every_language(
    app: Flask, open_client: Callable[..., PageClient], language: str
) -> None:
    card = make_card(app, make_study(app, kind=DEMONSTRATION))
    client = open_client(language)
    answer_wave(client, card, random_responses(1), language)
    assert answer_wave(client, card, random_responses(2), language, LEFT).path == "/thanks"
