"""A study with answers, a researcher signed in, and jobs done when the test says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from survey.config import Settings
from survey.models import Study
from survey.report import worker
from survey.report.jobs import run_queued
from tests.factories import make_answered_groups, make_staff, make_study
from tests.page_client import PageClient
from tests.pages import SignInPage


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Note each worker that a page starts, instead of starting it."""
    notes: list[Settings] = []
    monkeypatch.setattr(worker, "start", notes.append)
    return notes


@pytest.fixture
def do_jobs(app: Flask, started: list[Settings]) -> Callable[[], int]:
    """Do what is queued in this process, and return how many jobs succeeded."""

    def run() -> int:
        with app.app_context():
            return run_queued()

    return run


@pytest.fixture
def study(app: Flask) -> Study:
    """Three groups of five in Narvik, and one of two in Oslo; everybody has answered twice."""
    made = make_study(app)
    make_answered_groups(app, made, [5, 5, 5])
    make_answered_groups(app, made, [2], "0301", "Oslo")
    return made


@pytest.fixture
def researcher(app: Flask, client: PageClient) -> PageClient:
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    return client
