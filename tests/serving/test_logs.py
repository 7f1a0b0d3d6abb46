"""Nothing about anybody comes into the log, whatever goes wrong."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import socket
from dataclasses import dataclass

import pytest
from flask import Flask

from survey.codes import new_code
from survey.config import Settings
from tests.factories import PASSWORD, make_card, make_staff, make_study
from tests.interrupted.line import Fate, Line
from tests.interrupted.sitting import Person
from tests.pages import CardPage, SignInPage
from tests.proofs import in_full
from tests.serving.running import HOST, Running, browser, running, with_settings

TROUBLE = ("tests/serving/trouble.py",)
SAID = "jeg-vil-ikke-leve"
FORGED = "203.0.113.77"
STUDY = "sorg-i-narvik"
FIELDS = {"time", "level", "event", "worker", "pid"}
OF_REQUESTS = FIELDS | {"request", "method", "endpoint", "status", "ms"}
KINDS = [*in_full(("plain", 0), ("plain", 2)), *in_full(("json", 2), ("json", 0))]


@dataclass(frozen=True)
class Told:
    """What a process wrote, and what must not stand in it."""

    style: str
    log: str
    secrets: dict[str, str]

    @property
    def records(self) -> list[dict[str, object]]:
        lines = self.log.splitlines()
        return [json.loads(line) for line in lines if not line.startswith("Serving on")]


@pytest.fixture(params=KINDS, ids=lambda one: f"{one[0]}, {one[1]} workers")
def told(app: Flask, settings: Settings, catalogues: None, request: pytest.FixtureRequest) -> Told:
    """Let people use a server in every way that could end in its log."""
    style, n_workers = request.param
    with_settings(settings, f'log = "{style}"', "proxies = 1")
    study = make_study(app, STUDY)
    card, email = make_card(app, study), make_staff(app, "administrator")
    wrong = new_code()
    with running(settings, settings.source, 0, n_workers, program=TROUBLE) as server:
        person = sit(server, card.code)
        client = browser(app, server.port)
        client.headers["X-Forwarded-For"] = FORGED
        CardPage(client).type_code(wrong)
        staff = browser(app, server.port)
        staff.send(SignInPage(staff).page, email=email, password="not the right one")
        SignInPage(staff).sign_in(email)
        staff.open("/staff/accounts")
        for kind in ("crash", "database", "statement", "thread"):
            server.ask(f"/trouble/{kind}?said={SAID}", **{"X-Forwarded-For": FORGED})
        server.ask(f"/staff/studies/{STUDY}/results")
        for message in (b"GET /%s HTTP/1.1\r\nHost: x y\r\n\r\n", b"%s\r\n\r\n", b"\x16\x03%s\n\n"):
            send(server.port, message.replace(b"%s", SAID.encode()))
        server.stop()
    held = staff.browser.get_cookie("sammenheng", domain="localhost")
    assert held is not None
    chosen = person.said["pre"].choices
    assert len(chosen) > 5
    return Told(
        style,
        server.log,
        {
            "the code": card.code,
            "the code without its lines": card.code.replace("-", ""),
            "a wrong code": wrong,
            "the e-mail": email,
            "the password": PASSWORD,
            "a wrong password": "not the right one",
            "the session": held.value,
            "the start of the session": held.value[:20],
            "a participant's session": person.cookie,
            "the address": FORGED,
            "words of somebody's own": SAID,
            "an answer": "soc13_0",
            "the study": STUDY,
            "the person": card.participant_id,
        },
    )


def sit(server: Running, code: str) -> Person:
    chance = random.Random(1)
    line = Line(server.port, chance, lambda: None)
    line.fate = Fate(0, 0, 0, 0)
    person = Person(line, code, chance, share=0.6)
    person.sit("pre")
    return person


def send(port: int, message: bytes) -> None:
    """Send what no browser sends."""
    with socket.create_connection((HOST, port), timeout=1) as line:
        line.sendall(message)
        with contextlib.suppress(OSError, http.client.HTTPException):
            http.client.HTTPResponse(line).begin()


def test_no_log_holds_anything_about_anybody_and_yet_says_where_it_went_wrong(told: Told) -> None:
    found = {what: secret for what, secret in told.secrets.items() if secret in told.log}
    assert not found, told.log
    for kind in ("builtins.RuntimeError", "builtins.ValueError", "sqlalchemy.exc.IntegrityError"):
        assert kind in told.log
    assert " crash" in told.log
    assert "an error nobody caught" in told.log
    if told.style == "plain":
        assert "manage.studies" not in told.log, "a line for each request is for the JSON log"
        return
    requests = [one for one in told.records if one["event"] == "request"]
    assert {*map(frozenset, requests)} == {frozenset(OF_REQUESTS)}
    assert {"administer.card", "auth.sign_in", "crash"} <= {one["endpoint"] for one in requests}
    crashed = [one for one in told.records if one["event"] == "an error in a page"]
    assert {one["request"] for one in crashed} <= {one["request"] for one in requests}
    assert all(set(one) >= FIELDS for one in told.records)
