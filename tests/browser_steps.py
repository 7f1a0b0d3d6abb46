"""What a person does on a page in a real browser, one step each."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser_walk import MAIN_BUTTON
from tests.factories import Card


def press(page: Page, button: str = MAIN_BUTTON) -> None:
    """Press a button, the page's main one unless told otherwise; wait for the page that comes."""
    with page.expect_navigation():
        page.locator(button).first.click()


def begin(page: Page, card: Card, language: str = "") -> None:
    """Go from the card as far as it opens, in the browser's language unless told otherwise."""
    page.goto("/")
    page.fill("#code", card.code)
    press(page)
    if page.url.endswith("/language"):
        if language:
            page.locator(f"label:has(input[value={language}])").click()
        press(page)
    if page.url.endswith("/information"):
        page.check("#adult")
        page.check("#consent")
        press(page)


def choose(page: Page, item: str, point: int) -> None:
    """Mark a point of a question."""
    page.locator(f"#{item} label:has(input[value='{point}'])").click()
