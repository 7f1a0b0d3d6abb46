"""Which passwords are good enough, and what is said of those that are not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from survey.auth import passwords
from survey.errors import BadPassword
from survey.models import Staff
from tests.factories import make_staff, read
from tests.page_client import PageClient
from tests.pages import SignInPage

EMAIL = "kari.nordmann@example.org"


def refusal(app: Flask, password: str, *words: str) -> str:
    with app.test_request_context(), force_locale("en"), pytest.raises(BadPassword) as raised:
        passwords.check(password, EMAIL, words)
    return str(raised.value)


@pytest.mark.parametrize(
    "password",
    [
        "flaggermus i regnfrakk spiser lefse",
        "blåbær på Saltfjellet i regn",
        "            x  qzj 7",
        "🌲 skogen er full av 🐦 og vind",
        "tre ord som ikke hører sammen " * 4,
    ],
)
def test_long_ones_of_any_signs_are_good(app: Flask, password: str) -> None:
    with app.test_request_context():
        passwords.check(password, EMAIL)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("a" * 14, "at least 15 characters"),
        ("å" * 201, "at most 200"),
        ("aaaaaaaaaaaaaaaaaaaa", "the same more than once"),
        ("passordpassord12", "the same more than once"),
        ("abcdefghijklmnopq", "follow each other"),
        ("qwertyuiopasdfghj", "words that many others use"),
        ("kari.nordmann@example.org", "your e-mail address"),
        ("samtalegruppe2026", "the study's name"),
        ("universitetsommer", "words that many others use"),
    ],
)
def test_easy_ones_are_refused_with_the_reason(app: Flask, password: str, reason: str) -> None:
    assert reason in refusal(app, password, "samtalegruppe")


def test_the_reason_is_in_ones_own_language(app: Flask) -> None:
    with app.test_request_context(), force_locale("nn"), pytest.raises(BadPassword) as raised:
        passwords.check("aaaaaaaaaaaaaaaaaaaa", EMAIL)
    assert str(raised.value).startswith("Dette passordet er lett å gjette. Det tek opp att")


def test_two_keyboards_that_send_the_same_letter_in_two_ways_agree(app: Flask) -> None:
    with app.app_context():
        stored = passwords.hashed("blåbær på Saltfjellet")
        assert passwords.is_right(stored, "bla\u030abær pa\u030a Saltfjellet")


def test_a_hash_of_another_cost_is_made_anew_at_the_next_sign_in(
    app: Flask, client: PageClient
) -> None:
    email = make_staff(app, "researcher")
    ((before,),) = read(app, select(Staff.password_hash))
    app.config["PASSWORD_COST"] = {"time_cost": 2, "memory_cost": 8, "parallelism": 1}
    for _ in range(2):  # and is good then too
        assert SignInPage(client).sign_in(email).path == "/staff/"
    ((after,),) = read(app, select(Staff.password_hash))
    assert ("t=1" in before, "t=2" in after) == (True, True)


def test_the_word_lists_are_not_loaded_with_the_pages() -> None:
    code = "import sys, survey.commands.serve, survey; print('zxcvbn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_password_that_is_refused_changes_nothing(
    app: Flask, sign_in: Callable[..., PageClient]
) -> None:
    client = sign_in("researcher")
    before = read(app, select(Staff.password_hash))
    page = client.open("/staff/account/password")
    for new, repeated, told in (
        ("short", "short", "at least 15"),
        ("flaggermus i regnfrakk", "flaggermus i regnkappe", "not the same"),
        ("researcher@example.org", "researcher@example.org", "e-mail address"),
    ):
        page = client.send(page, new_password=new, repeated=repeated)
        assert told in page.text
    assert read(app, select(Staff.password_hash)) == before
