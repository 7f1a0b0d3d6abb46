"""In a real browser: reading one's answers, withdrawing and erasing, on a phone and on a desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.axe import broken_rules
from tests.browser_steps import begin, press
from tests.factories import make_answered, random_responses, stored_responses
from tests.own_pages import WORD
from tests.site import Site

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SIZES = ((1280, 900), (320, 256), (360, 740))  # the second is 1280 x 1024 at 400 %
LEAST_HEIGHT = 44
CONTROLS = "main button, main .button, main .step, main input, footer a, footer button"

LOW_CONTROLS = """([controls, least]) => [...document.querySelectorAll(controls)].filter(one => {
  const height = one.getBoundingClientRect().height
  return height > 0 && height < least
}).map(one => one.innerText || one.name)"""


def through_the_rights(site: Site, page: Page, language: str) -> Iterator[str]:
    """Send in, choose a word, read with it, withdraw and erase; stop at each page."""
    card = site.new_card()
    begin(page, card, language)
    make_answered(site.app, card, "pre", random_responses(1))
    page.goto("/thanks")
    yield "thanks"
    page.goto("/own-word")
    press(page)
    yield "own word refused"
    page.fill("#word", WORD)
    press(page)
    page.locator("footer button").click()
    yield "first page"
    page.goto("/lost-card")
    yield "lost card"
    begin(page, card, language)
    page.goto("/my-answers")
    page.fill("#word", "noe helt annet")
    press(page)
    yield "wrong word"
    page.fill("#word", WORD)
    press(page)
    yield "my answers"
    page.goto("/withdraw")
    yield "two ways"
    press(page)
    yield "withdrawn"
    page.goto("/questions/1")
    yield "withdrawn card"
    page.goto("/erase")
    yield "erase"
    press(page)
    yield "erased"


def layout_faults(page: Page, stop: str) -> list[str]:
    """Return what does not fit a screen or a thumb, in words."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{stop} scrolls sideways at {width}")
        low = page.evaluate(LOW_CONTROLS, [CONTROLS, LEAST_HEIGHT])
        found += [f"{stop} at {width}: {words!r} is too low" for words in low]
    return found


@pytest.mark.parametrize(
    ("language", "scheme"), [("nb", "light"), ("nn", "dark"), ("en", "light")], ids=str
)
def test_the_pages_of_the_rights_break_no_rule_and_fit_every_screen(
    site: Site, open_page: OpenPage, language: str, scheme: str
) -> None:
    page, found = open_page(language, color_scheme=scheme), []
    for stop in through_the_rights(site, page, language):
        assert page.locator("html").get_attribute("lang") == language, stop
        found += layout_faults(page, stop)
        if language != "en":  # the words differ from those of the others, and nothing else
            found += [f"{stop}: {one}" for one in broken_rules(page)]
    assert not found


def tab_to(page: Page, words: str) -> None:
    """Reach a link, a button or a field by the tab key, and see where one is."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.labels && e.labels[0] ? e.labels[0] : e).innerText.trim() }"
        )
        if said == words:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", words
            return
    pytest.fail(f"no way to {words} by the keyboard")


def test_by_keyboard_and_without_javascript_one_chooses_a_word_reads_and_erases(
    site: Site, open_page: OpenPage, tmp_path: Path
) -> None:
    page, card = open_page("nb", java_script_enabled=False), site.new_card()
    given = random_responses(1)
    begin(page, card, "nb")
    make_answered(site.app, card, "pre", given)
    page.goto("/thanks")
    tab_to(page, "Velg et ord")
    page.keyboard.press("Enter")
    page.wait_for_url("**/own-word")
    tab_to(page, "Ditt eget ord")
    page.keyboard.type(WORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks")
    tab_to(page, "Se en kopi av det du svarte")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-answers")
    tab_to(page, "Lagre som fil")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "copy.json"
    saved.value.save_as(tmp_path / "copy.json")
    copy = json.loads((tmp_path / "copy.json").read_text(encoding="utf-8"))
    (wave,) = copy["answers"]
    told = {item["key"]: item["value"] for one in wave["instruments"] for item in one["items"]}
    assert told == stored_responses(site.app, card, "pre") == given
    tab_to(page, "Trekk deg eller slett")
    page.keyboard.press("Enter")
    page.wait_for_url("**/withdraw")
    tab_to(page, "Gå videre til å slette")
    page.keyboard.press("Enter")
    page.wait_for_url("**/erase")
    tab_to(page, "Slett alt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/erased")
    number = page.locator(".receipt").inner_text()
    page.reload()
    assert page.locator(".receipt").inner_text() == number
    press(page)
    page.goto("/erased")
    assert number not in page.content()
    assert stored_responses(site.app, card, "pre") == {}


def test_a_printed_copy_has_the_answers_and_none_of_the_ways(
    site: Site, open_page: OpenPage
) -> None:
    page, card = open_page("nb", java_script_enabled=False), site.new_card()
    begin(page, card, "nb")
    make_answered(site.app, card, "pre", random_responses(1))
    page.goto("/my-answers")
    page.emulate_media(media="print")
    assert page.locator(".review li").last.is_visible()
    for hidden in ("footer.ways", "aside.beside", ".exit", "main .quiet-button", "main .step"):
        assert not page.locator(hidden).first.is_visible(), hidden
