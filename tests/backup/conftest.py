from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from survey import create_app, schema
from survey.backup import operations
from survey.config import Settings
from survey.extensions import db
from survey.models import Study
from tests.factories import make_study
from tests.released import make_edition, make_frozen_study
from tests.restoring import SMALL, Command, Installation, Since

BACKUP_KEY = "b" * 32


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database without a row in it, to restore into."""
    path = tmp_path_factory.mktemp("tables") / "tables.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def here(
    settings: Settings,
    installation: None,
    sammenheng: Command,
    make_app: Callable[[Settings], Flask],
    tables: Path,
) -> Installation:
    """Return the installation of a test, with the commands of its operator."""
    return Installation(settings, sammenheng, make_app, tables)


@pytest.fixture
def study(here: Installation) -> Study:
    return make_study(here.app())


@pytest.fixture(scope="session")
def released_once(
    catalogues: None, empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Since:
    """Release an edition between two backups, once for all tests."""
    folder = tmp_path_factory.mktemp("released")
    database = shutil.copy(empty_database, folder / "sammenheng.sqlite")
    journal = shutil.copy(empty_database.with_suffix(".journal"), folder / "journal.sqlite")
    app = create_app(
        Settings(
            database=f"sqlite:///{database}",
            journal=f"sqlite:///{journal}",
            secret_key="s" * 32,
            code_pepper="p" * 32,
            export_key="e" * 32,
            https=False,
        )
    )
    study = make_frozen_study(app, SMALL, pool=())
    before = _back_up(app, folder, "before")
    make_edition(app, study)
    after = _back_up(app, folder, "after")
    app.extensions["journal"].close()
    app.extensions["database"].dispose()
    return Since(study, before, after)


def _back_up(app: Flask, folder: Path, name: str) -> Path:
    with app.app_context(), db.reading() as session:
        revision = schema.revision_of(session.connection())
        made = operations.back_up(session, revision, folder, BACKUP_KEY, lambda _rows: None)
    return made.path.rename(folder / name)


@pytest.fixture
def released(here: Installation, released_once: Since) -> Since:
    """Bring this test's installation to where the edition is out."""
    for name in ("sammenheng.sqlite", "journal.sqlite"):
        shutil.copy(released_once.before.with_name(name), here.folder / name)
    return released_once
