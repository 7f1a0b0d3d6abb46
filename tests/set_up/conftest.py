"""A coordinator who has signed in, and a study to be set up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from survey.models import Study
from survey.models.study import DRAFT
from tests.factories import make_staff, make_study
from tests.page_client import PageClient
from tests.pages import SignInPage
from tests.signing_in import settings, still

__all__ = ["settings", "still"]  # people sign in with a code, as where real people are asked


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    return client


@pytest.fixture
def study(app: Flask) -> Study:
    """Make a trial that is being set up, of which little is known."""
    return make_study(app, state=DRAFT, institution="", contact="", post_after_weeks=26)


@pytest.fixture
def step(coordinator: PageClient, study: Study) -> Callable[..., object]:
    """Open a page of the study's set-up, and send it with these fields filled in."""

    def fill_in(name: str, status: int = 200, /, **values: object) -> object:
        page = coordinator.open(f"/staff/studies/try/set-up/{name}")
        return coordinator.press(page, "Save", status, **values)

    return fill_in
