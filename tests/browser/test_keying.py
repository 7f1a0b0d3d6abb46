"""In a real browser: a form is keyed by keyboard alone, on a page that axe finds nothing in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from survey.models import Participation, Study
from survey.paper.operations import form_to_print
from tests.axe import faults
from tests.factories import PASSWORD, make_staff, read, stored_responses, writing
from tests.papers import PRE_MARKS
from tests.site import Site

pytestmark = pytest.mark.browser


def type_in(page: Page, *texts: str) -> None:
    """Type into one field after the other, with the tabulator between; end on the button."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def take_up(page: Page, number: str, card_number: str) -> None:
    page.focus("#form_number")
    type_in(page, number, card_number)
    press_enter(page)


def read_paper(page: Page, marks: dict[str, str]) -> None:
    page.focus("#adult")
    type_in(page, " ", " ", "-", *marks.values())
    press_enter(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_form_is_keyed_by_keyboard_alone_on_pages_without_a_fault(
    site: Site, open_page: Callable[..., Page], width: int
) -> None:
    card, email = site.new_card(), f"keyer{width}@example.org"
    make_staff(site.app, "keyer", email)
    with writing(site.app) as session:
        study = session.get_one(Study, site.study.id)
        number = form_to_print(session, study, "pre", "nb").form.number
    page = open_page("nb", viewport={"width": width, "height": 740})
    page.goto("/staff/sign-in")
    page.focus("#email")
    type_in(page, email, PASSWORD)
    press_enter(page)
    assert faults(page) == []

    take_up(page, number, card.number)
    assert faults(page) == []
    read_paper(page, PRE_MARKS)
    take_up(page, number, card.number)
    read_paper(page, PRE_MARKS | {"soc13_02": "z"})
    assert faults(page) == []  # with what is wrong in words
    page.focus("#soc13_02")
    page.keyboard.press("Control+A")
    page.keyboard.type("7")
    press_enter(page)
    assert page.locator("h1").inner_text() == "Der inntastingene er ulike"
    assert faults(page) == []
    page.focus("#soc13_02")
    type_in(page, "7")
    press_enter(page)

    assert stored_responses(site.app, card, "pre")["soc13_02"] == 7
    sent = select(Participation.submitted_week).filter_by(participant_id=card.participant_id)
    assert len(read(site.app, sent)) == 1
