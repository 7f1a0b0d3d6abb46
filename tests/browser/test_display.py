"""In a real browser: the menu, the larger text, and the choice not to answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.axe import RULES, RULES_OF_LAYOUT, faults
from tests.factories import Card, make_answered, random_responses
from tests.proofs import IS_LONG, in_full
from tests.site import Site

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
OTHER_COMBINATIONS = in_full(("en", "light"), ("nb", "dark"), ("nn", "light"), ("en", "dark"))
LEAST_TARGET = 44
SIZES = [(360, 740), (320, 640), (1280, 900)]


@pytest.fixture
def card(site: Site) -> Card:
    return site.new_card()


def submit(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).click()


def to_questions(page: Page, card: Card, language: str = "nb") -> None:
    page.goto("/")
    page.fill("#code", card.code)
    submit(page, "main form button")
    page.locator(f"label:has(input[value={language}])").click()
    submit(page, "main form button")
    if page.url.endswith("/information"):
        page.check("#adult")
        page.check("#consent")
        submit(page, "main form button")


def choose(page: Page, value: str) -> None:
    """Open the menu and press one of its buttons."""
    page.locator(".display summary").click()
    submit(page, f".display button[value='{value}']")


@pytest.mark.parametrize(
    ("language", "scheme"), [("nb", "light"), ("nn", "dark"), *OTHER_COMBINATIONS]
)
def test_the_open_menu_and_every_display_break_no_rule_of_accessibility(
    open_page: OpenPage, card: Card, language: str, scheme: str
) -> None:
    page, found = open_page(language, color_scheme=scheme), []
    to_questions(page, card, language)
    for value in ("text_size:larger", "spacing:more", "amount:question"):
        choose(page, value)
        page.locator(".display summary").click()
        for place, (width, height) in enumerate(SIZES):
            page.set_viewport_size({"width": width, "height": height})
            # Words and structure are the same at every size, so the others need fewer rules.
            rules = RULES_OF_LAYOUT if place and not IS_LONG else RULES
            found += [f"{value} at {width}: {fault}" for fault in faults(page, rules)]
        page.locator(".display summary").click()
    assert not found


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_button_of_the_menu_and_every_refusal_is_large_enough_for_a_thumb(
    open_page: OpenPage, card: Card, size: tuple[int, int]
) -> None:
    page = open_page("nb", viewport={"width": size[0], "height": size[1]})
    to_questions(page, card)
    page.locator(".display summary").click()
    targets = page.locator(".display summary, .display button.option, .declined").all()
    assert len(targets) == 1 + 10 + 5
    for one in targets:
        box = one.bounding_box() or {}
        assert min(box["height"], box["width"]) >= LEAST_TARGET, one.inner_text()


def test_the_text_grows_by_a_third_and_the_lines_move_apart(
    open_page: OpenPage, card: Card
) -> None:
    page = open_page("nb")
    to_questions(page, card)

    def measured(name: str) -> float:
        lead = page.locator(".lead")
        return float(lead.evaluate("(one, name) => parseFloat(getComputedStyle(one)[name])", name))

    size, line = measured("fontSize"), measured("lineHeight")
    choose(page, "text_size:larger")
    assert measured("fontSize") == pytest.approx(size * 4 / 3, rel=0.01)
    assert measured("lineHeight") == pytest.approx(line * 4 / 3, rel=0.01)
    choose(page, "spacing:more")
    assert measured("lineHeight") == pytest.approx(line * 4 / 3 * 1.2, rel=0.01)


def test_the_menu_is_worked_from_the_keyboard_without_javascript_and_saves_the_page(
    open_page: OpenPage, card: Card
) -> None:
    page = open_page("nb", java_script_enabled=False)
    to_questions(page, card)
    page.locator("#soc13_01 .point").nth(1).click()
    page.locator(".display summary").focus()
    page.keyboard.press("Enter")
    for _ in range(5):  # past the three languages to "Ett spørsmål om gangen"
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/question/2")
    page.goto("/question/1")
    assert page.locator("#soc13_01 input:checked").get_attribute("value") == "2"


@pytest.mark.parametrize("is_open", [True, False], ids=["menu open", "menu closed"])
def test_return_in_a_field_goes_on_and_presses_no_button_of_the_menu(
    site: Site, open_page: OpenPage, card: Card, *, is_open: bool
) -> None:
    make_answered(site.app, card, "pre", random_responses(1), meetings="none")
    page = open_page("nb")
    to_questions(page, card)
    page.goto("/after/1")
    if is_open:
        page.locator(".display summary").click()
    page.fill("#meetings", "7")
    with page.expect_navigation():
        page.locator("#meetings").press("Enter")
    assert page.url.endswith("/after/2")
    page.goto("/after/1")
    assert page.locator("#meetings").input_value() == "7"


@pytest.mark.parametrize("is_open", [True, False], ids=["menu open", "menu closed"])
def test_return_after_the_code_goes_on_too(
    open_page: OpenPage, card: Card, *, is_open: bool
) -> None:
    page = open_page("nb")
    page.goto("/")
    if is_open:
        page.locator(".display summary").click()
    page.fill("#code", card.code)
    with page.expect_navigation():
        page.locator("#code").press("Enter")
    assert page.url.endswith("/language")


def test_a_refusal_is_one_of_the_same_group_for_keyboard_and_screen_reader(
    open_page: OpenPage, card: Card
) -> None:
    page = open_page("nb")
    to_questions(page, card)
    group = page.locator("#soc13_01")
    group.get_by_role("radio", name="7").check(force=True)
    page.keyboard.press("ArrowRight")
    refusal = group.get_by_role("radio", name="Jeg vil ikke svare på dette")
    assert refusal.is_checked()
    assert group.locator("input:checked").count() == 1
