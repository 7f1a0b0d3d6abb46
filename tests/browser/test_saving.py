"""In a real browser: each choice is saved, also over a line that comes and goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from survey.models import Participation
from tests.browser_steps import begin, choose, press
from tests.factories import make_answered, random_responses, read, stored_responses
from tests.site import Site

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
LOST = {
    "nb": "Vi har ikke kontakt med nettet. Det du har valgt, står fortsatt her",
    "nn": "Vi har ikkje kontakt med nettet. Det du har valt, står framleis her",
    "en": "The connection is lost. What you have chosen is still here",
}
SAVED = "Lagret. Du kan ta en pause"


def line_of(page: Page) -> str:
    return page.locator("#saving").inner_text()


def chosen(page: Page, item: str) -> str | None:
    return page.locator(f"#{item} input:checked").get_attribute("value")


def cut(context: BrowserContext) -> None:
    context.set_offline(True)


def mend(context: BrowserContext) -> None:
    context.set_offline(False)


def test_a_choice_is_there_after_the_browser_was_closed_without_a_word(
    site: Site, open_page: OpenPage
) -> None:
    card, page = site.new_card(), open_page("nb")
    begin(page, card)
    choose(page, "soc13_01", 3)
    expect(page.locator("#saving")).to_contain_text(SAVED)
    page.context.close()
    other = open_page("nb")
    begin(other, card)
    assert other.url.endswith("/questions/1")
    assert chosen(other, "soc13_01") == "3"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_lost_connection_is_said_and_what_was_chosen_is_sent_when_it_is_back(
    site: Site, open_page: OpenPage, language: str
) -> None:
    card, page = site.new_card(), open_page(language)
    begin(page, card)
    cut(page.context)
    choose(page, "soc13_01", 3)
    choose(page, "soc13_02", 5)
    choose(page, "soc13_02", 6)
    expect(page.locator("#saving")).to_contain_text(LOST[language])
    expect(page.locator("#saving")).to_be_in_viewport()
    assert chosen(page, "soc13_02") == "6"
    mend(page.context)
    expect(page.locator("#saving.lost")).to_have_count(0)
    other = open_page(language)
    begin(other, card)
    assert (chosen(other, "soc13_01"), chosen(other, "soc13_02")) == ("3", "6")


def test_the_button_waits_for_the_connection_and_goes_on_by_itself(
    site: Site, open_page: OpenPage
) -> None:
    card, page = site.new_card(), open_page("nb")
    begin(page, card)
    cut(page.context)
    choose(page, "soc13_01", 3)
    page.locator("main form button:not(.plain)").click()
    expect(page.locator("#saving")).to_contain_text("Vi går videre av oss selv")
    assert page.url.endswith("/questions/1")
    mend(page.context)
    page.wait_for_url("**/questions/2")
    page.go_back()
    assert chosen(page, "soc13_01") == "3"


def test_the_last_button_waits_too_and_sends_in_once(site: Site, open_page: OpenPage) -> None:
    card, page = site.new_card(), open_page("nb")
    begin(page, card)
    choose(page, "soc13_01", 3)
    while not page.url.endswith("/check"):
        press(page)
    cut(page.context)
    page.locator("main form button").click()
    expect(page.locator("#saving")).to_contain_text("Vi går videre av oss selv")
    mend(page.context)
    page.wait_for_url("**/thanks")
    sent = select(func.count(Participation.id)).filter_by(participant_id=card.participant_id)
    assert read(site.app, sent) == [(1,)]
    assert stored_responses(site.app, card, "pre")["soc13_01"] == 3


def test_an_answer_that_is_lost_on_the_way_back_is_asked_for_again(
    site: Site, open_page: OpenPage
) -> None:
    card, page = site.new_card(), open_page("nb")
    begin(page, card)
    seen: list[str] = []

    def deaf(route: Route) -> None:
        seen.append(route.request.post_data or "")
        if len(seen) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/choices", deaf)
    choose(page, "soc13_01", 3)
    expect(page.locator("#saving")).to_contain_text("Nettet er tilbake")
    assert len(seen) == 2
    assert chosen(page, "soc13_01") == "3"


def test_leaving_with_something_unsent_is_asked_about_and_leaving_quickly_is_not(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page("nb")
    begin(page, site.new_card())
    asked: list[str] = []
    page.on("dialog", lambda one: (asked.append(one.type), one.accept()))
    choose(page, "soc13_01", 3)
    expect(page.locator("#saving")).to_contain_text(SAVED)
    page.reload()
    assert asked == []
    page.route("**/choices", lambda route: route.abort())
    choose(page, "soc13_02", 3)
    expect(page.locator("#saving.lost")).to_be_visible()
    page.reload()
    assert asked == ["beforeunload"]
    choose(page, "soc13_02", 3)
    expect(page.locator("#saving.lost")).to_be_visible()
    page.context.route("https://www.yr.no/**", lambda route: route.fulfill(body="<h1>Vær</h1>"))
    page.evaluate("document.querySelector('.exit').href = '/erased'")
    page.locator(".exit").click()
    page.wait_for_url("**/erased")
    assert asked == ["beforeunload"]


def test_two_windows_with_the_same_page_keep_the_last_choice_of_each_question(
    site: Site, open_page: OpenPage
) -> None:
    card, one = site.new_card(), open_page("nb")
    begin(one, card)
    other = one.context.new_page()
    other.goto("/questions/1")
    choose(one, "soc13_01", 1)
    expect(one.locator("#saving")).to_contain_text(SAVED)
    choose(other, "soc13_01", 7)
    expect(other.locator("#saving")).to_contain_text(SAVED)
    choose(other, "soc13_02", 2)
    press(one)
    press(other)
    one.goto("/questions/1")
    assert (chosen(one, "soc13_01"), chosen(one, "soc13_02")) == ("7", "2")


def test_a_page_whose_session_has_ended_leads_to_the_code_and_loses_nothing(
    site: Site, open_page: OpenPage
) -> None:
    card, page = site.new_card(), open_page("nb")
    begin(page, card)
    choose(page, "soc13_01", 3)
    expect(page.locator("#saving")).to_contain_text(SAVED)
    page.context.clear_cookies()
    choose(page, "soc13_02", 6)
    expect(page.locator("#saving")).to_contain_text("er ikke lagret ennå")
    press(page)
    assert page.locator("h1").inner_text() == "Vi trenger koden på kortet ditt"
    page.fill("#code", card.code)
    press(page)
    press(page)
    assert page.url.endswith("/questions/2")
    page.goto("/questions/1")
    assert (chosen(page, "soc13_01"), chosen(page, "soc13_02")) == ("3", "6")


def test_a_choice_in_a_window_left_open_after_sending_in_is_told_so(
    site: Site, open_page: OpenPage
) -> None:
    card, page = site.new_card(), open_page("nb")
    begin(page, card)
    left_open = page.context.new_page()
    left_open.goto("/questions/1")
    while not page.url.endswith("/thanks"):
        press(page)
    choose(left_open, "soc13_01", 3)
    expect(left_open.locator("#saving")).to_contain_text("Svarene dine er sendt inn")
    press(left_open)
    assert left_open.locator("h1").inner_text() == "Svarene dine er sendt inn"
    assert stored_responses(site.app, card, "pre")["soc13_01"] is None


def test_what_is_typed_is_saved_and_a_slip_is_told_at_once(site: Site, open_page: OpenPage) -> None:
    card, page = site.new_card(), open_page("nb")
    make_answered(site.app, card, "pre", random_responses(1), meetings="none")
    begin(page, card)
    page.goto("/after/1")
    page.fill("#meetings", "mange")
    page.locator("#meetings").blur()
    expect(page.locator("#saving")).to_contain_text("Skriv ett tall")
    page.fill("#meetings", "om lag 12")
    expect(page.locator("#saving")).to_contain_text(SAVED)
    press(page)
    page.goto("/after/1")
    assert page.locator("#meetings").input_value() == "12"


def test_the_button_for_going_back_goes_back(site: Site, open_page: OpenPage) -> None:
    page = open_page("nb")
    begin(page, site.new_card())
    press(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Lagre og gå tilbake").click()
    assert page.url.endswith("/questions/1")
