"""Fixtures: staff who are signed in, each in a browser of their own, and the jobs they ask for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from survey.config import Settings
from survey.report import worker
from survey.report.jobs import run_queued
from tests.factories import make_staff
from tests.page_client import PageClient
from tests.pages import SignInPage


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
