"""In a real browser: leaving, a lost card, and what a study may ask beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from icalendar import Calendar
from playwright.sync_api import Page

from survey.background_questions import KEYS
from survey.models import Study
from survey.models.study import DEMONSTRATION
from survey.weeks import current_week, weeks_later
from tests.axe import broken_rules, scrolls_sideways
from tests.browser_steps import press
from tests.factories import Card, make_answered, make_card, make_study, random_responses
from tests.proofs import in_full
from tests.site import Site

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SIZES = ((1280, 900), (320, 256), (360, 740))  # the second: 400 % of a screen
LEAST_HEIGHT = 44


def study_asking_all(site: Site, key: str) -> Study:
    return make_study(
        site.app,
        key,
        kind=DEMONSTRATION,
        post_after_weeks=26,
        post_window_weeks=26,
        background=list(KEYS),
        open_field=True,
    )


def answered_ago(site: Site, study: Study, weeks: int) -> Card:
    card = make_card(site.app, study)
    week = weeks_later(current_week(), -weeks)
    make_answered(site.app, card, "pre", random_responses(1), week=week)
    return card


def type_code(page: Page, card: Card) -> None:
    page.goto("/")
    page.fill("#code", card.code)
    press(page)


def to_letter_and_on(page: Page, language: str) -> None:
    page.locator(f"label:has(input[value={language}])").click()
    press(page)
    page.check("#adult")
    page.check("#consent")
    press(page)


def walk(page: Page, site: Site, language: str) -> Iterator[str]:
    """Go to every page that this is about, and stop at each."""
    study = study_asking_all(site, f"asking-{language}")
    page.goto("/another-card")
    yield "a lost card, without a new one"
    type_code(page, make_card(site.app, study))
    yield "language"
    press(page, "main a.tall")
    yield "a lost card"
    press(page)
    press(page, "main a.tall")
    yield "in place of a lost card"
    press(page)
    page.locator(f"label:has(input[value={language}])").click()
    press(page)
    yield "letter"
    type_code(page, make_card(site.app, study))
    to_letter_and_on(page, language)
    yield "background"
    page.locator("#gender label").first.click()
    press(page)
    for _ in range(6):
        press(page)
    yield "check with the background"
    press(page)
    yield "thanks"
    type_code(page, answered_ago(site, study, 3))
    yield "too early"
    press(page)
    to_letter_and_on(page, language)
    page.goto("/own-words")
    page.fill("#open_answer", "a" * 1001)
    press(page)
    yield "own words, too many"
    page.fill("#open_answer", "Det hjalp å høre de andre.\nTakk for praten.")
    press(page)
    for stop in ("/questions/1", "/questions/2", "/questions/3", "/questions/4", "/questions/5"):
        page.goto(stop)
        press(page)
    for _ in range(5):
        press(page)
    assert page.url.endswith("/check")
    yield "check with own words"
    type_code(page, answered_ago(site, study, 60))
    yield "too late"


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong, targets too low for a thumb, and what scrolls sideways."""
    found = broken_rules(page)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if scrolls_sideways(page):
            found.append(f"{width}: scrolls sideways")
    targets = page.locator("main button, main a.tall, main a.button, main label.choice").all()
    boxes = [(one.inner_text(), one.bounding_box() or {"height": 0}) for one in targets]
    return found + [f"{text}: too low" for text, box in boxes if box["height"] < LEAST_HEIGHT]


@pytest.mark.parametrize("language", in_full("nb", "nn", "en"))
def test_no_page_around_the_second_time_breaks_a_rule_of_accessibility(
    site: Site, open_page: OpenPage, language: str
) -> None:
    page = open_page(language, java_script_enabled=True)
    found = {stop: faults(page) for stop in walk(page, site, language)}
    assert {stop: wrong for stop, wrong in found.items() if wrong} == {}
    assert len(found) == 12


def test_a_phone_without_javascript_takes_the_date_into_its_calendar(
    site: Site, open_page: OpenPage
) -> None:
    card = answered_ago(site, study_asking_all(site, "calendar"), 3)
    page = open_page("nn", java_script_enabled=False)
    type_code(page, card)
    with page.expect_download() as waited:
        page.locator("main a.tall").click()
    assert waited.value.suggested_filename == "calendar.ics"
    (event,) = Calendar.from_ical(waited.value.path().read_bytes()).walk("VEVENT")
    assert str(event["summary"]) == "Avtale"
