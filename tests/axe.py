"""What axe-core finds wrong with a page in a real browser."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Words and structure of a page are the same at every size, colours are not in every scheme.
RULES_OF_LAYOUT = ("target-size", "scrollable-region-focusable")
RULES_OF_COLOUR = ("cat.color",)
# The rest of what axe could tell, of all that is well, takes three times as long.
RUN = "rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(all => all.violations)"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def broken_rules(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """Return each rule that something on the page breaks, and what breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [
        f"{page.url}: {one['id']}: {node['html'][:200]}"
        for one in page.evaluate(RUN, list(rules))
        for node in one["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate(SIDEWAYS))


def faults(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """Return what axe finds, and whether the page scrolls sideways."""
    beside = [f"{page.url}: scrolls sideways"] if scrolls_sideways(page) else []
    return broken_rules(page, rules) + beside
