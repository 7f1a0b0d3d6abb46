"""In a real browser, on a phone: two taps, going back, two tabs, leaving quickly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Thread

import pytest
import waitress
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from survey.models import Participation
from tests.browser_steps import begin, choose, press
from tests.factories import read, stored_responses
from tests.site import Site

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
WEATHER = "https://www.yr.no/"
PHONE = {"width": 360, "height": 740}


def go_to_the_last_button(page: Page) -> None:
    while not page.url.endswith("/check"):
        press(page)


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone that finds the weather where the network has none."""
    context = browser.new_context(base_url=site.address, locale="nb", viewport=PHONE)
    context.set_default_timeout(10_000)
    context.route(f"{WEATHER}**", lambda route: route.fulfill(body="<h1>Været</h1>"))
    yield context
    context.close()


def test_two_taps_on_the_last_button_send_in_once_and_are_thanked(
    site: Site, open_page: OpenPage
) -> None:
    card, page = site.new_card(), open_page("nb")
    begin(page, card)
    choose(page, "soc13_01", 3)
    go_to_the_last_button(page)
    page.locator("main form button:not(.plain)").dblclick()
    expect(page.locator("h1")).not_to_have_text("Se over svarene")
    assert heading(page) in {"Takk", "Svarene dine er sendt inn"}
    page.goto("/thanks")
    assert heading(page) == "Takk"
    sent = select(func.count(Participation.id)).filter_by(participant_id=card.participant_id)
    assert read(site.app, sent) == [(1,)]
    assert stored_responses(site.app, card, "pre")["soc13_01"] == 3


def test_going_back_shows_what_was_answered_and_lets_it_be_changed(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page("nb")
    begin(page, site.new_card())
    choose(page, "soc13_01", 3)
    press(page)
    page.go_back()
    assert page.url.endswith("/questions/1")
    assert page.locator("#soc13_01 input:checked").get_attribute("value") == "3"
    choose(page, "soc13_01", 5)
    press(page)
    page.goto("/questions/1")
    assert page.locator("#soc13_01 input:checked").get_attribute("value") == "5"


def test_going_back_from_the_thanks_says_that_the_answers_came_and_leads_on(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page("nb")
    begin(page, site.new_card())
    go_to_the_last_button(page)
    press(page)
    page.go_back()
    assert heading(page) == "Svarene dine er sendt inn"
    page.locator("main a.button").click()
    page.wait_for_url("**/thanks")
    assert heading(page) == "Takk"


def test_going_back_after_closing_shows_nothing_of_the_person(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page("nb")
    begin(page, site.new_card())
    choose(page, "soc13_01", 3)
    with page.expect_navigation():
        page.locator("footer button").click()
    page.go_back()
    assert heading(page) == "Vi trenger koden på kortet ditt"


def test_two_tabs_of_the_same_person_both_keep_what_they_send(
    site: Site, phone: BrowserContext
) -> None:
    card, one, other = site.new_card(), phone.new_page(), phone.new_page()
    begin(one, card)
    begin(other, card)
    choose(one, "soc13_01", 2)
    press(one)
    other.goto("/questions/2")
    choose(other, "soc13_06", 6)
    press(other)
    one.goto("/questions/1")
    assert one.locator("#soc13_01 input:checked").get_attribute("value") == "2"
    one.goto("/questions/2")
    assert one.locator("#soc13_06 input:checked").get_attribute("value") == "6"


def test_a_session_that_ended_asks_for_the_code_and_goes_on_where_one_stopped(
    site: Site, phone: BrowserContext
) -> None:
    card, page = site.new_card(), phone.new_page()
    begin(page, card)
    choose(page, "soc13_01", 2)
    press(page)
    phone.clear_cookies()
    press(page)
    assert heading(page) == "Vi trenger koden på kortet ditt"
    begin(page, card)
    assert page.url.endswith("/questions/2")


@pytest.fixture
def weather(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the weather on this machine, and have the quick way out lead there."""
    elsewhere = Flask("weather")
    elsewhere.add_url_rule("/", view_func=lambda: "<h1>Været</h1>")
    server = waitress.create_server(elsewhere, host="127.0.0.1", port=0)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    address = f"http://localhost:{server.effective_port}/"
    settings = replace(site.app.config["SETTINGS"], quick_exit_address=address)
    monkeypatch.setitem(site.app.config, "SETTINGS", settings)
    yield address
    server.close()
    thread.join(timeout=5)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_leaving_quickly_shows_the_weather_and_going_back_asks_for_the_code(
    site: Site, browser: Browser, weather: str, *, javascript: bool
) -> None:
    context = browser.new_context(
        base_url=site.address, locale="nb", viewport=PHONE, java_script_enabled=javascript
    )
    page = context.new_page()
    begin(page, site.new_card())
    choose(page, "soc13_01", 3)
    press(page)
    choose(page, "soc13_06", 4)
    page.get_by_role("link", name="Lukk siden raskt").click()
    page.wait_for_url(weather)
    assert heading(page) == "Været"
    assert context.cookies(site.address) == []
    for _ in range(2):
        page.go_back()
        assert heading(page) == "Vi trenger koden på kortet ditt"
        assert page.locator("input:not([type=hidden])").count() == 0
    context.close()


def test_the_site_that_one_leaves_to_is_not_told_where_one_came_from(
    site: Site, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/")
    with page.expect_request(f"{WEATHER}**") as asked:
        page.get_by_role("link", name="Lukk siden raskt").click()
    assert "referer" not in asked.value.all_headers()


@pytest.mark.parametrize("width", [320, 360])
def test_the_quick_way_out_stays_in_sight_and_covers_no_choice_that_has_the_focus(
    site: Site, open_page: OpenPage, width: int
) -> None:
    page = open_page("nb", viewport={"width": width, "height": 640})
    begin(page, site.new_card())
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    way_out = page.get_by_role("link", name="Lukk siden raskt").bounding_box() or {}
    assert 0 <= way_out["y"] < 60
    assert way_out["height"] >= 40
    page.locator("main form button").first.focus()
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
        focused = page.evaluate(
            "document.activeElement.closest('label, a, button').getBoundingClientRect().top"
        )
        assert focused >= way_out["y"] + way_out["height"]


def test_the_numbers_to_call_unfold_without_javascript(site: Site, open_page: OpenPage) -> None:
    page = open_page("nb", java_script_enabled=False)
    begin(page, site.new_card())
    assert not page.locator("aside li").first.is_visible()
    page.locator(".beside summary").click()
    assert page.locator("aside li").all_inner_texts() == [
        "Ved fare for liv: 113",
        "Noen å snakke med, hele døgnet: 116 123",
        "Legevakt: 116 117",
    ]
