"""In a real browser: the evaluation's page, a file on disk, on a phone and on a desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser

from survey.evaluation.html_page import html_page
from tests.made_evaluation import made_evaluation

pytestmark = pytest.mark.browser

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"
SIZES = ((360, 740), (1280, 900))
SCORES = {"soc13_total": ([40.0, 55.0, 61.0, 70.0], [45.0, 55.0, 59.0, 78.0])}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_evaluations_page_breaks_no_rule_and_asks_nobody_for_anything(
    browser: Browser, tmp_path: Path, scheme: str
) -> None:
    path = tmp_path / "evaluation.html"
    path.write_text(html_page(made_evaluation(), SCORES, title="Before and after"), "utf-8")
    for width, height in SIZES:
        asked: list[str] = []
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        page = context.new_page()
        page.on("request", lambda one, asked=asked: asked.append(one.url))
        page.goto(path.as_uri())
        page.evaluate(OPEN_ALL)
        page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
        sideways = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        context.close()
        assert [one["id"] for one in found] == []
        assert not sideways
        assert asked == [path.as_uri()]
