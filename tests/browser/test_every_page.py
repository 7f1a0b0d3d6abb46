"""In a real browser: every page at every size, with and without JavaScript, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from survey.models.study import CLOSED, DEMONSTRATION
from tests.browser_walk import FOCUSED, NOT_SEEN, fill_in, links_on, press, tab_stops, way
from tests.factories import make_answered, make_card, make_study, random_responses
from tests.proofs import in_full
from tests.site import Site

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE, TABLET, DESK = (360, 740), (768, 1024), (1280, 1024)
# 400 % of a desk's page leaves 320 by 256; 200 % of the text alone is set on the root.
ZOOMED = (320, 256)
SIZES = (PHONE, TABLET, DESK, ZOOMED)
TEXT_SIZE = "size => { document.documentElement.style.fontSize = size }"
TWICE, ONCE = "225%", ""  # the sheet itself begins at 112.5 %
LATER = ("/erased", "/questions/1", "/nowhere")


def faults_at_every_size(page: Page) -> list[str]:
    """Return what cannot be seen of a page at some size, or at twice the size of its text."""
    found = []
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true }")
    for text_size, sizes in ((ONCE, SIZES), (TWICE, (DESK, PHONE))):
        page.evaluate(TEXT_SIZE, text_size)
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            said = page.evaluate(NOT_SEEN)
            found += [f"{page.url} at {width} {text_size}: {one}" for one in said]
    page.evaluate(TEXT_SIZE, ONCE)
    return found


def begin_second_time(site: Site) -> str:
    """Return the code of somebody who has answered once."""
    card = site.new_card()
    make_answered(site.app, card, "pre", random_responses(1))
    return card.code


@pytest.mark.parametrize(
    ("language", "javascript"),
    in_full(("nb", True), ("nn", False), ("en", True)),
)
def test_nothing_of_any_page_is_cut_off_at_any_size(
    site: Site, open_page: OpenPage, language: str, *, javascript: bool
) -> None:
    page, found, links = open_page(language, java_script_enabled=javascript), [], set()
    seen: set[str] = set()  # the second time is the longer one; the first adds what it alone has
    for code in (begin_second_time(site), site.new_card().code):
        for address in way(page, code, language):
            if address not in seen:
                found += faults_at_every_size(page)
            seen.add(address)
            links |= links_on(page)
    for address in sorted({*links, *LATER}):
        page.goto(address)
        if page.url not in seen:
            found += faults_at_every_size(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_nothing_of_a_page_that_says_no_is_cut_off(
    site: Site, open_page: OpenPage, language: str
) -> None:
    page, found = open_page(language), []
    for key, details in (("soon", {"post_after_weeks": 26}), ("over", {"state": CLOSED})):
        study = make_study(site.app, f"{key}-{language}", kind=DEMONSTRATION, **details)
        card = make_card(site.app, study)
        make_answered(site.app, card, "pre", random_responses(1))
        page.goto("/")
        fill_in(page, card.code, language)
        press(page.locator("main form button").first)
        found += faults_at_every_size(page)
    assert not found, "\n".join(found)


def faults_of_stops(page: Page, stops: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong with where the Tab key leads: its order, its mark, what covers it."""
    places = [one["place"] for one in stops]
    told = [] if places == sorted(places) else [f"{page.url}: another order than that of reading"]
    for one in stops:
        what = f"{page.url}: {one['tag']} {one['text'] or one['name']!r}"
        told += [f"{what} has no mark of the focus"] if not one["is_marked"] else []
        told += [f"{what} is covered"] if one["is_covered"] or one["is_outside"] else []
    return told


def reachable(page: Page) -> set[str]:
    """Return everything that can be used, a group of choices once; by its name or its text."""
    return set(
        page.evaluate(
            """() => [...document.querySelectorAll(
                "a[href], button, input:not([type=hidden]), select, textarea, summary"
            )].filter(one => one.checkVisibility()).map(
                one => one.type === "radio" ? one.name : one.id || one.innerText.trim().slice(0, 60)
            )"""
        )
    )


def use_the_keyboard(page: Page, code: str, language: str) -> list[str]:
    """Answer a page and go on, by the keyboard alone; return what was wrong on the way."""
    stops = tab_stops(page)
    told = faults_of_stops(page, stops)
    met = {one["name"] if one["type"] == "radio" else one["id"] or one["text"] for one in stops}
    told += [f"{page.url}: no key leads to {one!r}" for one in reachable(page) - met]
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    for _ in stops:
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["type"] == "checkbox":
            page.keyboard.press("Space")
        elif here["type"] == "radio":
            choose_by_key(page, here["name"], language)
        elif here["tag"] == "INPUT":
            page.keyboard.type(code if here["name"] == "code" else "12")
        elif here["is_main"]:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return told
    return [*told, f"{page.url}: no key leads to the main button"]


def choose_by_key(page: Page, name: str, language: str) -> None:
    """Choose in a group of choices: the language, or the second choice there is."""
    page.keyboard.press("Space")
    for _ in range(3):
        if name != "language":
            break
        if page.locator(f"input[name={name}]:checked").get_attribute("value") == language:
            return
        page.keyboard.press("ArrowDown")
    else:
        return
    page.keyboard.press("ArrowRight")


@pytest.mark.parametrize(("size", "javascript"), in_full((PHONE, True), (DESK, False)))
def test_a_person_answers_both_times_by_the_keyboard_alone(
    site: Site, open_page: OpenPage, size: tuple[int, int], *, javascript: bool
) -> None:
    card, told = site.new_card(), []
    page = open_page(
        "nn", viewport={"width": size[0], "height": size[1]}, java_script_enabled=javascript
    )
    for _ in range(2):
        page.goto("/")
        while not page.url.endswith("/thanks"):
            told += use_the_keyboard(page, card.code, "nn")
            assert told == []
        told += faults_of_stops(page, tab_stops(page))
    assert told == []


def test_a_link_in_the_list_of_faults_leads_to_the_field(site: Site, open_page: OpenPage) -> None:
    page = open_page("nb")
    page.goto("/")
    fill_in(page, site.new_card().code, "nb")
    press(page.locator("main form button").first)
    press(page.locator("main form button").first)
    press(page.locator("main form button").first)  # with both boxes empty
    links = page.get_by_role("alert").get_by_role("link")
    assert links.count() == 2
    for link in links.all():
        target = (link.get_attribute("href") or "").removeprefix("#")
        link.focus()
        page.keyboard.press("Enter")
        box = page.locator(f"#{target}")
        assert box.evaluate("one => one === document.activeElement || one.matches(':target')")
        described = (box.get_attribute("aria-describedby") or "").split()
        assert page.locator(f"#{described[0]}").inner_text() == link.inner_text()


RIMS = """() => [...document.querySelectorAll(
    "label:has(input[type=radio]):not(.declined) > span, .declined input, button, " +
    "label:has(input[type=checkbox]), input[type=text]"
)].filter(one => one.checkVisibility() && !one.matches(".plain, .unseen")).map(one => [
    getComputedStyle(one).borderTopColor,
    parseFloat(getComputedStyle(one).borderTopWidth),
    (one.innerText || one.name).trim().slice(0, 40),
])"""


def luminance(colour: str) -> float:
    parts = [int(one) / 255 for one in re.findall(r"\d+", colour)[:3]]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", in_full("light", "dark"))
def test_everything_to_choose_or_fill_in_has_a_rim_that_stands_out(
    site: Site, open_page: OpenPage, scheme: str
) -> None:
    page, faint = open_page("nb", color_scheme=scheme), []
    for _ in way(page, begin_second_time(site), "nb"):
        paper = luminance(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        for colour, width, text in page.evaluate(RIMS):
            dark, light = sorted((luminance(colour), paper))
            if (light + 0.05) / (dark + 0.05) < 3 or width < 1:
                faint.append(f"{page.url}: {text}")
    assert faint == []
