"""The job as of any moment, and a study."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from survey.models import Study
from survey.retention import operations
from survey.retention.operations import Run
from tests.factories import make_study

Moment = dt.datetime


@pytest.fixture
def run(app: Flask) -> Callable[[Moment], Run]:
    """Run the job as of a moment."""

    def run_at(at: Moment) -> Run:
        with app.app_context():
            return operations.run(at, lambda _rule, _n_rows: lambda _n: None)

    return run_at


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app, post_after_weeks=1_000)
