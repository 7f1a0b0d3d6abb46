"""Whose address counts where proxies stand before the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from survey.administer.attempts import MOST_FROM_ONE
from survey.codes import new_code
from survey.config import Settings
from tests.page_client import PageClient
from tests.pages import CardPage

MakeApp = Callable[[Settings], Flask]
OUR_PROXY, GUESSER, OTHER = "127.0.0.1", "203.0.113.7", "198.51.100.9"


@pytest.fixture
def come_from(make_app: MakeApp, settings: Settings) -> Callable[..., PageClient]:
    """Open a browser behind so many proxies, with what they say of its address."""
    made: dict[int, Flask] = {}

    def come(n_proxies: int, forwarded_for: str) -> PageClient:
        if n_proxies not in made:
            made[n_proxies] = make_app(replace(settings, proxies=n_proxies))
        client = PageClient(made[n_proxies], "en")
        client.browser.environ_base["REMOTE_ADDR"] = OUR_PROXY
        client.headers["X-Forwarded-For"] = forwarded_for
        return client

    return come


def guess_until_the_break(client: PageClient) -> None:
    for _ in range(MOST_FROM_ONE):
        CardPage(client).type_code(new_code())
    CardPage(client).type_code(new_code(), 429)


def test_a_guesser_waits_and_nobody_else_behind_the_same_proxy(
    come_from: Callable[..., PageClient],
) -> None:
    guess_until_the_break(come_from(1, GUESSER))
    CardPage(come_from(1, GUESSER)).type_code(new_code(), 429)
    CardPage(come_from(1, OTHER)).type_code(new_code())


def test_a_forged_address_before_the_proxys_own_word_gets_nobody_past(
    come_from: Callable[..., PageClient],
) -> None:
    guess_until_the_break(come_from(1, GUESSER))
    for forged in ("192.0.2.1", "192.0.2.2, 192.0.2.3", "", "unknown", "a" * 3000):
        client = come_from(1, f"{forged}, {GUESSER}")
        CardPage(client).type_code(new_code(), 429)


def test_behind_two_proxies_the_person_is_the_one_whom_the_first_has_seen(
    come_from: Callable[..., PageClient],
) -> None:
    guess_until_the_break(come_from(2, f"192.0.2.1, {GUESSER}, 10.0.0.1"))
    CardPage(come_from(2, f"192.0.2.9, {GUESSER}, 10.0.0.1")).type_code(new_code(), 429)
    CardPage(come_from(2, f"{GUESSER}, {OTHER}, 10.0.0.1")).type_code(new_code())


def test_without_the_setting_no_such_word_is_believed(
    come_from: Callable[..., PageClient],
) -> None:
    guess_until_the_break(come_from(0, GUESSER))
    CardPage(come_from(0, OTHER)).type_code(new_code(), 429)


def test_a_proxy_that_says_https_does_not_change_the_host(
    make_app: MakeApp, settings: Settings
) -> None:
    app = make_app(replace(settings, proxies=1))
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    answer = app.test_client().get("/staff/", headers=told)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
