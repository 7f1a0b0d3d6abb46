from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from survey import create_app, schema
from survey.backup import operations
from survey.config import Settings, load_settings
from survey.extensions import db
from survey.journal import operations as journals
from survey.models import Study
from tests.databases import IS_POSTGRESQL, Databases, hold, put_back
from tests.factories import make_study
from tests.released import make_edition, make_frozen_study
from tests.restoring import SMALL, Command, Installation, Since

BACKUP_KEY = "b" * 32


JOURNAL_LINES = 'backup_key = "{key}"\nbackup_folder = "{folder}"\njournal = "{journal}"\n'


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Make a database without a row in it, to restore into; only SQLite's can be copied."""
    if IS_POSTGRESQL:
        return None
    path = tmp_path_factory.mktemp("tables") / "tables.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def journal_at(settings: Settings) -> str:
    """Return where the journal is: a file, of which some tests make copies."""
    assert settings.source is not None
    return f"sqlite:///{settings.source.parent / 'journal.sqlite'}"


@pytest.fixture
def here(  # noqa: PLR0913, PLR0917 - an installation has many parts
    settings: Settings,
    installation: None,
    sammenheng: Command,
    make_app: Callable[[Settings], Flask],
    databases: Databases,
    tables: Path | None,
    journal_at: str,
) -> Installation:
    """Return the installation of a test, with a journal and the commands of its operator."""
    source = settings.source
    assert source is not None
    folder = source.parent
    with source.open("a", encoding="utf-8") as file:
        file.write(JOURNAL_LINES.format(key=BACKUP_KEY, folder=folder, journal=journal_at))
    settings = load_settings({"SAMMENHENG_CONFIG": str(source)})
    app = make_app(settings)
    with app.app_context():
        journals.start()
    app.extensions["journal"].close()
    return Installation(settings, sammenheng, make_app, databases, tables)


@pytest.fixture
def study(here: Installation) -> Study:
    return make_study(here.app())


@pytest.fixture(scope="session")
def released_once(
    catalogues: None, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Since:
    """Release an edition between two backups, once for all tests."""
    folder = tmp_path_factory.mktemp("released")
    journal = folder / "journal.sqlite"
    settings = Settings(
        database=databases.make(folder / "sammenheng.sqlite"),
        journal=f"sqlite:///{journal}",
        secret_key="s" * 32,
        code_pepper="p" * 32,
        export_key="e" * 32,
        https=False,
    )
    app = create_app(settings)
    with app.app_context():
        journals.start()
    study = make_frozen_study(app, SMALL, pool=())
    before = _back_up(app, folder, "before")
    make_edition(app, study)
    after = _back_up(app, folder, "after")
    app.extensions["journal"].close()
    app.extensions["database"].dispose()
    held = hold(settings.database)
    databases.give_back(settings.database)
    return Since(study, before, after, held, journal)


def _back_up(app: Flask, folder: Path, name: str) -> Path:
    with app.app_context(), db.reading() as session:
        revision = schema.revision_of(session.connection())
        made = operations.back_up(session, revision, folder, BACKUP_KEY, lambda _rows: None)
    return made.path.rename(folder / name)


@pytest.fixture
def released(here: Installation, released_once: Since) -> Since:
    """Bring this test's installation to where the edition is out."""
    put_back(here.settings.database, released_once.held)
    journal = here.folder / "journal.sqlite"
    for left in here.folder.glob("journal.sqlite-*"):
        left.unlink()
    shutil.copy(released_once.journal, journal)
    return released_once
