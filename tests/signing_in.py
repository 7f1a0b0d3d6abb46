"""Fixtures: an installation in which everybody needs a code, people who have one, and the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from survey.auth import attempts, invitations, second_factor, sessions
from survey.config import Settings
from survey.models import AuditEvent
from tests.factories import make_staff, read
from tests.page_client import PageClient
from tests.pages import SignInPage


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Ask for codes, as every installation with real people does."""
    return replace(settings, staff_second_factor="required")


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let no phone go on to its next code while a test runs."""
    step = second_factor.current_step()
    monkeypatch.setattr(second_factor, "current_step", lambda: step)
    return step


@pytest.fixture
def actions(app: Flask) -> Callable[[], list[str]]:
    """Return what the log holds, the oldest first."""
    query = select(AuditEvent.action).order_by(AuditEvent.number)
    return lambda: [action for (action,) in read(app, query)]


@pytest.fixture
def sign_in(app: Flask, open_client: Callable[..., PageClient]) -> Callable[..., PageClient]:
    """Make an account of a role and sign it in, in a browser of its own."""

    def run(role: str, email: str = "", **details: object) -> PageClient:
        client = open_client()
        page = SignInPage(client).sign_in(make_staff(app, role, email, **details))
        assert not page.path.startswith("/staff/sign-in"), page.text
        return client

    return run


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch, still: int) -> Callable[..., None]:
    """Let time go by, for sessions and for phones."""
    real_now = sessions.now

    def run(**by: float) -> None:
        gone = dt.timedelta(**by)
        for module in (sessions, attempts, invitations):
            monkeypatch.setattr(module, "now", lambda: real_now() + gone)
        steps = int(gone.total_seconds()) // second_factor.STEP
        monkeypatch.setattr(second_factor, "current_step", lambda: still + steps)

    return run
