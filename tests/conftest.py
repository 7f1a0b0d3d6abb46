"""One installation for each test: real settings, a real database file, the real application."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

import survey
from survey import create_app
from survey.cli import main
from survey.config import Settings, load_settings
from tests import databases as databases_
from tests.deed_watch import watch
from tests.page_client import PageClient
from tests.shared_work import (
    SharedTemplates,
    leave_alone_what_stays,
    share_address_builders,
    share_statements,
)

SURVEY = Path(survey.__file__).parent
CHEAP_HASH = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


# Where a crash could lose something: not in memory, as the files of other tests may be.
DISK = next(filter(os.path.isdir, ["/var/tmp"]), None)  # noqa: S108 - a folder of our own is made in it

share_address_builders()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the browser: one worker sits in it, and the other takes over what waits behind.

    On PostgreSQL only what needs a database is asked, and the browser, which sees the same, is not.
    """
    items.sort(key=lambda one: one.get_closest_marker("browser") is None)
    if databases_.IS_POSTGRESQL:
        left_out = [one for one in items if not _is_for_both_databases(one)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [one for one in items if _is_for_both_databases(one)]


def _is_for_both_databases(item: pytest.Item) -> bool:
    asks = "databases" in getattr(item, "fixturenames", ())
    return asks and item.get_closest_marker("browser") is None


def pytest_collection_finish() -> None:
    leave_alone_what_stays()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Lie on a disk in tests that kill; elsewhere wherever pytest puts it."""
    if request.node.get_closest_marker("kills") is None:
        yield tmp_path
        return
    with TemporaryDirectory(dir=DISK, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def catalogues() -> None:
    """Compile the translations as they stand; in one move, since another worker may be reading."""
    for source in (SURVEY / "translations").glob("*/LC_MESSAGES/messages.po"):
        compiled = io.BytesIO()
        with source.open("rb") as text:
            write_mo(compiled, read_po(text))
        target = source.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != compiled.getvalue():
            fresh = target.with_suffix(".new")
            fresh.write_bytes(compiled.getvalue())
            fresh.replace(target)


@pytest.fixture(scope="session")
def databases(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[databases_.Databases]:
    """Make databases with all tables and the stand-in texts."""
    yield from databases_.databases(tmp_path_factory.mktemp("empty"), worker_id)


@pytest.fixture
def database(tmp_path: Path, databases: databases_.Databases) -> Iterator[str]:
    """Make the database of one test."""
    url = databases.make(tmp_path / "sammenheng.sqlite")
    yield url
    databases.give_back(url)


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    """Write a settings file, with a database beside it, as an operator would."""
    path = tmp_path / "sammenheng.toml"
    path.write_text(
        f'database = "{database}"\n'
        f'secret_key = "{"s" * 32}"\ncode_pepper = "{"p" * 32}"\nexport_key = "{"e" * 32}"\n'
        'https = false\nstaff_second_factor = "off"\n',
        encoding="utf-8",
    )
    return load_settings({"SAMMENHENG_CONFIG": str(path)})


@pytest.fixture
def make_app(catalogues: None) -> Iterator[Callable[[Settings], Flask]]:
    """Make applications as they are served, with a cheap password hash, and close them again.

    Each is watched: a deed of staff that leaves no event fails the test that did it.
    """
    made: list[Flask] = []
    unseen: list[list[str]] = []

    def make(settings: Settings) -> Flask:
        app = create_app(settings)
        app.config["PASSWORD_COST"] = CHEAP_HASH
        app.jinja_env.bytecode_cache = SharedTemplates()
        share_statements(app.extensions["database"], app.extensions["database_reading"])
        made.append(app)
        unseen.append(watch(app))
        return app

    yield make
    for app in made:
        app.extensions["database"].dispose()
        if app.extensions["journal"] is not None:
            app.extensions["journal"].close()
    assert not any(unseen), f"done without an event in the log: {unseen}"


@pytest.fixture
def app(settings: Settings, make_app: Callable[[Settings], Flask]) -> Flask:
    return make_app(settings)


@pytest.fixture
def open_client(app: Flask) -> Callable[..., PageClient]:
    """Open a browser of its own, which checks every page it shows."""
    return lambda language="en": PageClient(app, language)


@pytest.fixture
def client(open_client: Callable[..., PageClient]) -> PageClient:
    return open_client()


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def sammenheng(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run one command and return its exit code, its output and its messages."""

    def run(*arguments: object) -> Result:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return Result(int(ended.value.code or 0), shown.out, shown.err)

    return run


@pytest.fixture
def installation(catalogues: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands find the settings of this test."""
    monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings.source))
