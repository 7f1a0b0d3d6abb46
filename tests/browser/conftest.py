"""A real browser in front of a real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import wraps
from threading import Thread
from typing import Any

import pytest
import waitress
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from survey import create_app
from survey.config import Settings
from survey.models import Study
from survey.models.study import DEMONSTRATION
from survey.release import editions
from survey.report import artefacts
from survey.report.jobs import run_queued
from tests.databases import Databases
from tests.factories import make_answered_groups, make_group, make_staff, make_study, writing
from tests.site import Site

# The shell is Chromium without windows: the same pages for two thirds of the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
REQUIRED = "SAMMENHENG_BROWSER_REQUIRED"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}


def _settled(act: Callable[..., Any]) -> Callable[..., Any]:
    """Let what is done to a page end when the page that it opens is read.

    Playwright goes on as soon as the new page begins, so whoever counts at once counts nothing.
    """

    @wraps(act)
    def acted(self: Page | Locator, *values: object, **options: object) -> object:
        done = act(self, *values, **options)
        page = self if isinstance(self, Page) else self.page
        page.wait_for_load_state("domcontentloaded")
        return done

    return acted


for kind in (Page, Locator):
    for name in ("click", "press", "check", "tap"):
        setattr(kind, name, _settled(getattr(kind, name)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's own Chromium once."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        advice = (
            f"no Chromium on the PATH ({', '.join(NAMES)}); "
            "on Debian: apt-get install chromium-headless-shell"
        )
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(advice)
        pytest.skip(advice)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, catalogues: None
) -> Iterator[Site]:
    """Serve a demonstration with one municipality to report on and one too small for it."""
    database = databases.make(tmp_path_factory.mktemp("site") / "site.sqlite")
    app = create_app(
        Settings(
            database,
            "s" * 32,
            "p" * 32,
            "e" * 32,
            https=False,
            staff_second_factor="off",
        )
    )
    study = make_study(app, kind=DEMONSTRATION, name="A demonstration")
    # Cards are of another study, or each answer would have the figures of this one made anew.
    answering = make_study(app, "answering", kind=DEMONSTRATION)
    make_answered_groups(app, study, [4, 4, 4])
    make_group(app, study, "0301", "Oslo")
    make_staff(app, "researcher")
    _make_results(app, study)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", app, answering)
    server.close()
    thread.join(timeout=5)
    app.extensions["database"].dispose()


def _make_results(app: Flask, study: Study) -> None:
    wanted = [
        (artefacts.EVALUATION, "all"),
        (editions.SCRIPTED, "all"),
    ]
    with writing(app) as session:
        for kind, area in wanted:
            artefacts.ask_for(session, study, kind, area)
    with app.app_context():
        assert run_queued() == len(wanted)


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a window of a phone's size; anything loaded from elsewhere or gone wrong fails."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def open_(language: str = "nn", **options: object) -> Page:
        context = browser.new_context(
            base_url=site.address, locale=language, **({"viewport": PHONE} | options)
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda one: None if one.url.startswith(site.address) else wrong.append(one.url),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda one: wrong.append(one.text) if "Content Security" in one.text else None,
        )
        return page

    yield open_
    for context in opened:
        context.close()
    assert not wrong
