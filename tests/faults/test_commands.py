"""A command that meets a database or a disk that cannot answer says so in one sentence."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url

from survey import schema
from survey.config import Settings
from survey.database import make_engine
from tests.databases import IS_POSTGRESQL, ON_SQLITE
from tests.factories import make_answered_groups, make_study
from tests.faults.breaking import gone, remount, run, small_disk, with_database

Command = Callable[..., Any]
ON_SERVER = pytest.mark.skipif(not IS_POSTGRESQL, reason="about a server that is away")


@pytest.fixture
def settings_file(catalogues: None, settings: Settings) -> Path:
    assert settings.source is not None
    return settings.source


@pytest.fixture
def command(sammenheng: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command with some settings."""

    def with_settings(settings_file: Path, *arguments: str) -> Any:
        monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings_file))
        return sammenheng(*arguments)

    return with_settings


def is_one_message(text: str) -> bool:
    return text.startswith("sammenheng: ") and "Traceback" not in text and len(text) < 500


@ON_SERVER
def test_serve_refuses_while_the_server_is_away_and_tells_no_password(
    app: Flask, settings_file: Path, command: Command
) -> None:
    url = app.extensions["database"].url
    with gone(app.extensions["database"]):
        refused = command(settings_file, "serve", "--port", "0")
    assert refused.code == 1
    assert is_one_message(refused.err)
    assert f"the database {url.database} at {url.host}" in refused.err
    nobody = url.set(username="somebody", password="hushhush", host="127.0.0.1", port=1)
    away = with_database(settings_file, nobody.render_as_string(hide_password=False))
    refused = command(away, "serve", "--port", "0")
    assert refused.code == 1
    assert is_one_message(refused.err)
    assert "hushhush" not in refused.err + refused.out


@ON_SQLITE
def test_serve_refuses_a_file_that_is_no_database(
    settings_file: Path, command: Command, tmp_path: Path
) -> None:
    noise = tmp_path / "noise.sqlite"
    noise.write_bytes(os.urandom(20_000))
    refused = command(with_database(settings_file, f"sqlite:///{noise}"), "serve", "--port", "0")
    assert refused.code == 1
    assert is_one_message(refused.err)
    assert str(noise) in refused.err
    assert "restore the newest backup" in refused.err


@ON_SQLITE
def test_a_page_of_the_file_that_became_noise_is_found_by_the_check(
    app: Flask, settings: Settings, settings_file: Path, command: Command
) -> None:
    make_answered_groups(app, make_study(app), [6, 6])
    app.extensions["database"].dispose()
    path = Path(str(make_url(settings.database).database))
    assert command(settings_file, "db", "check").code == 0
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'response'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(os.urandom(size))
    refused = command(settings_file, "db", "check")
    assert refused.code == 1
    assert is_one_message(refused.err)
    assert "is damaged" in refused.err
    assert "restore the newest backup" in refused.err


@ON_SQLITE
def test_serve_refuses_a_disk_that_can_only_be_read_and_serves_when_it_can_be_written(
    settings: Settings, settings_file: Path, command: Command, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "16m") as disk:
        copy = disk / "sammenheng.sqlite"
        shutil.copy(str(make_url(settings.database).database), copy)
        other = with_database(settings_file, f"sqlite:///{copy}")
        assert command(other, "db", "upgrade").code == 0
        remount(disk, "ro")
        refused = command(other, "serve", "--port", "0")
        assert refused.code == 1
        assert is_one_message(refused.err)
        assert str(copy) in refused.err
        assert "can only be read" in refused.err or "write in it" in refused.err
        remount(disk, "rw")
        assert command(other, "db", "check").code == 0


@ON_SQLITE
def test_an_upgrade_on_a_full_disk_leaves_everything_and_succeeds_when_there_is_room(
    settings_file: Path, command: Command, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        url = f"sqlite:///{disk / 'sammenheng.sqlite'}"
        other = with_database(settings_file, url)
        engine = make_engine(url)
        schema.upgrade(engine, "0004")
        engine.dispose()
        filler = disk / "filler"
        fill_up(filler)
        refused = command(other, "db", "upgrade")
        assert refused.code == 1
        assert is_one_message(refused.err)
        assert str(disk / "sammenheng.sqlite") in refused.err
        assert "full" in refused.err
        filler.unlink()
        assert schema.current_revision(engine) == "0004"
        engine.dispose()
        assert command(other, "db", "upgrade").code == 0


def fill_up(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass


@ON_SQLITE
def test_a_limit_on_the_size_of_files_is_told_as_a_disk_that_refuses(
    settings_file: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'limited.sqlite'}"
    other = with_database(settings_file, url)
    limit = (40_000, 40_000)
    refused = run(
        other, "db", "upgrade", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    )
    assert refused.returncode == 1
    assert is_one_message(refused.stderr)
    assert "a disk that" in refused.stderr
    assert run(other, "db", "upgrade").returncode == 0


def test_an_export_onto_a_full_disk_names_the_disk_and_leaves_nothing_half(
    app: Flask, settings_file: Path, command: Command, tmp_path: Path
) -> None:
    make_answered_groups(app, make_study(app), [6, 6])
    app.extensions["database"].dispose()
    with small_disk(tmp_path / "disk", "64k") as disk:
        refused = command(settings_file, "export", "try", "-o", str(disk / "out"))
        assert refused.code == 1
        assert is_one_message(refused.err), refused.err
        assert "No space left" in refused.err
        assert not [one for one in disk.rglob("*") if one.is_file()]
