"""Databases of the kind that is tested: SQLite, or PostgreSQL where SAMMENHENG_TEST_DATABASE says.

A test on SQLite has a copy of a file. On PostgreSQL it has one of a few databases, which is emptied
afterwards: to make one takes ten times as long.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from survey import schema
from survey.database import make_engine
from survey.wording import store

KIND = os.environ.get("SAMMENHENG_TEST_DATABASE", "sqlite")
SERVER = os.environ.get(
    "TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
IS_POSTGRESQL = KIND == "postgresql"
ON_SQLITE = pytest.mark.skipif(IS_POSTGRESQL, reason="about SQLite's own file")
UNGUARDED = "SET LOCAL session_replication_role = replica"  # no guard, no reference is looked at
EMPTY = 21  # bytes of a binary copy without a row: a header of 19 and an end of 2


class Databases(Protocol):
    """Makes databases with all tables and the stand-in texts, each for one test."""

    def make(self, path: Path) -> str:
        """Return a new one's address; path is where a file would lie."""

    def make_empty(self, path: Path) -> str:
        """Return one without any table."""

    def give_back(self, url: str) -> None:
        """Let go of one."""


def fill(url: str) -> None:
    """Bring an empty database to where every test begins."""
    engine = make_engine(url)
    schema.upgrade(engine)
    with Session(engine) as session:
        store.keep_stand_ins(session)
        session.commit()
    engine.dispose()


class Files:
    """Copies of one file of SQLite."""

    def __init__(self, folder: Path) -> None:
        self._filled = folder / "empty.sqlite"
        fill(f"sqlite:///{self._filled}")

    def make(self, path: Path) -> str:
        shutil.copy(self._filled, path)
        return f"sqlite:///{path}"

    def make_empty(self, path: Path) -> str:
        return f"sqlite:///{path}"

    def give_back(self, url: str) -> None:
        """Leave the file to the folder it lies in."""


class OnServer:
    """Databases on a server, emptied and used again."""

    def __init__(self, worker: str) -> None:
        self._names = (f"sammenheng_test_{os.getpid()}_{worker}_{number}" for number in count())
        self._filled = next(self._names)
        self._free: list[str] = []
        self._made = [self._filled]
        with connect("postgres") as server:
            create(server, self._filled, "template0")
        fill(address(self._filled))
        with connect(self._filled) as connection:
            self._made_of = made_of(connection)
        self._kept = hold(address(self._filled))

    def make(self, path: Path) -> str:  # noqa: ARG002 - there is no file
        return address(self._free.pop() if self._free else self._create(self._filled))

    def make_empty(self, path: Path) -> str:  # noqa: ARG002 - there is no file
        return address(self._create("template0"))

    def _create(self, template: str) -> str:
        name = next(self._names)
        with connect("postgres") as server:
            create(server, name, template)
        self._made.append(name)
        return name

    def give_back(self, url: str) -> None:
        name = str(make_url(url).database)
        with connect(name) as connection:
            end_others(connection, name)
            if made_of(connection) != self._made_of:  # a test of migrations or guards was here
                return
        put_back(url, self._kept)
        self._free.append(name)

    def drop_all(self) -> None:
        with connect("postgres") as server:
            for name in self._made:
                end_others(server, name)
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def databases(folder: Path, worker: str) -> Iterator[Databases]:
    """Hand out databases of the kind that is tested, and remove them in the end."""
    if not IS_POSTGRESQL:
        yield Files(folder)
        return
    on_server = OnServer(worker)
    yield on_server
    on_server.drop_all()


def hold(url: str) -> dict[str, Any]:
    """Return all that a database holds, for ``put_back``."""
    if not IS_POSTGRESQL:
        held = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.backup(held)
        return {"": held}
    with connect(str(make_url(url).database)) as connection:
        found = {name: rows(connection, name) for name in tables(connection)}
    return {name: kept for name, kept in found.items() if kept}


def put_back(url: str, held: dict[str, Any]) -> None:
    """Let a database hold what it held at an earlier moment, and nothing else."""
    if not IS_POSTGRESQL:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            held[""].backup(connection)
        return
    with connect(str(make_url(url).database)) as connection, connection.transaction():
        connection.execute(UNGUARDED)
        asked = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(name, sql.Identifier(name))
            for name in tables(connection)
        )
        for (name,) in connection.execute(asked).fetchall():
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        for name, kept in held.items():
            copy = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(name))
            with connection.cursor().copy(copy) as into:
                into.write(kept)


def stored_bytes(url: str) -> bytes:
    """Return all that a database holds: the bytes of its files, or of each table's rows."""
    if not IS_POSTGRESQL:
        path = Path(url.removeprefix("sqlite:///"))
        return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    with connect(str(make_url(url).database)) as connection:
        return b"".join(rows(connection, name) for name in tables(connection))


@contextmanager
def connect(name: str) -> Iterator[psycopg.Connection[Any]]:
    url = make_url(SERVER).set(drivername="postgresql", database=name)
    try:
        connection = psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
    except psycopg.OperationalError:
        pytest.fail(f"no PostgreSQL answers at {url!r}; start one, or name it in TEST_POSTGRES_URL")
    with connection:
        yield connection


def address(name: str) -> str:
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


def create(server: psycopg.Connection[Any], name: str, template: str) -> None:
    made = "CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    server.execute(sql.SQL(made).format(sql.Identifier(name), sql.Identifier(template)))


def end_others(connection: psycopg.Connection[Any], name: str) -> None:
    """Cut the lines that a test left open, since they may hold locks."""
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = %s AND pid <> pg_backend_pid()",
        (name,),
    )


def tables(connection: psycopg.Connection[Any]) -> list[str]:
    found = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [name for (name,) in connection.execute(found)]


def made_of(connection: psycopg.Connection[Any]) -> list[str]:
    """Return the names of all tables and guards."""
    guards = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    return [*tables(connection), *(name for (name,) in connection.execute(guards))]


def rows(connection: psycopg.Connection[Any], table: str) -> bytes:
    """Return the rows of a table as the server hands them out; nothing where there are none."""
    copy = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
    with connection.cursor().copy(copy) as out:
        found = b"".join(out)
    return found if len(found) > EMPTY else b""
