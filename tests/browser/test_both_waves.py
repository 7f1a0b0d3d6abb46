"""In a real browser: both waves on a phone, and every page under the rules of accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState

from survey.after_questions import after_pages
from survey.codes import new_code
from survey.models.study import CLOSED, DEMONSTRATION
from tests.axe import RULES, RULES_OF_LAYOUT, faults, scrolls_sideways
from tests.browser_steps import press
from tests.factories import (
    PASSWORD,
    after_answers,
    make_answered,
    make_card,
    make_study,
    random_responses,
    stored_after,
    stored_responses,
)
from tests.pages import ALL_ITEMS, items_on
from tests.proofs import in_full
from tests.site import Site

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE, NARROW, DESK = (360, 740), (320, 640), (1280, 900)
LEAST_TARGET = (38, 48)
STAFF_PAGES = (
    "/staff/",
    "/staff/studies/try",
    "/staff/studies/try/results",
    "/staff/studies/try/files",
    "/staff/studies/try/files/codebook",
    "/staff/studies/try/reports",
    "/staff/studies/none",
)


def from_card_to_questions(page: Page, code: str, language: str) -> Iterator[str]:
    """Go from the code to the first question, and stop at each page."""
    page.goto("/")
    yield "card"
    page.fill("#code", code)
    press(page)
    yield "language"
    page.locator(f"label:has(input[value={language}])").click()
    press(page)
    if page.url.endswith("/information"):
        yield "information"
        page.check("#adult")
        page.check("#consent")
        press(page)


def fill_in(page: Page, answers: dict[str, object]) -> None:
    """Answer what this page asks about taking part."""
    for key, answer in answers.items():
        if answer is not None and page.locator(f"[name={key}]").count():
            if key == "meetings":
                page.get_by_label(re.compile(r"^26\.")).fill(f"ca. {answer}")
            else:
                page.locator(f"#{key} label:has(input[value='{answer}'])").click()


def through_a_wave(
    page: Page,
    code: str,
    language: str,
    responses: dict[str, int | None],
    after: dict[str, object] | None = None,
) -> Iterator[str]:
    """Go from the card to the thanks as a person would, and stop at each page."""
    yield from from_card_to_questions(page, code, language)
    for number in range(1, 6):
        yield f"questions {number}"
        for item in items_on(number):
            if responses.get(item) is not None:
                page.locator(f"#{item} label:has(input[value='{responses[item]}'])").click()
        press(page)
    if page.url.endswith("/group"):
        yield "group"
        page.locator("label:has(input[value=none])").click()
        press(page)
    if page.url.endswith("/after/1"):
        for one in after_pages():
            yield f"after {one.number}"
            fill_in(page, after or {})
            press(page)
    yield "check"
    press(page)
    yield "thanks"


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_person_answers_both_times_on_a_phone_in_nynorsk(
    site: Site, open_page: OpenPage, *, javascript: bool
) -> None:
    card = site.new_card()
    page = open_page("nb", java_script_enabled=javascript)
    skipped = dict.fromkeys(ALL_ITEMS[::3] if javascript else ["soc13_04"])
    given = {"pre": random_responses(1) | skipped, "post": random_responses(2) | skipped}
    said = after_answers(4)  # left early
    for responses in given.values():
        for stop in through_a_wave(page, card.code, "nn", responses, said):
            assert not scrolls_sideways(page), stop
            assert card.code not in page.url
        assert page.url.endswith("/thanks")
        assert page.locator("html").get_attribute("lang") == "nn"
    assert {wave: stored_responses(site.app, card, wave) for wave in given} == given
    assert stored_after(site.app, card) == said
    assert [one["name"] for one in page.context.cookies()] == ["sammenheng"]


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong on a phone and on a desk, and whether the page scrolls sideways.

    The page's words and structure are the same at both sizes, so the desk needs fewer rules.
    """
    found = []
    for (width, height), rules in ((PHONE, RULES), (DESK, RULES_OF_LAYOUT)):
        page.set_viewport_size({"width": width, "height": height})
        found += [f"at {width}: {one}" for one in faults(page, rules)]
    return found


@pytest.mark.parametrize("language", in_full("nb", "nn", "en"))
def test_no_participant_page_breaks_a_rule_of_accessibility(
    site: Site, open_page: OpenPage, language: str
) -> None:
    page, card, found = open_page(language), site.new_card(), []
    page.goto("/questions/1")  # without a code: an error page
    found += violations(page)
    page.goto("/")
    page.locator("main form button").click()  # an empty code: the page itself says so
    found += violations(page)
    page.fill("#code", new_code())
    press(page)  # no card has it: a message from the server
    found += violations(page)
    for stop in through_a_wave(page, card.code, language, {"soc13_01": 3}):
        if stop not in {"questions 2", "questions 3", "questions 5"}:  # as their neighbours
            found += violations(page)
    assert not found


@pytest.mark.parametrize("language", in_full("nb", "nn", "en"))
def test_no_page_of_the_second_time_breaks_a_rule_of_accessibility(
    site: Site, open_page: OpenPage, language: str
) -> None:
    page, card, found = open_page(language), site.new_card(), []
    make_answered(site.app, card, "pre", random_responses(1))
    for stop in through_a_wave(page, card.code, language, {}, after_answers(4)):
        if stop == "after 1":
            page.locator("#meetings").fill("?")
            press(page)  # no number: a message
            found += violations(page)
            page.locator("#meetings").fill("")
        if stop in {"after 1", "after 2", "after 4", "check"}:  # after 3 is as its neighbour
            found += violations(page)
    assert not found


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=str)
def test_the_questions_about_taking_part_are_named_groups_of_choices_for_a_thumb(
    site: Site, open_page: OpenPage, size: tuple[int, int]
) -> None:
    card = site.new_card()
    make_answered(site.app, card, "pre", random_responses(1))
    page = open_page("nb", viewport={"width": size[0], "height": size[1]})
    for _ in from_card_to_questions(page, card.code, "nb"):
        pass
    for one in after_pages():
        page.goto(f"/after/{one.number}")
        groups = page.locator("fieldset").all()
        for group in groups:
            legend = group.locator("legend").inner_text()
            assert page.get_by_role("group", name=re.compile(re.escape(legend[4:]))).count() == 1
            boxes = [one.bounding_box() or {} for one in group.locator(".choices label").all()]
            assert min(box["height"] for box in boxes) >= LEAST_TARGET[1]
        choices = sum(len(each.points) + each.may_be_declined for each in one.questions)
        assert page.get_by_role("radio").count() == choices
        assert not scrolls_sideways(page)


@pytest.mark.parametrize("language", in_full("nb", "nn", "en"))
def test_no_page_of_a_wrong_turn_breaks_a_rule_of_accessibility(
    site: Site, open_page: OpenPage, language: str
) -> None:
    page, found = open_page(language), []
    for key, details in (("early", {"post_after_weeks": 26}), ("ended", {"state": CLOSED})):
        study = make_study(site.app, f"{key}-{language}", kind=DEMONSTRATION, **details)
        card = make_card(site.app, study)
        make_answered(site.app, card, "pre", random_responses(1))
        page.goto("/")
        page.fill("#code", card.code)
        press(page)
        found += violations(page)
    page.goto("/erase")
    page.locator(".beside summary").click()
    found += violations(page)
    assert not found


@pytest.mark.parametrize("language", in_full("nb", "nn", "en"))
def test_no_staff_page_breaks_a_rule_of_accessibility(
    site: Site, open_page: OpenPage, language: str
) -> None:
    page = open_page(language)
    page.goto("/staff/sign-in")
    found = violations(page)
    page.fill("#email", "researcher@example.org")
    page.fill("#password", PASSWORD)
    press(page)
    for address in STAFF_PAGES:
        page.goto(address)
        found += violations(page)
    assert not found


@pytest.fixture(scope="module")
def begun(browser: Browser, site: Site) -> StorageState:
    """Go to the first question once, and keep what the browser remembers of it."""
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    for _ in from_card_to_questions(page, site.new_card().code, "nn"):
        pass
    state = context.storage_state()
    context.close()
    return state


def questions_on(page: Page, number: int = 1) -> list[Locator]:
    """Open one page of questions, and return its groups of choices."""
    page.goto(f"/questions/{number}")
    return page.locator("fieldset").all()


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=str)
def test_seven_points_stand_in_one_row_and_are_large_enough_for_a_thumb(
    begun: StorageState, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(storage_state=begun, viewport={"width": size[0], "height": size[1]})
    least = LEAST_TARGET if size == PHONE else (34, 48)
    for item in questions_on(page):
        boxes = [one.bounding_box() or {} for one in item.locator(".scale label").all()]
        assert len(boxes) == 7
        assert len({round(box["y"]) for box in boxes}) == 1
        assert min(box["width"] for box in boxes) >= least[0]
        assert min(box["height"] for box in boxes) >= least[1]
    assert not scrolls_sideways(page)


def test_the_choices_of_self_efficacy_are_large_enough_for_a_thumb(
    begun: StorageState, open_page: OpenPage
) -> None:
    for item in questions_on(open_page(storage_state=begun), 4):
        boxes = [one.bounding_box() or {} for one in item.locator(".choices label").all()]
        assert len(boxes) == 4
        assert min(box["height"] for box in boxes) >= LEAST_TARGET[1]


def test_each_question_is_a_group_that_a_screen_reader_names_by_its_text(
    begun: StorageState, open_page: OpenPage
) -> None:
    page = open_page(storage_state=begun)
    for item in questions_on(page):
        legend = item.locator("legend").inner_text()
        assert page.get_by_role("group", name=re.compile(re.escape(legend[3:]))).count() == 1
        assert item.get_by_role("radio").count() == 8


def test_a_question_is_answered_from_the_keyboard(begun: StorageState, open_page: OpenPage) -> None:
    page = open_page(storage_state=begun)
    first = questions_on(page)[0]
    first.get_by_role("radio").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert first.locator("input:checked").get_attribute("value") == "4"


def luminance(colour: str) -> float:
    """Return the relative luminance of a CSS colour such as ``rgb(107, 122, 140)``."""
    parts = [int(one) / 255 for one in re.findall(r"\d+", colour)[:3]]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("number", [1, 4])
def test_the_rim_of_a_choice_stands_out_from_the_paper(
    begun: StorageState, open_page: OpenPage, scheme: str, number: int
) -> None:
    page = open_page(storage_state=begun, color_scheme=scheme)
    item = questions_on(page, number)[0]
    rim = item.locator("label > span").first.evaluate("one => getComputedStyle(one).borderTopColor")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    dark, light = sorted((luminance(rim), luminance(paper)))
    assert (light + 0.05) / (dark + 0.05) >= 3
    assert not violations(page)
