"""Mine svar: everything that is stored, in plain words, as a page and as a file."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import insert, update

from scoring.instrument import INSTRUMENT_KEYS
from survey import after_questions
from survey.declined import DECLINED
from survey.models import Administration, Base, Consent, InstrumentWording, ShownAs
from survey.models.base import new_id
from survey.models.study import DEMONSTRATION
from survey.weeks import current_week
from tests.factories import (
    after_answers,
    make_answered,
    make_card,
    make_group,
    make_study,
    random_responses,
    stored_after,
    stored_responses,
    writing,
)
from tests.own_pages import (
    answer_with_word,
    come_back,
    expected_answers,
    send_in,
    stored_consent,
    told_answers,
    type_word,
    wording_hash,
)
from tests.page_client import Page, PageClient
from tests.pages import ALL_ITEMS, CheckPage, QuestionsPage, answer_pages, answer_wave, begin

OpenClient = Callable[..., PageClient]
FIRST, SECOND = random_responses(1), random_responses(2)
PREFER_NOT = "I prefer not to answer this"
WEEK = f"week {int(current_week()[6:])}, {current_week()[:4]}"


def file_of(client: PageClient) -> dict[str, object]:
    """Return the file that the page offers."""
    page = client.open("/my-answers")
    (address,) = {one for one in page.links().values() if one.endswith(".json")}
    response = client.get(address)
    assert response.status_code == 200
    return json.loads(response.get_data())


def test_a_copy_can_be_seen_at_once_when_the_answers_are_sent_in(
    app: Flask, client: PageClient
) -> None:
    given = FIRST | {"soc13_02": None, "gse_10": None}
    page = answer_wave(client, make_card(app, make_study(app)), given)
    page = client.open(page.links()["See a copy of what you answered"])
    assert told_answers(page) == expected_answers(given, "en")
    assert "None, this is before the first meeting" in page.text
    assert f"Sent in: {WEEK}" in page.text


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_questions_stand_in_the_words_in_which_they_were_answered(
    app: Flask, open_client: OpenClient, language: str
) -> None:
    card, client = make_card(app, make_study(app)), open_client("en")
    answer_wave(client, card, FIRST, language)
    page = client.open("/my-answers")
    texts = [text for text, _answer in told_answers(page)]
    assert texts == [text for text, _answer in expected_answers(FIRST, language)]


def test_a_question_answered_in_another_language_says_which_to_a_screen_reader(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    send_in(client, card, FIRST)  # in bokmål
    page = client.open("/my-answers")
    spans = [one for one in page.root.all("span") if one.get("class") == "question"][:23]
    assert {one.get("lang") for one in spans} == {"nb"}
    assert page.language == "en"


def test_the_questions_after_the_instruments_are_there_as_answered(
    app: Flask, client: PageClient
) -> None:
    card, said = make_card(app, make_study(app)), after_answers(4)  # left early
    make_answered(app, card, "pre", FIRST)
    answer_wave(client, card, SECOND, after=said | {"climate_room": ""})
    told = dict(told_answers(client.open("/my-answers"))[23:])
    assert len(told) == 14
    assert told["Are you still in the group?"] == "No, I left early"
    assert told["Somebody has taken up too much room in the group."] == "skipped"
    in_file = {one["key"]: one["value"] for one in file_of(client)["answers"][0]["after"]}
    assert in_file == stored_after(app, card)


def test_why_one_left_is_not_there_for_who_is_still_in(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", FIRST)
    begin(client, card)
    make_answered(app, card, "post", SECOND, after=after_answers(0))
    told = [question for question, _ in told_answers(client.open("/my-answers"))]
    assert len(told) == 23 + 13
    assert not [one for one in told if "why?" in one]


def test_what_was_agreed_to_stands_there_with_its_version_language_and_week(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    send_in(client, card, FIRST)
    consent = stored_consent(app, card)
    page = client.open("/my-answers")
    version = f"version {consent.text_version} of the letter, {WEEK}. Language: English"
    assert f"Taking part in the study: {version}" in page.text
    (told,) = file_of(client)["consents"]
    assert told == {
        name: getattr(consent, name)
        for name in ("purpose", "text_version", "text_sha256", "language", "week", "method")
    }
    assert f"{version}. On the web." in page.text


def test_each_thing_agreed_to_stands_there_with_how_it_was_said(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", FIRST)
    begin(client, card)
    make_answered(app, card, "post", SECOND)
    with writing(app) as session:
        for purpose, method, week in (
            ("contact", "web", current_week()),
            ("reuse", "paper", "2026-W10"),
        ):
            session.add(
                Consent(
                    participant_id=card.participant_id,
                    purpose=purpose,
                    text_version="7",
                    text_sha256="f" * 64,
                    language="nn",
                    week=week,
                    method=method,
                )
            )
    page = client.open("/my-answers")
    told = page.root.one("main").all("ul")[0].text
    version = "version 7 of the letter, week 10, 2026. Language: Nynorsk. On paper."
    assert f"Keeping the answers for later research: {version}" in told
    version = f"version 7 of the text about reminders, {WEEK}. Language: Nynorsk. On the web."
    assert f"A reminder by e-mail: {version}" in told
    consents = [(one["purpose"], one["method"]) for one in file_of(client)["consents"]]
    assert consents == [("reuse", "paper"), ("evaluation", "web"), ("contact", "web")]


def test_what_somebody_preferred_not_to_answer_is_told_apart_from_what_was_skipped(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", FIRST)
    given = SECOND | {"soc13_02": DECLINED, "gse_03": DECLINED, "soc13_04": None, "gse_05": None}
    said = after_answers(4) | {"status": DECLINED, "climate_trust": DECLINED, "climate_room": ""}
    answer_wave(client, card, given, after=said)
    told = [answer for _, answer in told_answers(client.open("/my-answers"))]
    keys = [*ALL_ITEMS, *after_questions.KEYS]
    declined = {key for key, answer in zip(keys, told, strict=True) if answer == PREFER_NOT}
    skipped = {key for key, answer in zip(keys, told, strict=True) if answer == "skipped"}
    assert declined == {"soc13_02", "gse_03", "status", "climate_trust"}
    assert skipped == {"soc13_04", "gse_05", "climate_room"}
    (wave,) = file_of(client)["answers"]
    in_file = [item for one in wave["instruments"] for item in one["items"]] + wave["after"]
    assert {one["key"] for one in in_file if one["declined"]} == declined
    assert {one["key"] for one in in_file if one["value"] is None} == declined | skipped


def test_what_somebody_preferred_not_to_answer_is_told_where_the_text_is_not_stored_too(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    answer_wave(client, card, FIRST | {"soc13_02": DECLINED, "soc13_03": None})
    refer_to_wordings_elsewhere(app)
    told = told_answers(client.open("/my-answers"))
    assert told[1:3] == [("Question 2", PREFER_NOT), ("Question 3", "skipped")]


def test_the_background_stands_there_as_answered(app: Flask, client: PageClient) -> None:
    asked = ["age_band", "gender", "found_by"]
    begin(client, make_card(app, make_study(app, background=asked)))
    client.send(client.page, age_band="60-74", gender="prefer_not_to_say")
    answer_pages(client, FIRST)
    CheckPage(client).send_in()
    assert told_answers(client.open("/my-answers"))[:3] == [
        ("How old are you?", "60 to 74 years"),
        ("What is your gender?", PREFER_NOT),
        ("How did you find the group?", "skipped"),
    ]
    (wave,) = file_of(client)["answers"]
    assert [(one["key"], one["value"], one["in_words"]) for one in wave["background"]] == [
        ("age_band", "60-74", "60 to 74 years"),
        ("gender", "prefer_not_to_say", PREFER_NOT),
        ("found_by", None, None),
    ]


def test_a_background_that_was_not_asked_for_is_not_there(app: Flask, client: PageClient) -> None:
    send_in(client, make_card(app, make_study(app)), FIRST)
    assert told_answers(client.open("/my-answers")) == expected_answers(FIRST)
    assert file_of(client)["answers"][0]["background"] == []


def test_what_was_written_in_own_words_stands_there_as_written(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app, open_field=True))
    make_answered(app, card, "pre", FIRST)
    begin(client, card)
    answer_pages(client, SECOND)
    client.send(client.open("/own-words"), open_answer="Takk <b>for</b> meg\nog gruppa.")
    CheckPage(client).send_in()
    (written,) = client.open("/my-answers").root.all("strong", **{"class": "written"})
    assert written.text.split() == ["Takk", "<b>for</b>", "meg", "og", "gruppa."]
    assert file_of(client)["answers"][0]["open_answer"] == "Takk <b>for</b> meg\nog gruppa."


def test_own_words_that_nobody_wrote_are_not_there(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, open_field=True))
    make_answered(app, card, "pre", FIRST)
    send_in(client, card, SECOND, "post")
    assert "Is there anything else" not in client.open("/my-answers").text
    assert file_of(client)["answers"][0]["open_answer"] is None


def test_how_the_pages_are_shown_is_told_once_somebody_has_chosen(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    send_in(client, card, FIRST)
    assert file_of(client)["display"] is None
    assert "ow the pages are shown" not in client.page.text + client.open("/withdraw").text
    kept = {"amount": "question", "text_size": "larger", "spacing": "ordinary"}
    with writing(app) as session:
        session.add(ShownAs(participant_id=card.participant_id, **kept))
    assert file_of(client)["display"] == kept
    line = "How the pages are shown: one question at a time, larger text, ordinary spacing."
    assert line in client.page.text
    assert "how the pages are shown" in client.open("/withdraw").text


def test_the_page_on_a_lost_card_leads_to_how_a_new_one_answers(client: PageClient) -> None:
    page = client.open("/lost-card")
    address = page.links()["I have answered before, but lost my card"]
    assert client.open(address).heading == "Have you lost the card?"


def test_where_the_card_is_from_stands_there(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    send_in(client, make_card(app, study, make_group(app, study)), FIRST)
    place = file_of(client)["group"]
    assert f"The card is from {place['contact_point']}, Narvik." in client.page.text
    assert place | {"contact_point": ""} == {
        "contact_point": "",
        "municipality": "Narvik",
        "group_type": "self_organised",
        "life_problem": "same",
        "started_week": current_week(),
    }


def test_answers_that_wait_to_be_sent_in_are_told_of(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    answer_with_word(client, card, FIRST)
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=4)
    page = type_word(client)
    assert f"Answers that are not sent in, from {WEEK}" in page.text
    assert file_of(client)["not_sent_in"] == [{"wave": "post", "started_week": current_week()}]


def test_a_card_with_nothing_sent_in_says_so(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    page = client.open("/my-answers")
    assert "Nothing has been sent in with this card yet." in page.text
    assert "that you said yes to taking part" in page.text


def test_the_file_holds_every_answer_as_it_is_stored(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    given = FIRST | {"soc13_05": None}
    answer_wave(client, card, given, "nn")
    copy = file_of(client)
    (wave,) = copy["answers"]
    items = [item for one in wave["instruments"] for item in one["items"]]
    assert {item["key"]: item["value"] for item in items} == given
    assert [item["key"] for item in items] == list(ALL_ITEMS)
    assert stored_responses(app, card, "pre") == given
    assert (wave["wave"], wave["week"], wave["meetings_before"]) == ("pre", current_week(), "none")
    assert [
        (one["instrument"], one["language"], one["wording_sha256"]) for one in wave["instruments"]
    ] == [(key, "nn", wording_hash(app, key, "nn")) for key in ("soc13", "gse")]
    assert all(one["is_stand_in_text"] for one in wave["instruments"])


def test_the_file_is_kept_by_no_browser_and_has_a_name_that_says_nothing(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    send_in(client, card, FIRST)
    response = client.get("/my-answers/copy.json")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == 'attachment; filename="copy.json"'
    text = response.get_data(as_text=True)
    for secret in (card.code, card.code.replace("-", ""), card.participant_id, "code_hash"):
        assert secret not in text


def test_neither_page_nor_file_holds_a_score_or_a_word_about_the_person(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    send_in(client, card, dict.fromkeys(ALL_ITEMS, 4))
    page = client.open("/my-answers")
    text = client.get("/my-answers/copy.json").get_data(as_text=True)
    # 13 times 4 is 52 either way it is keyed, and 10 times 4 is 40.
    for score in ("52", "40", "score", "total", "high", "average"):
        assert score not in without_weeks(page), score
        assert score not in without_hashes(json.loads(text)), score


def without_weeks(page: Page) -> str:
    return page.text.replace(WEEK, "")


def without_hashes(copy: object) -> str:
    if isinstance(copy, dict):
        kept = {key: one for key, one in copy.items() if not key.endswith(("sha256", "week"))}
        return " ".join(
            f"{key} {without_hashes(one)}" for key, one in kept.items() if key != "high"
        )
    if isinstance(copy, list):
        return " ".join(map(without_hashes, copy))
    return str(copy)


def refer_to_wordings_elsewhere(app: Flask) -> None:
    """Make every answer one to a text that is known by its hash only."""
    with writing(app) as session:
        for key in INSTRUMENT_KEYS:
            row = new_id()
            session.execute(
                insert(InstrumentWording).values(
                    id=row,
                    instrument_key=key,
                    instrument_version="1",
                    language="fr",
                    kind="reference",
                    anchor_layout="as_published",
                    source="fr-somewhere",
                    sha256=row * 2,
                    text=None,
                )
            )
            session.execute(
                update(Administration).filter_by(instrument_key=key).values(wording_id=row)
            )


def test_answers_whose_text_is_not_stored_here_stand_there_by_number(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST)
    refer_to_wordings_elsewhere(app)
    come_back(client, card)
    told = told_answers(type_word(client))
    assert told[0] == ("Question 1", str(FIRST["soc13_01"]))
    assert told[13] == ("Question 1", str(FIRST["gse_01"]))


def test_without_a_card_there_is_nothing_to_read(client: PageClient) -> None:
    for address in ("/my-answers", "/my-answers/word", "/own-word", "/withdraw", "/erase"):
        assert client.open(address, 403).heading == "We need the code on your card"
    assert client.get("/my-answers/copy.json").status_code == 403


def test_a_card_erased_on_another_device_is_said_to_be_erased(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    send_in(phone, card, FIRST)
    begin(laptop, card)
    phone.send(phone.open("/erase"))
    for address in ("/my-answers", "/withdraw", "/erase"):
        assert laptop.open(address, 410).heading == "This card has been erased"


def test_the_pages_of_a_demonstration_say_that_nobody_real_is_meant(
    app: Flask, client: PageClient
) -> None:
    send_in(client, make_card(app, make_study(app, kind=DEMONSTRATION)), FIRST)
    for address in ("/my-answers", "/own-word", "/withdraw", "/erase"):
        assert "Invented answers." in client.open(address).text, address


def test_a_study_that_has_ended_still_shows_the_answers(app: Flask, client: PageClient) -> None:
    study = make_study(app, post_after_weeks=26)
    card = make_card(app, study)
    answer_with_word(client, card, FIRST)
    with writing(app) as session:
        session.merge(study).state = "closed"
    come_back(client, card, 403)
    assert told_answers(type_word(client)) == expected_answers(FIRST)


def tables_about_a_person() -> set[str]:
    """Return every table whose rows go when a participant is erased."""
    found = {"participant"}
    while True:
        more = {
            table.name
            for table in Base.metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name in found and key.ondelete == "CASCADE"
        } - found
        if not more:
            return found
        found |= more


def test_no_table_about_a_person_is_left_untold() -> None:
    """Whoever adds such a table must tell of it in ``stored`` or ``sent`` of my answers too."""
    told = {
        "participant",
        "consent",
        "draft",
        "participation",
        "after_answer",
        "background_answer",
        "open_answer",
        "administration",
        "response",
        "own_word",
        "withdrawal",
        "shown_as",
        "keyed_reading",
        "contact",
        "frozen_pair",
    }
    only_counted_for_a_day = {"word_attempt"}
    says_no_more_than_the_group = {"card_in_batch"}
    of_people_without_a_card = {"imported_participant", "imported_participation"}
    untold = only_counted_for_a_day | says_no_more_than_the_group | of_people_without_a_card
    assert tables_about_a_person() == told | untold
