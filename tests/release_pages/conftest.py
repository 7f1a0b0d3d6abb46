"""A study with answers and a cut-off that has come, and the people who release."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from survey.models import Study
from survey.models.study import EVALUATION
from tests.at_work import do_jobs, sign_in
from tests.released import NARVIK, make_frozen_study
from tests.wordings import install_both

__all__ = ["do_jobs", "sign_in"]  # of people at work


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
