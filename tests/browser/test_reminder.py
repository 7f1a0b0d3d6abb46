"""In a real browser: leaving an address, correcting it, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
import waitress
from playwright.sync_api import Page

from survey import create_app
from survey.config import Settings
from survey.models.study import DEMONSTRATION
from tests.axe import broken_rules, scrolls_sideways
from tests.browser_steps import press
from tests.databases import Databases
from tests.factories import make_answered, make_study
from tests.pages import PAGE_SIZES
from tests.reminding import stored_addresses
from tests.site import Site

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
WIDTHS = (320, 360, 1280)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, catalogues: None
) -> Iterator[Site]:
    """Serve an installation that sends reminders."""
    database = databases.make(tmp_path_factory.mktemp("reminding") / "site.sqlite")
    app = create_app(
        Settings(
            database,
            "s" * 32,
            "p" * 32,
            "e" * 32,
            https=False,
            contact_key="c" * 32,
            smtp_host="localhost",
            smtp_sender="post@example.no",
        )
    )
    study = make_study(app, kind=DEMONSTRATION, post_after_weeks=26)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", app, study)
    server.close()
    thread.join(timeout=5)
    app.extensions["database"].dispose()


def to_the_thanks(page: Page, code: str, language: str) -> None:
    """Answer for the first time, skipping every question."""
    page.goto("/")
    page.fill("#code", code)
    press(page)
    page.locator(f"label:has(input[value={language}])").click()
    press(page)
    page.check("#adult")
    page.check("#consent")
    for _ in range(1 + len(PAGE_SIZES) + 1 + 1):  # the letter, the questions, the group, the check
        press(page)
    assert page.url.endswith("/thanks")


def faults(page: Page) -> list[str]:
    """Return what axe finds, and the widths at which the page scrolls sideways."""
    found = broken_rules(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        if scrolls_sideways(page):
            found.append(f"{page.url} scrolls sideways at {width}")
    return found


def test_the_offer_is_folded_away_on_the_thank_you_page_and_accessible_when_opened(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page("nb")
    to_the_thanks(page, site.new_card().code, "nb")
    assert not page.locator("#email").is_visible()
    page.locator("main details summary").click()
    assert page.locator("#email").is_visible()
    assert not faults(page)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_leaving_correcting_and_removing_an_address_is_accessible_on_every_screen(
    site: Site, open_page: OpenPage, language: str
) -> None:
    card = site.new_card()
    make_answered(site.app, card, "pre", {})
    page = open_page(language, color_scheme="dark" if language == "en" else "light")
    page.goto("/")
    page.fill("#code", card.code)
    press(page)
    page.goto("/reminder")
    press(page)
    assert page.locator(".errors a").count() == 2
    assert not faults(page)
    page.fill("#email", f"{language}@example.no")
    page.check("#remind")
    press(page)
    assert page.locator("#email").count() == 0
    assert not faults(page)
    assert f"{language}@example.no" in stored_addresses(site.app)
    press(page)
    assert page.locator("#email").is_visible()
    assert f"{language}@example.no" not in stored_addresses(site.app)


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_person_asks_for_a_reminder_by_keyboard_alone(
    site: Site, open_page: OpenPage, *, javascript: bool
) -> None:
    card = site.new_card()
    make_answered(site.app, card, "pre", {})
    page = open_page("nn", java_script_enabled=javascript)
    page.goto("/")
    page.fill("#code", card.code)
    press(page)  # not due yet; the way to the reminder is at the bottom of the page
    press(page, "footer a[href='/reminder']")
    keys = page.keyboard
    for wanted in ("email", "remind"):
        for _ in range(12):
            if page.locator(f"#{wanted}:focus").count():
                break
            keys.press("Tab")
        assert page.locator(f"#{wanted}:focus").count() == 1
        if wanted == "email":
            keys.type("tast@example.no")
        else:
            keys.press("Space")
    keys.press("Tab")
    with page.expect_navigation():
        keys.press("Enter")
    assert "Det er lagra ei e-postadresse til kortet ditt." in page.inner_text("main")
    assert "tast@example.no" in stored_addresses(site.app)
    assert card.code not in page.url
