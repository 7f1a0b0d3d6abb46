"""SQLite: one file, many readers and one writer at a time."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, Engine, create_engine, event

PRAGMAS = (
    "journal_mode=WAL",  # readers and one writer at a time do not block each other
    "synchronous=FULL",  # "saved" means on the disk, not in the system's memory
    "foreign_keys=ON",  # SQLite ignores them otherwise, and erasing would leave answers behind
    "busy_timeout=30000",  # wait for another writer instead of failing
    "trusted_schema=OFF",
    "secure_delete=ON",  # what is deleted is overwritten in the file
)


def make_engine(url: str) -> Engine:
    """Return an engine on a file; see ``survey.database.make_engine``."""
    # Hidden, because an error's text ends in the log, and the parameters are what people answered.
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
        max_overflow=-1,  # a request may hold two, and must not wait for one that waits for it
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def lock_one(_connection: Connection, _name: str) -> None:
    """Do nothing: whoever may write is the only one who does."""


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin says
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another writer came
    # between, without waiting; so whoever may write takes the write lock from the start.
    writes = connection.get_execution_options().get("writes", True)
    # Straight to the driver: once a request, and SQLAlchemy's way to it costs as much as a query.
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")
