"""With JavaScript each choice is saved at once, and counts once."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from survey.administer.drafts import draft_key, unseal
from survey.models import Draft, InstrumentWording, Participation, Study
from survey.models.study import CLOSED
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
from tests.page_client import HEADERS, PageClient
from tests.pages import (
    AfterPage,
    CheckPage,
    GroupPage,
    QuestionsPage,
    answer_after,
    answer_pages,
    begin,
    skip_from,
)
from tests.scripted_page import ScriptedPage

OpenClient = Callable[..., PageClient]
PEPPER = "p" * 32


@pytest.fixture
def card(app: Flask) -> Card:
    """A card that nobody has used."""
    return make_card(app, make_study(app))


@pytest.fixture
def begun(client: PageClient, card: Card) -> PageClient:
    """A browser at the first question."""
    begin(client, card)
    return client


@pytest.fixture
def second_time(app: Flask, client: PageClient) -> PageClient:
    """A browser of somebody who answers the second time."""
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", random_responses(1), meetings="none")
    begin(client, card)
    return client


def test_a_choice_is_there_on_another_device_without_the_page_having_been_sent(
    begun: PageClient, open_client: OpenClient, card: Card
) -> None:
    told = ScriptedPage(begun, "/questions/1").choose(soc13_02=5)
    assert told == {"saved": ["soc13_02"], "elsewhere": [], "refused": {}, "known": 1}
    laptop = open_client()
    assert begin(laptop, card).path == "/questions/1"
    assert QuestionsPage(laptop, 1).chosen == {"soc13_02": 5}


def test_a_choice_is_kept_encrypted_like_the_rest(
    app: Flask, begun: PageClient, card: Card
) -> None:
    ScriptedPage(begun, "/questions/1").choose(soc13_02=5)
    ((draft,),) = read(app, select(Draft).where(Draft.participant_id == card.participant_id))
    assert b"soc13" not in draft.sealed
    place = f"draft/{draft.participant_id}/{draft.wave_id}"
    opened = unseal(draft.sealed, draft_key(card.code, PEPPER), place)
    assert opened.responses == {"soc13_02": 5}
    assert opened.seen == ()


def test_choices_on_every_page_of_the_first_time_are_sent_in(
    app: Flask, begun: PageClient, card: Card
) -> None:
    chosen = random_responses(4)
    for number in range(1, 6):
        page = ScriptedPage(begun, f"/questions/{number}")
        keys = QuestionsPage(begun, number).asked
        for key in keys:
            page.choose(**{key: chosen[key]})
        page.save(**{key: chosen[key] for key in keys})
    group = ScriptedPage(begun, "/group")
    assert group.choose(meetings_before="3+")["saved"] == ["meetings_before"]
    assert ScriptedPage(begun, "/group").chosen == {"meetings_before": "3+"}
    group.save(meetings_before="3+")
    CheckPage(begun).send_in()
    assert stored_responses(app, card, "pre") == chosen
    assert read(app, select(Participation.meetings_before)) == [("3+",)]


def test_choices_after_the_instruments_are_kept_as_numbers_and_words(
    second_time: PageClient,
) -> None:
    skip_instruments(second_time)
    page = ScriptedPage(second_time, "/after/1")
    page.choose(status="left_early")
    page.choose(leaving_reason="health", meetings="about 12")
    assert AfterPage(second_time, 1).chosen == {
        "status": "left_early",
        "leaving_reason": "health",
        "meetings": "12",
    }


def skip_instruments(client: PageClient) -> None:
    for number in range(1, 6):
        QuestionsPage(client, number).answer()


def test_a_reason_is_not_lost_while_the_page_is_open_and_another_status_is_tried(
    second_time: PageClient,
) -> None:
    skip_instruments(second_time)
    page = ScriptedPage(second_time, "/after/1")
    page.choose(status="left_early", leaving_reason="health")
    page.choose(status="still_in")
    page.choose(status="finished")
    assert AfterPage(second_time, 1).chosen == {"status": "finished", "leaving_reason": "health"}


def test_a_reason_that_another_tab_made_pointless_does_not_hinder_sending_in(
    app: Flask, open_client: OpenClient
) -> None:
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", random_responses(1), meetings="none")
    client = open_client()
    begin(client, card)
    skip_instruments(client)
    other_tab = ScriptedPage(client, "/after/1")
    answer_after(client, {"status": "left_early", "leaving_reason": "health", "meetings": 2})
    other_tab.known = "99"
    other_tab.choose(status="still_in")
    assert CheckPage(client).send_in().path == "/thanks"
    stored = stored_after(app, card)
    assert (stored["status"], stored["leaving_reason"]) == ("still_in", None)


def test_what_was_written_and_is_emptied_again_is_open(second_time: PageClient) -> None:
    skip_instruments(second_time)
    page = ScriptedPage(second_time, "/after/1")
    page.choose(meetings="12")
    page.choose(meetings="")
    assert AfterPage(second_time, 1).chosen == {}


@pytest.mark.parametrize("value", ["8", "0", "-1", "1.5", "seven", " 3", "3 ", "\x00"])
def test_what_the_page_does_not_offer_is_refused_in_words_and_the_rest_is_kept(
    begun: PageClient, value: str
) -> None:
    told = ScriptedPage(begun, "/questions/1").choose(soc13_01=value, soc13_02=4)
    assert told["refused"] == {"soc13_01": "Choose one of the answers on the page."}
    assert told["saved"] == ["soc13_02"]
    assert QuestionsPage(begun, 1).chosen == {"soc13_02": 4}


def test_a_number_that_is_none_is_refused_in_the_words_of_the_page(
    second_time: PageClient,
) -> None:
    skip_instruments(second_time)
    told = ScriptedPage(second_time, "/after/1").choose(meetings="many")
    assert told["refused"]["meetings"].startswith("Write one number, such as 12.")
    assert told["saved"] == []


def test_what_the_page_does_not_ask_is_passed_over(begun: PageClient) -> None:
    told = ScriptedPage(begun, "/questions/1").choose(soc13_06=3, nonsense="x")
    assert (told["saved"], told["elsewhere"], told["refused"]) == ([], [], {})
    assert QuestionsPage(begun, 2).chosen == {}


def test_whatever_the_order_in_which_choices_arrive_the_last_one_made_stands(
    app: Flask, open_client: OpenClient
) -> None:
    study = make_study(app)
    for order in itertools.permutations(range(3)):
        client = open_client()
        begin(client, make_card(app, study))
        page = ScriptedPage(client, "/questions/1")
        messages = [page.stamped(soc13_01=value) for value in (2, 5, 3)]
        for place in order:
            assert page.deliver(messages[place]).json["saved"] == ["soc13_01"]
        assert QuestionsPage(client, 1).chosen == {"soc13_01": 3}


def test_a_choice_that_arrives_late_does_not_hinder_one_on_another_question(
    begun: PageClient,
) -> None:
    page = ScriptedPage(begun, "/questions/1")
    late = page.stamped(soc13_01=2)
    page.choose(soc13_02=4)
    page.deliver(late)
    assert QuestionsPage(begun, 1).chosen == {"soc13_01": 2, "soc13_02": 4}


def test_a_choice_that_arrives_twice_counts_once(begun: PageClient) -> None:
    page = ScriptedPage(begun, "/questions/1")
    first = page.stamped(soc13_01=2)
    assert page.deliver(first).json["known"] == 1
    again = page.deliver(first).json
    assert (again["saved"], again["known"]) == (["soc13_01"], 1)


def test_a_choice_that_comes_after_its_page_was_sent_changes_nothing(begun: PageClient) -> None:
    page = ScriptedPage(begun, "/questions/1")
    late = page.stamped(soc13_01=2, soc13_03=1)
    page.save(soc13_01=6)
    assert page.deliver(late).status_code == 200
    assert QuestionsPage(begun, 1).chosen == {"soc13_01": 6}


def test_a_page_that_is_sent_again_because_the_answer_was_lost_changes_nothing(
    begun: PageClient,
) -> None:
    page = ScriptedPage(begun, "/questions/1")
    message = page.stamped(soc13_01=6)
    begun.send(page.page, **message)
    later = ScriptedPage(begun, "/questions/1")
    later.choose(soc13_01=2)
    begun.send(page.page, **message)
    assert QuestionsPage(begun, 1).chosen == {"soc13_01": 2}


def test_a_choice_left_behind_on_a_closed_page_does_not_undo_a_newer_one(
    begun: PageClient,
) -> None:
    left_behind = ScriptedPage(begun, "/questions/1")
    late = left_behind.stamped(soc13_01=2)
    ScriptedPage(begun, "/questions/1").choose(soc13_01=6)
    told = left_behind.deliver(late).json
    assert (told["saved"], told["elsewhere"]) == ([], ["soc13_01"])
    assert QuestionsPage(begun, 1).chosen == {"soc13_01": 6}


def test_in_two_tabs_the_last_choice_wins_for_each_question(begun: PageClient) -> None:
    one, other = (ScriptedPage(begun, "/questions/1") for _ in range(2))
    one.choose(soc13_01=1, soc13_02=1)
    assert other.choose(soc13_01=7)["elsewhere"] == ["soc13_01"]
    # Told of the other tab, the script sends once more, since this is what was chosen last.
    assert other.choose(soc13_01=7)["saved"] == ["soc13_01"]
    assert QuestionsPage(begun, 1).chosen == {"soc13_01": 7, "soc13_02": 1}
    one.choose(soc13_02=3)
    assert QuestionsPage(begun, 1).chosen == {"soc13_01": 7, "soc13_02": 3}


def test_a_page_that_is_sent_keeps_what_another_tab_answered_meanwhile(
    begun: PageClient,
) -> None:
    one, other = (ScriptedPage(begun, "/questions/1") for _ in range(2))
    other.choose(soc13_02=4)
    one.save(soc13_01=1)
    assert QuestionsPage(begun, 1).chosen == {"soc13_01": 1, "soc13_02": 4}


def test_a_page_that_has_saved_choices_since_still_keeps_what_another_tab_answered(
    begun: PageClient,
) -> None:
    one, other = (ScriptedPage(begun, "/questions/1") for _ in range(2))
    other.choose(soc13_02=4)
    one.choose(soc13_01=1)
    one.save(soc13_01=1)
    assert QuestionsPage(begun, 1).chosen == {"soc13_01": 1, "soc13_02": 4}


def test_without_a_script_a_page_replaces_what_was_there_as_a_whole(begun: PageClient) -> None:
    ScriptedPage(begun, "/questions/1").choose(soc13_02=4)
    plain = QuestionsPage(begun, 1)
    ScriptedPage(begun, "/questions/1").choose(soc13_02=5, soc13_03=5)
    plain.answer(soc13_01=1)
    assert QuestionsPage(begun, 1).chosen == {"soc13_01": 1, "soc13_02": 4}


def test_a_choice_does_not_count_as_a_page_that_was_gone_through(
    begun: PageClient, open_client: OpenClient, card: Card
) -> None:
    ScriptedPage(begun, "/questions/1").choose(soc13_01=1)
    assert begun.open("/check").path == "/questions/1"
    assert begin(open_client(), card).path == "/questions/1"


def test_the_text_that_a_choice_was_made_in_is_stored(
    app: Flask, open_client: OpenClient, card: Card
) -> None:
    client = open_client("nn")
    begin(client, card, "nn")
    ScriptedPage(client, "/questions/1").choose(soc13_01=1)
    ((draft,),) = read(app, select(Draft))
    place = f"draft/{draft.participant_id}/{draft.wave_id}"
    opened = unseal(draft.sealed, draft_key(card.code, PEPPER), place)
    shown = select(InstrumentWording.language, InstrumentWording.instrument_key)
    assert read(app, shown.where(InstrumentWording.id.in_(opened.wording_ids.values()))) == [
        ("nn", "soc13")
    ]


def test_a_choice_that_comes_after_all_was_sent_in_is_told_so_and_changes_nothing(
    app: Flask, begun: PageClient, card: Card
) -> None:
    page = ScriptedPage(begun, "/questions/1")
    answer_pages(begun, {"soc13_01": 3})
    CheckPage(begun).send_in()
    late = page.deliver(page.stamped(soc13_01=7))
    assert late.status_code == 409
    assert late.json["words"].startswith("Your answers have been sent in.")
    assert stored_responses(app, card, "pre")["soc13_01"] == 3
    assert read(app, select(Draft)) == []


def test_a_choice_of_the_first_time_is_not_kept_in_the_second(
    begun: PageClient, card: Card
) -> None:
    page = ScriptedPage(begun, "/questions/1")
    answer_pages(begun, {})
    CheckPage(begun).send_in()
    begin(begun, card)
    assert page.deliver(page.stamped(soc13_01=7)).status_code == 400
    assert QuestionsPage(begun, 1).chosen == {}


def test_a_choice_that_comes_after_erasing_is_told_so_and_nothing_comes_back(
    app: Flask, begun: PageClient, open_client: OpenClient, card: Card
) -> None:
    page = ScriptedPage(begun, "/questions/1")
    page.choose(soc13_01=3)
    laptop = open_client()
    begin(laptop, card)
    laptop.send(laptop.open("/erase"))
    late = page.deliver(page.stamped(soc13_01=7))
    assert late.status_code == 410
    assert late.json["words"].startswith("This card has been erased.")
    assert read(app, select(Draft)) == []


def test_a_choice_in_a_study_that_has_ended_is_told_so(app: Flask, begun: PageClient) -> None:
    page = ScriptedPage(begun, "/questions/1")
    with writing(app) as session:
        session.execute(update(Study).values(state=CLOSED))
    late = page.deliver(page.stamped(soc13_01=7))
    assert (late.status_code, late.json["words"][:20]) == (403, "The study has ended.")


def test_a_choice_without_the_session_is_refused(begun: PageClient) -> None:
    page = ScriptedPage(begun, "/questions/1")
    begun.browser.delete_cookie("sammenheng")
    assert page.deliver(page.stamped(soc13_01=7)).status_code == 400


def test_a_choice_of_one_person_is_not_kept_for_the_next_at_the_same_phone(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    begin(client, make_card(app, study))
    left_open = ScriptedPage(client, "/questions/1")
    begin(client, make_card(app, study))
    token = ScriptedPage(client, "/questions/1").stamped()["csrf_token"]
    message = left_open.stamped(soc13_01=7)
    assert left_open.deliver(message).status_code == 400
    assert left_open.deliver(message | {"csrf_token": token}).status_code == 403
    assert QuestionsPage(client, 1).chosen == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"sheet": ""},
        {"sheet": "A" * 60},
        {"sheet": "å"},
        {"sheet": "A" * 40_000},
        {"writer": ""},
        {"writer": "x" * 16},
        {"writer": "a" * 17},
        {"count": ""},
        {"count": "-1"},
        {"count": "1" * 10},
        {"count": "²"},
        {"known": "x"},
    ],
)
def test_a_message_that_no_page_of_ours_sends_is_refused(
    begun: PageClient, changed: dict[str, str]
) -> None:
    page = ScriptedPage(begun, "/questions/1")
    assert page.deliver(page.stamped(soc13_01=7) | changed).status_code == 403
    assert QuestionsPage(begun, 1).chosen == {}


def test_what_is_told_is_not_kept_by_any_browser(begun: PageClient) -> None:
    page = ScriptedPage(begun, "/questions/1")
    told = page.deliver(page.stamped(soc13_01=7))
    assert told.headers["Cache-Control"] == HEADERS["Cache-Control"]
    assert "Set-Cookie" not in told.headers


def test_no_choice_is_kept_before_consent(
    app: Flask, client: PageClient, open_client: OpenClient
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    page = ScriptedPage(client, "/questions/1")
    with app.extensions["database"].begin() as connection:
        connection.exec_driver_sql("DELETE FROM consent")
    assert page.deliver(page.stamped(soc13_01=7)).status_code == 403
    assert read(app, select(Draft)) == []


def test_what_the_draft_remembers_of_its_writers_does_not_grow_with_their_savings(
    app: Flask, begun: PageClient
) -> None:
    sizes = set()
    for _ in range(12):
        page = ScriptedPage(begun, "/questions/1")
        page.known = "99"
        page.choose(soc13_01=1, soc13_02=2)
        ((draft,),) = read(app, select(Draft))
        sizes.add(len(draft.sealed))
    assert max(sizes) - min(sizes) < 10


def test_an_open_page_lets_the_session_last_beyond_its_twelve_hours(
    begun: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ScriptedPage(begun, "/questions/1")
    start, token = time.time(), page.stamped()["csrf_token"]
    for hours in (7, 14, 21):
        monkeypatch.setattr(time, "time", lambda late=start + 3600 * hours: late)
        awake = begun.browser.post("/choices/awake", data={"csrf_token": token})
        assert awake.status_code == 200
    assert page.choose(soc13_01=3)["saved"] == ["soc13_01"]
    monkeypatch.setattr(time, "time", lambda: start + 3600 * 34)
    assert page.deliver(page.stamped(soc13_01=4)).status_code == 400


def test_where_no_card_is_open_nothing_is_kept_awake(client: PageClient) -> None:
    page = client.open("/")
    token = page.form().one("input", name="csrf_token")["value"]
    assert client.browser.post("/choices/awake", data={"csrf_token": token}).status_code == 403


def test_a_script_that_sends_a_whole_page_is_told_where_to_go_on(begun: PageClient) -> None:
    page = ScriptedPage(begun, "/questions/1")
    headers = begun.headers | {"X-From-Script": "1"}
    told = begun.browser.post("/questions/1", data=page.stamped(), headers=headers)
    assert (told.status_code, told.json) == (200, {"address": "/questions/2"})


def test_skipping_from_a_page_with_choices_keeps_them(begun: PageClient) -> None:
    page = ScriptedPage(begun, "/questions/2")
    page.choose(soc13_06=2)
    QuestionsPage(begun, 1).answer()
    skip_from(begun, 3)
    assert begun.open("/check").path == "/questions/2"
    assert QuestionsPage(begun, 2).chosen == {"soc13_06": 2}


def test_the_page_on_the_group_keeps_what_another_tab_answered_meanwhile(
    begun: PageClient,
) -> None:
    plain = ScriptedPage(begun, "/group")
    ScriptedPage(begun, "/group").choose(meetings_before="1-2")
    plain.save()
    assert ScriptedPage(begun, "/group").chosen == {"meetings_before": "1-2"}
    GroupPage(begun).say("none")
    assert ScriptedPage(begun, "/group").chosen == {"meetings_before": "none"}
