"""In a real browser: the evaluation's page, a file on disk, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from survey.evaluation.html_page import html_page
from tests.axe import RULES, RULES_OF_COLOUR, RULES_OF_LAYOUT, faults
from tests.made_evaluation import made_evaluation

pytestmark = pytest.mark.browser

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"
PHONE, DESK = (360, 740), (1280, 900)
SCORES = {"soc13_total": ([40.0, 55.0, 61.0, 70.0], [45.0, 55.0, 59.0, 78.0])}


# What a page is made of is looked through once; in the dark only its colours are others.
@pytest.mark.parametrize(
    ("scheme", "rules"), [("light", RULES), ("dark", RULES_OF_COLOUR)], ids=["light", "dark"]
)
def test_the_evaluations_page_breaks_no_rule_and_asks_nobody_for_anything(
    browser: Browser, tmp_path: Path, scheme: str, rules: Sequence[str]
) -> None:
    path = tmp_path / "evaluation.html"
    path.write_text(html_page(made_evaluation(), SCORES, title="Before and after"), "utf-8")
    asked: list[str] = []
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.on("request", lambda one: asked.append(one.url))
    found = []
    for (width, height), looked_for in ((PHONE, rules), (DESK, RULES_OF_LAYOUT)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(path.as_uri())
        page.evaluate(OPEN_ALL)
        found += faults(page, looked_for)
    context.close()
    assert found == []
    assert set(asked) == {path.as_uri()}
