"""A word of one's own: the card and the word read, the card alone does not."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, update

from survey.codes import new_code
from survey.config import Settings
from survey.models import OwnWord, WordAttempt
from survey.my_answers.operations import MOST_TRIES_IN_A_DAY
from survey.my_answers.visit import OPEN_FOR
from tests.databases import stored_bytes
from tests.factories import make_answered, make_card, make_study, random_responses, read, writing
from tests.own_pages import (
    WORD,
    answer_with_word,
    choose_word,
    close,
    come_back,
    expected_answers,
    send_in,
    told_answers,
    type_word,
)
from tests.page_client import PageClient
from tests.pages import QuestionsPage, answer_wave, begin

OpenClient = Callable[..., PageClient]
FIRST, SECOND = random_responses(1), random_responses(2)


def let_pass_a_day(app: Flask) -> None:
    with writing(app) as session:
        session.execute(update(WordAttempt).values(day=WordAttempt.day - dt.timedelta(days=1)))


def n_tried(app: Flask) -> list[int]:
    return [row.n_tried for row in read(app, select(WordAttempt.n_tried))]


def test_the_thanks_offer_a_word_and_skipping_it_takes_nothing(
    app: Flask, client: PageClient
) -> None:
    page = answer_wave(client, make_card(app, make_study(app)), FIRST)
    assert "Do you want to be able to read your answers later?" in page.text
    assert not page.root.one("main").all("input", type="text")
    client.send(page)
    assert not read(app, select(OwnWord))


def test_the_card_and_the_word_show_the_answers_on_another_device(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = make_card(app, make_study(app, post_after_weeks=26)), *two(open_client)
    answer_with_word(phone, card, FIRST)
    come_back(laptop, card)
    page = type_word(laptop)
    assert page.path == "/my-answers"
    assert told_answers(page) == expected_answers(FIRST)


def two(open_client: OpenClient) -> tuple[PageClient, PageClient]:
    return open_client(), open_client()


@pytest.mark.parametrize(
    "typed", ["blåbær på saltfjellet", "BLÅBÆR PÅ SALTFJELLET.", "  Blåbærpå Saltfjellet"]
)
def test_capitals_spaces_and_full_stops_make_no_difference(
    app: Flask, client: PageClient, typed: str
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST)
    come_back(client, card)
    assert type_word(client, typed).path == "/my-answers"


def test_a_letter_typed_in_two_parts_is_the_same_letter(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST, "båten i hamna")
    come_back(client, card)
    assert type_word(client, "ba\u030aten i hamna").path == "/my-answers"


@pytest.mark.parametrize("typed", ["", "Blåbær på Saltfjelle", "Blåbær på Saltfjellet 2"])
def test_another_word_opens_nothing_and_tells_no_answer(
    app: Flask, client: PageClient, typed: str
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST)
    come_back(client, card)
    page = type_word(client, typed)
    assert page.path == "/my-answers/word"
    assert "This is not the word" in page.text
    assert told_answers(page) == []
    assert client.open("/my-answers").path == "/my-answers/word"
    assert client.get("/my-answers/copy.json").status_code == 303


def test_the_code_alone_shows_no_answer(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    send_in(client, card, FIRST)
    close(client)
    come_back(client, card)
    page = client.open("/my-answers")
    assert "it cannot be shown here" in page.text
    assert "what you answered the first time" in page.text
    assert "ask@example.org" in page.text
    assert told_answers(page) == []
    assert client.get("/my-answers/copy.json").status_code == 303


def test_whoever_comes_later_with_the_code_cannot_choose_a_word(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    send_in(client, card, FIRST)
    left_open = client.open("/own-word")
    close(client)
    come_back(client, card)
    assert client.open("/own-word").path == "/my-answers"
    client.send(left_open, 400, word=WORD)
    assert not read(app, select(OwnWord))


def test_whoever_opens_the_second_time_cannot_choose_a_word_before_it_is_sent_in(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    send_in(client, card, FIRST)
    begin(client, card)
    assert client.open("/own-word").path == "/my-answers"
    assert told_answers(client.page) == []


def test_a_word_chosen_the_second_time_does_not_open_the_first(
    app: Flask, client: PageClient
) -> None:
    """Somebody who found the card may have answered the second time and chosen the word."""
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", FIRST)
    answer_with_word(client, card, SECOND, wave_key="post")
    come_back(client, card)
    page = type_word(client)
    assert told_answers(page) == expected_answers(SECOND)
    assert "What you answered the first time" not in page.text
    assert "before you chose the word is not shown" in page.text
    copy = client.get("/my-answers/copy.json").json
    assert [one["wave"] for one in copy["answers"]] == ["post"]


def test_a_word_chosen_the_first_time_opens_the_second_too(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    answer_with_word(client, card, FIRST)
    send_in(client, card, SECOND, "post")
    page = client.open("/thanks")
    assert "the word of your own that you have chosen" in page.text
    assert "Choose a word" not in page.links()
    close(client)
    come_back(client, card)
    told = told_answers(type_word(client))
    assert told[:23] == expected_answers(FIRST)
    assert told[23:] == expected_answers(SECOND)


def test_after_the_second_time_the_first_opens_with_the_word_only(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    answer_with_word(client, card, FIRST)
    send_in(client, card, SECOND, "post")
    page = client.open("/my-answers")
    assert told_answers(page) == expected_answers(SECOND)
    assert page.links()["Type the word"] == "/my-answers/word"
    assert len(told_answers(client.send(client.open("/my-answers/word"), word=WORD))) == 46


def test_the_first_word_stands_when_another_tab_chooses_too(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    send_in(client, card, FIRST)
    other_tab = client.open("/own-word")
    choose_word(client)
    client.send(other_tab, word="noe helt annet")
    close(client)
    come_back(client, card)
    assert type_word(client).path == "/my-answers"


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("", "too easy to guess"),
        ("bjørn", "too easy to guess"),
        ("a b c d e f g", "too easy to guess"),
        ("ababababab", "too easy to guess"),
        ("." * 40, "too easy to guess"),
        ("på " * 80, "too long"),
    ],
)
def test_what_is_easily_guessed_or_very_long_is_refused_and_not_shown_again(
    app: Flask, client: PageClient, word: str, says: str
) -> None:
    send_in(client, make_card(app, make_study(app)), FIRST)
    page = choose_word(client, word)
    assert page.path == "/own-word"
    assert says in page.text
    assert page.root.one("main").one("input", name="word").get("value") == ""
    assert not read(app, select(OwnWord))


def test_the_code_on_a_card_cannot_be_the_word(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    send_in(client, card, FIRST)
    for code in (card.code, card.code.replace("-", " ").lower(), new_code()):
        assert "This is a code" in choose_word(client, code).text
    assert not read(app, select(OwnWord))


def test_the_word_is_kept_as_a_slow_hash_and_written_nowhere(
    app: Flask, client: PageClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST)
    come_back(client, card)
    type_word(client, f"{WORD} 2")
    type_word(client)
    ((kept,),) = read(app, select(OwnWord.word_hash))
    assert kept.startswith("$argon2id$")
    stored = stored_bytes(settings.database)
    for form in (WORD, WORD.casefold(), WORD.casefold().replace(" ", "")):
        assert form.encode() not in stored
        assert form not in caplog.text
        assert not [one for one in client.addresses if form in one]


def test_a_word_works_with_its_own_card_only(app: Flask, client: PageClient) -> None:
    study = make_study(app, post_after_weeks=26)
    mine, other = make_card(app, study), make_card(app, study)
    answer_with_word(client, mine, FIRST)
    answer_with_word(client, other, SECOND, "noe helt annet")
    with writing(app) as session:  # somebody who can write to the database puts in a known hash
        known = session.get_one(OwnWord, mine.participant_id).word_hash
        session.get_one(OwnWord, other.participant_id).word_hash = known
    come_back(client, other)
    assert "This is not the word" in type_word(client).text


def test_after_ten_wrong_words_the_right_one_waits_until_tomorrow(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST)
    come_back(client, card)
    for _ in range(MOST_TRIES_IN_A_DAY):
        type_word(client, "ikke dette ordet")
    page = type_word(client, WORD, 429)
    assert page.heading == "A break until tomorrow"
    assert 0 < int(page.headers["Retry-After"]) <= 24 * 3600 + 1
    assert told_answers(client.open("/my-answers/word")) == []
    let_pass_a_day(app)
    assert type_word(client).path == "/my-answers"
    assert n_tried(app) == []


def test_the_card_still_erases_while_its_word_waits(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST)
    come_back(client, card)
    for _ in range(MOST_TRIES_IN_A_DAY):
        type_word(client, "ikke dette ordet")
    assert client.send(client.open("/erase")).path == "/erased"
    assert n_tried(app) == []


def test_one_card_does_not_wait_for_anothers_wrong_words(app: Flask, client: PageClient) -> None:
    study = make_study(app, post_after_weeks=26)
    mine, other = make_card(app, study), make_card(app, study)
    answer_with_word(client, mine, FIRST)
    answer_with_word(client, other, SECOND)
    come_back(client, other)
    for _ in range(MOST_TRIES_IN_A_DAY):
        type_word(client, "ikke dette ordet")
    come_back(client, mine)
    assert type_word(client).path == "/my-answers"
    assert n_tried(app) == [MOST_TRIES_IN_A_DAY]


def test_the_right_word_begins_the_count_anew(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST)
    come_back(client, card)
    for _ in range(MOST_TRIES_IN_A_DAY - 1):
        type_word(client, "ikke dette ordet")
    type_word(client)
    assert n_tried(app) == []


def test_many_tries_at_the_same_moment_are_counted_one_by_one(
    app: Flask, open_client: OpenClient
) -> None:
    card, client = make_card(app, make_study(app, post_after_weeks=26)), open_client()
    answer_with_word(client, card, FIRST)
    pages = []
    for _ in range(MOST_TRIES_IN_A_DAY + 4):
        browser = open_client()
        come_back(browser, card)
        pages.append((browser, browser.open("/my-answers").form()))
    with ThreadPoolExecutor(len(pages)) as pool:
        sent = [pool.submit(one.post, form, word="ikke dette ordet") for one, form in pages]
        codes = sorted(one.result().status_code for one in sent)
    assert codes == [200] * MOST_TRIES_IN_A_DAY + [429] * 4


def test_the_answers_are_open_for_this_visit_only(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST)
    come_back(client, card)
    type_word(client)
    clock = time.time()
    monkeypatch.setattr(time, "time", lambda: clock + OPEN_FOR - 5)
    assert client.open("/my-answers").path == "/my-answers"
    monkeypatch.setattr(time, "time", lambda: clock + 2 * OPEN_FOR - 15)
    assert client.open("/my-answers").path == "/my-answers"
    monkeypatch.setattr(time, "time", lambda: clock + 3 * OPEN_FOR)
    assert client.open("/my-answers").path == "/my-answers/word"


def test_closing_the_page_closes_the_answers(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, FIRST)
    come_back(client, card)
    type_word(client)
    close(client)
    client.open("/my-answers", 403)
    come_back(client, card)
    assert client.open("/my-answers").path == "/my-answers/word"


def test_the_next_card_in_the_same_browser_finds_nothing_open(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app, post_after_weeks=26)
    mine, other = make_card(app, study), make_card(app, study)
    answer_with_word(client, other, SECOND, "noe helt annet")
    answer_with_word(client, mine, FIRST)
    come_back(client, mine)
    type_word(client)
    come_back(client, other)
    assert client.open("/my-answers").path == "/my-answers/word"


def test_a_card_without_a_word_that_has_begun_again_shows_nothing_of_what_it_sent(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    send_in(client, card, FIRST)
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=4)
    page = client.open("/my-answers")
    assert told_answers(page) == []
    assert "answers that are not sent in, locked with your code" in page.text
