"""Ways to take a real database away from the program, and to give it back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from sqlalchemy import Engine, event

from tests.databases import IS_POSTGRESQL, connect, end_others

Break = Callable[[Engine], Any]
ROOT = Path(__file__).parents[2]
MOUNT, UNMOUNT = shutil.which("mount") or "mount", shutil.which("umount") or "umount"


def file_of(engine: Engine) -> Path:
    return Path(str(engine.url.database))


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """Let there be no room for one page more."""
    if IS_POSTGRESQL:
        with raising(engine, "53100", "could not extend file: No space left on device"):
            yield
        return
    path = file_of(engine)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE taking_room (room BLOB)")
        for deed in ("INSERT", "UPDATE"):
            connection.execute(
                f"CREATE TRIGGER {deed}_takes_room AFTER {deed} ON draft BEGIN "  # noqa: S608 - ours
                "INSERT INTO taking_room VALUES (zeroblob(1000000)); END"
            )
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    with each_time(engine, f"PRAGMA max_page_count={pages + 10}"):
        yield
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER INSERT_takes_room")
        connection.execute("DROP TRIGGER UPDATE_takes_room")
        connection.execute("DROP TABLE taking_room")


@contextmanager
def each_time(engine: Engine, pragma: str) -> Iterator[None]:
    """Set something at the start of each transaction, on connections of a while."""

    def set_it(connection: Any) -> None:
        connection.connection.cursor().execute(pragma)

    event.listen(engine, "begin", set_it)
    try:
        yield
    finally:
        event.remove(engine, "begin", set_it)
        engine.dispose()


@contextmanager
def read_only(engine: Engine) -> Iterator[None]:
    """Let nothing be written."""
    if IS_POSTGRESQL:
        with raising(engine, "25006", "cannot execute INSERT in a read-only transaction"):
            yield
        return
    with each_time(engine, "PRAGMA query_only=ON"):
        yield


@contextmanager
def raising(engine: Engine, state: str, words: str) -> Iterator[None]:
    """Let PostgreSQL fail at each draft, as it does when its own machine fails."""
    with connect(str(engine.url.database)) as server:
        server.execute(
            sql.SQL(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION USING ERRCODE = {}, MESSAGE = {}; END $$"
            ).format(sql.Literal(state), sql.Literal(words))
        )
        server.execute(
            "CREATE TRIGGER a_fault BEFORE INSERT OR UPDATE ON draft "
            "FOR EACH ROW EXECUTE FUNCTION fail()"
        )
        try:
            yield
        finally:
            server.execute("DROP TRIGGER a_fault ON draft")
            server.execute("DROP FUNCTION fail()")


@contextmanager
def held(engine: Engine) -> Iterator[None]:
    """Let another process write for longer than anybody waits."""
    if IS_POSTGRESQL:
        with connect(str(engine.url.database)) as server, server.transaction():
            server.execute("SELECT pg_advisory_xact_lock(0)")
            yield
        return
    with closing(sqlite3.connect(file_of(engine), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def gone(engine: Engine) -> Iterator[None]:
    """Cut every line to the database, and let it take no new ones."""
    name = str(engine.url.database)
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with connect("postgres") as server:
        server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        end_others(server, name)
        try:
            yield
        finally:
            server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def run(settings_file: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        command(*arguments), env=environment(settings_file), capture_output=True, text=True,
        check=False, timeout=120, **options,
    )  # fmt: skip


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "survey", *arguments]


def environment(settings_file: Path) -> dict[str, str]:
    return os.environ | {"SAMMENHENG_CONFIG": str(settings_file), "PYTHONPATH": str(ROOT)}


@contextmanager
def small_disk(folder: Path, size: str = "4m") -> Iterator[Path]:
    """Mount a disk of its own, where the system lets us."""
    folder.mkdir()
    mounted = subprocess.run(
        [MOUNT, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("only whoever may mount a disk can fill it up")
    try:
        yield folder
    finally:
        subprocess.run([UNMOUNT, "-l", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run([MOUNT, "-o", f"remount,{how}", str(folder)], check=True)


def with_database(settings_file: Path, url: str) -> Path:
    """Write the same settings for another database."""
    old = settings_file.read_text(encoding="utf-8")
    other = settings_file.with_name("other.toml")
    lines = [
        f'database = "{url}"' if one.startswith("database") else one for one in old.splitlines()
    ]
    other.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return other
