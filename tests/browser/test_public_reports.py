"""In a real browser: released reports, read by anybody, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import select

from survey.models import ReportDocument, Study
from survey.models.study import DEMONSTRATION
from tests.browser_walk import NOT_SEEN
from tests.factories import make_group, make_study, read
from tests.proofs import in_full
from tests.released import NARVIK, VEFSN, add_round, make_edition
from tests.site import Site

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OpenPage = Callable[..., Page]
ADDRESSES = (
    "/reports",
    f"/reports/public/municipality/{NARVIK}",
    f"/reports/public/municipality/{VEFSN}",
    "/reports/public/study/all",
    "/reports/check",
    "/reports/example",
    "/reports/none/study/all",
)


@pytest.fixture
def check_code(site: Site) -> str:
    """Release something, once, and return the check code that is printed on it."""
    if not read(site.app, select(Study.id).filter_by(key="public")):
        study = make_study(site.app, "public", name="For all", kind=DEMONSTRATION)
        add_round(site.app, study, {NARVIK: (4, 4, 4)})
        make_edition(site.app, study)
        make_group(site.app, study, VEFSN, "Vefsn")
    query = select(ReportDocument.check_code).filter_by(recipient=NARVIK)
    return str(read(site.app, query)[0][0])


def faults(page: Page) -> list[str]:
    """Return what axe finds, and what cannot be seen of the page."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    seen = page.evaluate(NOT_SEEN)
    return [
        f"{page.url}: {one}" for one in [*(v["id"] for v in found.response["violations"]), *seen]
    ]


@pytest.mark.parametrize(
    ("language", "width"), in_full(("nb", 360), ("nn", 1280), ("en", 360), ("nb", 1280))
)
def test_every_page_is_whole_and_without_a_fault(
    site: Site, open_page: OpenPage, check_code: str, language: str, width: int
) -> None:
    page, found = open_page(language, viewport={"width": width, "height": 740}), []
    for address in ADDRESSES:
        page.goto(address)
        found += faults(page)
    page.goto("/reports/check")
    page.fill("#code", check_code)
    page.click("main form button")
    found += faults(page)
    assert not found, "\n".join(found)


def test_without_javascript_a_reader_finds_the_report_and_checks_its_code(
    site: Site, open_page: OpenPage, check_code: str
) -> None:
    page = open_page("nb", java_script_enabled=False)
    page.goto("/reports")
    page.get_by_role("link", name="Nynorsk").click()
    page.get_by_role("row", name="Narvik kommune").first.get_by_role("link").first.click()
    assert page.locator("html").get_attribute("lang") == "nn"
    assert "Narvik" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Sjekk ein rapport").click()
    page.fill("#code", check_code.lower())
    page.get_by_role("button", name="Sjekk").click()
    assert page.locator("dd", has_text=check_code).count() == 1
    assert not page.locator(".stopped").count()
