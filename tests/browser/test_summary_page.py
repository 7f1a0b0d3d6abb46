"""The summary in a real browser: on one sheet of A4, on a phone, and for everybody."""

from __future__ import annotations

import copy
import io
from typing import Any

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from survey.evaluation.summary import summary
from tests.axe import RULES, RULES_OF_LAYOUT, faults
from tests.simulated_evaluation import simulated

pytestmark = pytest.mark.browser

PHONE, DESK = (360, 740), (1280, 900)
A4 = (595, 842)  # points


def longest(*, differs: bool) -> dict[str, Any]:
    """Return an evaluation that calls for every sentence there is room to think of."""
    evaluation = copy.deepcopy(simulated("fall"))
    outcome = evaluation["outcomes"]["soc13_total"]
    outcome["equivalence"]["equivalent"] = True
    evaluation["attrition"]["n_both"] += 2
    scenarios = evaluation["missing_scenarios"]["by_outcome"]["soc13_total"]["scenarios"]
    scenarios[0]["agrees"] = False
    if differs:
        outcome["clustered"]["ci95"] = [-11.2, 0.7]
    return evaluation


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("differs", [False, True])
def test_the_longest_summary_prints_on_one_sheet(
    browser: Browser, catalogues: None, language: str, *, differs: bool
) -> None:
    page = browser.new_page()
    page.set_content(summary(longest(differs=differs), language, title="A study of groups 2026"))
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()

    assert len(printed.pages) == 1
    assert tuple(round(float(side)) for side in printed.pages[0].mediabox[2:]) == A4


@pytest.mark.parametrize("kind", ["fall", "five"])
def test_the_summary_breaks_no_rule_of_accessibility_and_does_not_scroll_sideways(
    browser: Browser, catalogues: None, kind: str
) -> None:
    page = browser.new_page()
    page.set_content(summary(simulated(kind), "nb", title="A study of groups 2026"))
    found = []
    for (width, height), rules in ((PHONE, RULES), (DESK, RULES_OF_LAYOUT)):
        page.set_viewport_size({"width": width, "height": height})
        found += faults(page, rules)
    page.close()
    assert found == []
