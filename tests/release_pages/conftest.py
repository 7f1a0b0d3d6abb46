"""A study with answers and a cut-off that has come, and the people who release."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from survey.config import Settings
from survey.models import Study
from survey.models.study import EVALUATION
from survey.report import worker
from survey.report.jobs import run_queued
from tests.factories import make_staff
from tests.page_client import PageClient
from tests.pages import SignInPage
from tests.released import NARVIK, make_frozen_study
from tests.wordings import install_both


@pytest.fixture
def study(app: Flask) -> Study:
    """Have answers of real people in five municipalities, three of them in a pool."""
    return real_study(app)


@pytest.fixture
def small(app: Flask) -> Study:
    """Have answers of real people in one municipality, so that there are few reports to make."""
    return real_study(app, {NARVIK: (4, 4, 4)}, pool=())


def real_study(app: Flask, *places: Any, **details: Any) -> Study:
    return make_frozen_study(
        app,
        *places,
        key="real",
        kind=EVALUATION,
        name="Samtalegrupper",
        wordings=install_both(app),
        **details,
    )


@pytest.fixture
def do_jobs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Do what is queued in this process, and return how many jobs succeeded."""
    notes: list[Settings] = []
    monkeypatch.setattr(worker, "start", notes.append)

    def run() -> int:
        with app.app_context():
            return run_queued()

    return run


@pytest.fixture
def sign_in(app: Flask, open_client: Callable[..., PageClient]) -> Callable[..., PageClient]:
    """Sign somebody of a role in, in a browser of their own."""

    def enter(role: str, email: str = "", language: str = "en") -> PageClient:
        client = open_client(language)
        SignInPage(client).sign_in(make_staff(app, role, email))
        return client

    return enter
