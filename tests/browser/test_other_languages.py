"""In a real browser: a language with longer words, and one written from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
import waitress
from playwright.sync_api import Browser, Locator, Page

from survey import create_app
from survey.config import Settings
from survey.models.study import DEMONSTRATION
from tests.browser_walk import NOT_SEEN, way
from tests.databases import Databases
from tests.factories import make_answered, make_study, random_responses
from tests.invented_language import LONG, MIRRORED, Invented, speak
from tests.site import Site

pytestmark = pytest.mark.browser

SIZES = ((320, 640), (360, 740), (1280, 900))


@pytest.fixture(scope="module")
def foreign_site(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, catalogues: None
) -> Iterator[Site]:
    """Serve an installation that speaks both."""
    folder, patch = tmp_path_factory.mktemp("foreign"), pytest.MonkeyPatch()
    database = databases.make(folder / "site.sqlite")
    app = create_app(Settings(database, "s" * 32, "p" * 32, "e" * 32, https=False))
    for one in (LONG, MIRRORED):
        speak(one, app, folder / one.key, patch)
    study = make_study(app, kind=DEMONSTRATION)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", app, study)
    server.close()
    thread.join(timeout=5)
    app.extensions["database"].dispose()
    patch.undo()


def second_time(browser: Browser, site: Site, invented: Invented) -> Iterator[Page]:
    """Stop at each page of the second time in a language."""
    card = site.new_card()
    make_answered(site.app, card, "pre", random_responses(1))
    context = browser.new_context(base_url=site.address, locale=invented.key)
    page = context.new_page()
    for _ in way(page, card.code, invented.key):
        yield page
    context.close()


@pytest.mark.parametrize("invented", [LONG, MIRRORED], ids=["longer", "from right to left"])
def test_nothing_of_a_page_is_cut_off_in_another_language(
    foreign_site: Site, browser: Browser, invented: Invented
) -> None:
    found = []
    for page in second_time(browser, foreign_site, invented):
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{page.url} at {width}: {one}" for one in page.evaluate(NOT_SEEN)]
    assert not found, "\n".join(found)


def middle(one: Locator) -> float:
    box = one.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def test_a_page_from_right_to_left_is_the_mirror_of_ours(
    foreign_site: Site, browser: Browser
) -> None:
    seen = set()
    for page in second_time(browser, foreign_site, MIRRORED):
        assert middle(page.locator(".exit")) < page.evaluate("innerWidth / 2")
        if page.locator(".scale").count():
            points, ends = page.locator(".scale").first, page.locator(".anchors").first
            assert middle(points.locator("label").first) > middle(points.locator("label").last)
            assert middle(ends.locator("span").first) > middle(ends.locator("span").last)
            seen.add("points")
        if page.locator(".choice").count():
            choice = page.locator(".choice > span").first
            circle = choice.evaluate("one => parseFloat(getComputedStyle(one, '::before').right)")
            assert circle < choice.evaluate("one => one.clientWidth / 4")
            seen.add("choices")
    assert seen == {"points", "choices"}
