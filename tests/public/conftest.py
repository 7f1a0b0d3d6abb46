"""An installation in which something is released: of real people, and of a demonstration."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from survey import create_app
from survey.config import Settings
from survey.models import Study
from survey.models.study import DEMONSTRATION, EVALUATION
from tests.factories import make_study
from tests.page_client import PageClient
from tests.released import BODO, NARVIK, POOL, TOWNS, add_pool, add_round, make_edition

ALSTAHAUG = "1820"


@dataclass(frozen=True)
class Released:
    """An application with two studies of which something is out."""

    app: Flask
    real: Study
    demonstration: Study
    pool: str  # the id of the demonstration's

    def client(self, language: str = "en") -> PageClient:
        """Open a browser of its own."""
        return PageClient(self.app, language)


@pytest.fixture(scope="session")
def released(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, catalogues: None
) -> Released:
    """Release two editions of a study of real people, and one of a demonstration.

    To be looked at only. In the real one Bodø has enough people, and its figures would give
    Alstahaug's away.
    """
    database = tmp_path_factory.mktemp("released") / "released.sqlite"
    shutil.copy(empty_database, database)
    app = create_app(Settings(f"sqlite:///{database}", "s" * 32, "p" * 32, "e" * 32, https=False))
    real = make_study(app, "grief", name="Sorg og samliv", kind=EVALUATION)
    add_round(app, real, {NARVIK: (4, 4, 4, 4), BODO: (5, 5, 5), ALSTAHAUG: (4,)})
    make_edition(app, real)
    add_round(app, real, {NARVIK: (4, 4, 4)}, at=1)
    make_edition(app, real)
    demonstration = make_study(app, "shown", name="Vist fram", kind=DEMONSTRATION)
    add_round(app, demonstration, TOWNS)
    pool = add_pool(app, demonstration, POOL)
    make_edition(app, demonstration)
    return Released(app, real, demonstration, pool)


Open = Callable[..., PageClient]
