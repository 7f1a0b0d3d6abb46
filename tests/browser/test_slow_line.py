"""In a real browser on a bad line: an impatient person gets through, and is counted once.

SAMMENHENG_LONG=1 makes each answer wait for two seconds.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import func, select

from survey.models import Administration, Draft, Participation
from tests.browser_walk import MAIN_BUTTON, MOST_PAGES, fill_in
from tests.factories import read
from tests.proofs import IS_LONG
from tests.site import Site

pytestmark = pytest.mark.browser

LATENCY = 2_000 if IS_LONG else 150  # milliseconds, each way taken together
BYTES_A_SECOND = 40 * 1024


def test_a_person_who_presses_twice_on_a_slow_line_is_counted_once(
    site: Site, open_page: Callable[..., Page]
) -> None:
    card, page = site.new_card(), open_page("nb")
    page.context.set_default_timeout(60_000)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    page.goto("/")
    for _ in range(MOST_PAGES):
        if not page.locator(MAIN_BUTTON).count() or page.url.endswith("/thanks"):
            break
        fill_in(page, card.code, "nb")
        # The second press breaks the first one's page off, which is no fault: wait for the page.
        page.evaluate("window.isBefore = true")
        page.locator(MAIN_BUTTON).first.dblclick()
        page.wait_for_function("() => !window.isBefore && document.readyState === 'complete'")
    page.goto("/thanks")
    assert page.locator("h1").inner_text() == "Takk"

    own = {"participant_id": card.participant_id}
    counted = {
        table: read(site.app, select(func.count()).select_from(table).filter_by(**own))[0][0]
        for table in (Participation, Administration, Draft)
    }
    assert counted == {Participation: 1, Administration: 2, Draft: 0}
