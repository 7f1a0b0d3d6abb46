"""A server opens the participants' side at once, and the staff's when somebody comes to it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import Client

from survey import create_participant_app, staff_side
from survey.config import Settings
from survey.extensions import db
from survey.serving.audience import PUBLIC, STAFF, audience_at
from survey.serving.doorway import Doorway
from tests.factories import make_card, make_staff, make_study
from tests.pages import PASSWORD
from tests.serving.running import running

PROOF = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
HEADING = re.compile(r"<h1[^>]*>[^<]+</h1>")


@pytest.fixture
def participants(app: Flask, settings: Settings) -> Iterator[Flask]:
    """Make the participants' side alone, on the database of the whole application."""
    made = create_participant_app(settings)
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def browser(participants: Flask) -> Client:
    return Client(Doorway(participants))


def send(browser: Client, path: str, **fields: str) -> str:
    """Fill in the form of a page; return where it leads."""
    proof = PROOF.search(browser.get(path).text)
    assert proof
    sent = browser.post(path, data={"csrf_token": proof[1], **fields})
    assert sent.status_code in {302, 303}, sent.text
    return sent.headers["Location"]


def addresses(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules()}


def test_each_side_has_its_own_beginnings_of_addresses(app: Flask, participants: Flask) -> None:
    """So that the address alone tells which side a request is for."""
    beyond = {one for one in addresses(app) if audience_at(one) in {STAFF, PUBLIC}}
    assert addresses(participants) == addresses(app) - beyond
    rooms = {room.name for room in staff_side.ROOMS}
    assert beyond == {
        rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in rooms
    }


def test_a_server_that_met_only_participants_has_no_page_of_staff_in_memory() -> None:
    code = "import sys, survey.commands.serve; print('survey.staff_side' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_person_answers_and_meets_every_page_on_their_side(
    app: Flask, participants: Flask, browser: Client
) -> None:
    card = make_card(app, make_study(app))
    assert send(browser, "/", code=card.code) == "/language"
    assert send(browser, "/language", language="nn") == "/information"
    for path in ("/information", "/my-answers", "/lost-card", "/no-such-page"):
        page = browser.get(path)
        assert page.status_code == (404 if path == "/no-such-page" else 200), path
        assert '<html lang="nn"' in page.text, path


def test_staff_sign_in_through_the_same_door(app: Flask, browser: Client) -> None:
    make_staff(app, role="coordinator", email="kari@example.org")
    signed_in = send(browser, "/staff/sign-in", email="kari@example.org", password=PASSWORD)
    assert browser.get(signed_in, follow_redirects=True).status_code == 200
    assert browser.get("/staff/accounts").status_code == 403, "a coordinator's it is not"


def test_what_was_chosen_on_one_side_holds_on_the_other(browser: Client) -> None:
    assert '<html lang="nn"' not in browser.get("/staff/sign-in").text
    proof = PROOF.search(browser.get("/").text)
    assert proof
    browser.post("/language/nn", data={"csrf_token": proof[1]})
    assert '<html lang="nn"' in browser.get("/staff/sign-in").text


def test_both_sides_use_the_same_connections(participants: Flask) -> None:
    door = Doorway(participants)
    whole = door.whole()
    assert isinstance(whole, Flask)
    for name in (*db.EXTENSIONS, "journal"):
        assert whole.extensions[name] is participants.extensions[name]


def test_both_sides_count_in_the_same_place(app: Flask, settings: Settings) -> None:
    participants = create_participant_app(replace(settings, metrics="127.0.0.1:1"))
    browser = Client(Doorway(participants))
    browser.get("/")
    browser.get("/staff/sign-in")
    counts = participants.extensions["counts"]
    assert [counts.total((who, 2)) for who in ("participant", "staff")] == [1, 1]
    participants.extensions["database"].dispose()


def test_many_who_come_at_once_find_one_other_side(participants: Flask) -> None:
    door = Doorway(participants)
    with ThreadPoolExecutor(8) as people:
        found = list(people.map(lambda _: door.whole(), range(8)))
    assert len(set(map(id, found))) == 1


@pytest.mark.parametrize("workers", [(), ("--workers", "2")], ids=["alone", "workers"])
def test_a_served_installation_has_both_sides(
    app: Flask, settings: Settings, workers: tuple[str, ...]
) -> None:
    with running(settings, "serve", "--port", "0", *workers) as server:
        for path in ("/", "/staff/sign-in", "/reports", "/", "/staff/sign-in"):
            status, text = server.ask(path)
            assert status == 200, path
            assert HEADING.search(text), path
