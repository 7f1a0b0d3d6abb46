"""Papers that are not keyed, and pages that are sent at the wrong moment."""

from __future__ import annotations

import datetime as dt
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from survey.audit import operations as audit
from survey.config import Settings
from survey.models import KeyedReading, Participant, Participation, Study, Withdrawal
from survey.models.study import CLOSED, DRAFT
from tests.factories import (
    Card,
    make_answered,
    make_card,
    make_study,
    read,
    stored_responses,
    writing,
)
from tests.page_client import Page, standing_values
from tests.pages import SignInPage
from tests.papers import PRE_MARKS, START, Form, Keyer

WRONG = Card("", "", "000 000 000")  # a right check digit, and no card has it

KILLED = """
import json, os, signal, sys
from sqlalchemy import event
from sqlalchemy.orm import Session
from survey import create_app
from survey.config import load_settings

given = json.load(sys.stdin)
app = create_app(load_settings())
client = app.test_client()
client.set_cookie("sammenheng", given["cookie"])
event.listen(Session, given["moment"], lambda session: os.kill(os.getpid(), signal.SIGKILL))
client.post("/staff/keying/reading", data=given["fields"])
"""


@dataclass(frozen=True)
class Killed:
    """A server that is killed while a page is sent to it."""

    settings: Settings

    def send(self, keyer: Keyer, page: Page, moment: str) -> None:
        sent = page.root.one("form", action=f"{START}reading")
        fields = {"adult": "y", "consent": "y", "week": "-", **PRE_MARKS}
        given = {
            "cookie": keyer.client.browser.get_cookie("sammenheng").value,
            "moment": moment,
            "fields": standing_values(sent) | fields,
        }
        done = subprocess.run(
            [sys.executable, "-c", KILLED],
            input=json.dumps(given).encode(),
            env={"SAMMENHENG_CONFIG": str(self.settings.source), "PYTHONPATH": ":".join(sys.path)},
            check=False,
        )
        assert done.returncode == -signal.SIGKILL


@pytest.fixture
def killed(settings: Settings) -> Killed:
    return Killed(settings)


@pytest.fixture
def form(print_form: Callable) -> Form:
    return print_form()


def message(keyer: Keyer, field: str) -> str:
    return keyer.client.page.root.one("p", id=f"{field}-error").text


@pytest.mark.parametrize("typed", ["", "123", "482 193 757", "abc"])
def test_a_mistyped_number_is_caught_before_anything_is_looked_up(
    keyer: Keyer, form: Form, actions: Callable, typed: str
) -> None:
    keyer.take_up(Card("", "", typed), form)
    assert "not a number of 9 digits" in message(keyer, "card_number")
    keyer.take_up(WRONG, Form("", typed, ()))
    assert "not a number of 6 digits" in message(keyer, "form_number")
    assert actions() == []


def test_a_number_that_no_card_has_is_said_so_and_counted(
    keyer: Keyer, form: Form, actions: Callable
) -> None:
    keyer.take_up(WRONG, form, 409)
    assert "No card has this number" in message(keyer, "card_number")
    assert actions() == [("keying_unknown_card", 1)]


def test_a_form_that_was_never_printed_opens_no_card(
    card: Card, keyer: Keyer, actions: Callable
) -> None:
    keyer.take_up(card, Form("", "000 000", ()), 409)
    assert "No form has this number" in message(keyer, "form_number")
    assert actions() == [("keying_refused", 1)]


def test_after_ten_numbers_that_no_card_has_a_right_one_waits_too(
    card: Card, new_keyer: Callable, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyer = new_keyer()
    for _ in range(10):
        keyer.take_up(WRONG, form, 409)
    keyer.take_up(card, form, 409)
    assert "Wait ten minutes" in message(keyer, "card_number")
    other = new_keyer()  # another browser of the same account
    other.take_up(card, form, 409)
    assert "Wait ten minutes" in message(other, "card_number")

    later = audit._now() + dt.timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(audit, "_now", lambda: later)
    assert keyer.take_up(card, form).heading == "First reading"


def test_a_card_of_another_study_is_not_keyed(app: Flask, keyer: Keyer, form: Form) -> None:
    card = make_card(app, make_study(app, key="other"))
    keyer.take_up(card, form, 409)
    assert "different studies" in message(keyer, "form_number")


def test_a_card_from_before_there_were_numbers_is_never_found(
    app: Flask, study: Study, keyer: Keyer, form: Form
) -> None:
    with writing(app) as session:
        session.add(Participant(study_id=study.id, code_hash="0" * 64))
    keyer.take_up(WRONG, form, 409)
    assert "No card has this number" in message(keyer, "card_number")


@pytest.mark.parametrize("change", [{"state": CLOSED}, {"state": DRAFT}])
def test_a_study_that_takes_no_answers_takes_none_on_paper(
    app: Flask, card: Card, keyer: Keyer, form: Form, change: dict[str, str]
) -> None:
    with writing(app) as session:
        session.execute(update(Study).values(**change))
    SignInPage(keyer.client).sign_in("keyer@example.org")  # real people: with a code from here on
    keyer.take_up(card, form, 409)
    assert "takes no answers now" in message(keyer, "form_number")


def test_the_answers_that_were_sent_in_on_the_web_stand(
    app: Flask, card: Card, keyer: Keyer, form: Form, actions: Callable
) -> None:
    make_answered(app, card, "pre", {"soc13_01": 7})
    keyer.take_up(card, form, 409)
    assert "The first answers stand" in message(keyer, "card_number")
    assert stored_responses(app, card, "pre")["soc13_01"] == 7
    assert actions() == [("keying_refused", 1)]


def withdraw(app: Flask, card: Card) -> None:
    with writing(app) as session:
        session.add(Withdrawal(participant_id=card.participant_id, week="2026-W20"))


def test_a_card_that_has_withdrawn_takes_no_paper(
    app: Flask, card: Card, keyer: Keyer, form: Form, actions: Callable
) -> None:
    withdraw(app, card)
    keyer.take_up(card, form, 409)
    assert "has withdrawn from the study" in message(keyer, "card_number")
    assert actions() == [("keying_refused", 1)]


@pytest.mark.parametrize("n_kept", [0, 1])
def test_a_card_that_withdraws_meanwhile_gets_no_answers(
    app: Flask, card: Card, keyer: Keyer, form: Form, n_kept: int
) -> None:
    for _ in range(n_kept):
        keyer.take_up(card, form)
        keyer.read(PRE_MARKS)
    keyer.take_up(card, form)
    withdraw(app, card)

    keyer.read(PRE_MARKS, 409)

    assert "has withdrawn from the study" in message(keyer, "card_number")
    assert read(app, select(Participation.id)) == []


def test_where_readings_differ_nothing_is_settled_for_a_card_that_has_withdrawn(
    app: Flask, card: Card, keyer: Keyer, form: Form
) -> None:
    for first in ("1", "7"):
        keyer.take_up(card, form)
        keyer.read(PRE_MARKS | {"soc13_01": first})
    withdraw(app, card)
    keyer.settle(409, soc13_01="1")
    assert read(app, select(Participation.id)) == []


@pytest.mark.parametrize("n_kept", [0, 1])
def test_answers_that_are_sent_in_on_the_web_meanwhile_stand(
    app: Flask, card: Card, keyer: Keyer, form: Form, n_kept: int
) -> None:
    for _ in range(n_kept):
        keyer.take_up(card, form)
        keyer.read(PRE_MARKS)
    keyer.take_up(card, form)
    make_answered(app, card, "pre", {"soc13_01": 7})

    keyer.read(PRE_MARKS, 409)

    assert "The first answers stand" in message(keyer, "card_number")
    assert stored_responses(app, card, "pre")["soc13_02"] is None
    assert len(read(app, select(Participation.id))) == 1


def test_a_card_that_is_erased_meanwhile_is_gone_with_what_was_read(
    app: Flask, card: Card, keyer: Keyer, form: Form
) -> None:
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS)
    keyer.take_up(card, form)
    with writing(app) as session:
        session.execute(delete(Participant))

    assert read(app, select(KeyedReading.id)) == []
    keyer.read(PRE_MARKS, 409)
    assert "may have been erased" in message(keyer, "card_number")


def test_a_page_sent_twice_is_one_reading_and_not_two_that_agree(
    app: Flask, card: Card, keyer: Keyer, form: Form
) -> None:
    page = keyer.take_up(card, form)
    fields = {"adult": "y", "consent": "y", "week": "-", **PRE_MARKS}
    sent = page.root.one("form", action="/staff/keying/reading")
    with keyer.client.browser.session_transaction() as session:
        held = dict(session["paper"])
    keyer.client.post(sent, **fields)
    with keyer.client.browser.session_transaction() as session:
        session["paper"] = held  # both were on their way before either was answered

    keyer.client.post(sent, **fields)

    assert len(read(app, select(KeyedReading.id))) == 1
    assert read(app, select(Participation.id)) == []


def test_a_page_that_is_gone_back_to_and_sent_again_keeps_nothing(
    app: Flask, card: Card, keyer: Keyer, form: Form
) -> None:
    page = keyer.take_up(card, form)
    keyer.read(PRE_MARKS)
    again = keyer.client.press(page, "Keep this reading", 409, adult="y", consent="y")
    assert "not certain which form" in again.text
    assert len(read(app, select(KeyedReading.id))) == 1


@pytest.mark.parametrize("button", ["Keep this reading", "Put the form aside"])
def test_a_page_left_open_in_another_tab_is_never_sent_for_the_paper_taken_up_later(
    app: Flask, study: Study, keyer: Keyer, form: Form, button: str
) -> None:
    first, second = make_card(app, study), make_card(app, study)
    left_open = keyer.take_up(first, form)
    keyer.take_up(second, form)
    keyer.read(PRE_MARKS)
    keyer.take_up(second, form)
    front = {"adult": "y", "consent": "y", "week": "-"}

    page = keyer.client.press(left_open, button, 409, **front, **PRE_MARKS)

    assert "not certain which form" in page.text
    kept = read(app, select(KeyedReading.participant_id))
    assert [row[0] for row in kept] == [second.participant_id]


def test_a_paper_put_aside_leaves_no_reading_and_can_be_begun_anew(
    app: Flask, card: Card, keyer: Keyer, form: Form, actions: Callable
) -> None:
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS)
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS | {"soc13_01": "7"})

    keyer.put_aside()

    assert read(app, select(KeyedReading.id)) == []
    assert actions()[-1] == ("keying_put_aside", 1)
    assert keyer.take_up(card, form).heading == "First reading"


def test_a_reading_of_another_form_of_the_same_wave_gives_way_to_the_paper_in_hand(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable, actions: Callable
) -> None:
    keyer.take_up(card, print_form(language="nb"))
    keyer.read(PRE_MARKS)
    form = print_form(language="nn")

    assert keyer.take_up(card, form).heading == "First reading"
    keyer.read(PRE_MARKS)

    assert [row[0] for row in read(app, select(KeyedReading.form_id))] == [form.id]
    assert [action for action, _count in actions()] == [
        "keyed_first",
        "keying_begun_anew",
        "keyed_first",
    ]


@pytest.mark.parametrize("page", ["reading", "differences"])
def test_without_a_paper_in_hand_the_numbers_are_asked_for(keyer: Keyer, page: str) -> None:
    assert "not certain which form" in keyer.client.open(f"{START}{page}", 409).text


def test_there_is_nothing_to_compare_after_one_reading(
    card: Card, keyer: Keyer, form: Form
) -> None:
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS)
    keyer.take_up(card, form)
    page = keyer.client.open(f"{START}differences")
    assert page.heading == "Second reading"


def test_no_number_and_no_answer_is_in_the_log(
    card: Card, keyer: Keyer, form: Form, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    keyer.take_up(WRONG, form, 409)
    keyer.key_in(card, form, PRE_MARKS | {"meetings_before": "3"})
    for told in (card.number, card.number.replace(" ", ""), "000 000 000", "meetings_before"):
        assert told not in caplog.text


@pytest.mark.kills
def test_a_kill_while_answers_are_stored_leaves_all_of_them_or_none(
    app: Flask, card: Card, keyer: Keyer, form: Form, killed: Killed
) -> None:
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS)
    page = keyer.take_up(card, form)
    for moment, n_stored in (("before_commit", 0), ("after_commit", 1)):
        killed.send(keyer, page, moment)
        assert len(read(app, select(Participation.id))) == n_stored
        assert len(stored_responses(app, card, "pre")) == 23 * n_stored
        assert len(read(app, select(KeyedReading.id))) == 1 - n_stored
        with app.app_context():  # the sign-in is the first
            assert audit.verify_all().event.number == 2 + 2 * n_stored
