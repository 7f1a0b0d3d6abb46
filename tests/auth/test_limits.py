"""Guessing is slowed down, and nobody learns who has an account."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.auth import attempts, passwords
from survey.errors import TooManySignIns
from survey.models import AuditEvent, SignInAttempt
from tests.factories import PASSWORD, make_staff, read
from tests.page_client import PageClient
from tests.pages import SignInPage, fresh_code

EMAIL = "researcher@example.org"


def try_wrong(client: PageClient, email: str, times: int, status: int = 200) -> None:
    page = SignInPage(client).page
    for _ in range(times):
        page = client.send(page, status, email=email, password="not this password")


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_after_ten_tries_an_account_waits_whether_there_is_one_or_not(
    app: Flask, client: PageClient, email: str
) -> None:
    make_staff(app, "researcher")
    try_wrong(client, email, 10)
    page = client.send(SignInPage(client).page, 429, email=email, password=PASSWORD)
    assert "nobody can sign in here for 15 minutes" in page.text
    assert 840 < int(page.headers["Retry-After"]) <= 900


def test_after_a_quarter_of_an_hour_one_may_try_again(
    app: Flask, client: PageClient, pass_time: Callable[..., None]
) -> None:
    make_staff(app, "researcher")
    try_wrong(client, EMAIL, 10)
    pass_time(minutes=16)
    assert SignInPage(client).sign_in(EMAIL).path == "/staff/"


def test_somebody_else_at_another_address_is_not_shut_out(
    app: Flask, client: PageClient, open_client: Callable[..., PageClient]
) -> None:
    make_staff(app, "researcher")
    client.browser.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    try_wrong(client, EMAIL, 10)
    assert SignInPage(open_client()).sign_in(EMAIL).path == "/staff/"


def test_one_address_may_not_try_one_account_after_the_other(
    app: Flask, client: PageClient
) -> None:
    for number in range(40):
        try_wrong(client, f"name{number}@example.org", 1)
    try_wrong(client, "another@example.org", 1, 429)


def test_many_at_the_same_moment_are_no_more_than_one_after_the_other(app: Flask) -> None:
    def one(_number: int) -> bool:
        with app.test_request_context("/staff/sign-in", method="POST"):
            try:
                attempts.begin(attempts.of_password(EMAIL, "192.0.2.1"))
            except TooManySignIns:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(30))) == 10


def test_codes_are_tried_ten_times_and_no_more(app: Flask, client: PageClient) -> None:
    email = make_staff(app, "researcher")
    page = client.send(SignInPage(client).page, email=email, password=PASSWORD)
    for _ in range(10):
        page = client.send(page, code="zzzzz-zzzzz")
    client.send(page, 429, code=fresh_code(app, email))


def test_no_address_and_no_name_is_kept(app: Flask, client: PageClient) -> None:
    try_wrong(client, "secret-name@example.org", 1)
    kept = str(read(app, select(SignInAttempt.source, SignInAttempt.n_tried)))
    assert "127.0.0.1" not in kept
    assert "secret-name" not in kept
    assert read(app, select(func.count()).select_from(SignInAttempt)) == [(4,)]


def test_failures_are_one_number_in_the_log_and_no_name(app: Flask, client: PageClient) -> None:
    make_staff(app, "researcher")
    try_wrong(client, "secret-name@example.org", 3)
    SignInPage(client).sign_in(EMAIL)
    told = read(app, select(AuditEvent.action, AuditEvent.actor, AuditEvent.role, AuditEvent.count))
    assert told[0] == ("sign_in_failed", "", "nobody", 3)
    assert told[-1][0] == "signed_in"


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_an_unknown_account_costs_as_many_hashes_as_a_known_one(
    app: Flask, client: PageClient, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One slow hash is verified either way: that is what takes the time."""
    make_staff(app, "researcher")
    try_wrong(client, "somebody@example.org", 1)  # the hash of nothing is made once
    verified = []
    made = passwords.password_hasher

    class Counting:
        def verify(self, stored: str, typed: str) -> bool:
            verified.append(typed)
            return made().verify(stored, typed)

    monkeypatch.setattr(passwords, "password_hasher", Counting)
    try_wrong(client, email, 1)
    assert verified == ["not this password"]
