"""The database engine, and one session for each request or command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    import sqlite3

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PRAGMAS = (
    "journal_mode=WAL",  # readers and one writer at a time do not block each other
    "synchronous=FULL",  # "saved" means on the disk, not in the system's memory
    "foreign_keys=ON",  # SQLite ignores them otherwise, and erasing would leave answers behind
    "busy_timeout=30000",  # wait for another writer instead of failing
    "trusted_schema=OFF",
    "secure_delete=ON",  # what is deleted is overwritten in the file
)


def make_engine(url: str) -> Engine:
    """Return an engine on which an acknowledged answer is durable."""
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


class RequestSession(Session):
    """The session of a request, on its one connection.

    What was written past the session, on the same connection, ends with it.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, join_transaction_mode="control_fully")
        self._connection = connection

    def commit(self) -> None:
        """Commit what the session holds, and all else that the request has written."""
        super().commit()
        self._connection.commit()

    def rollback(self) -> None:
        """Take back what the session holds, and all else that the request has written."""
        super().rollback()
        self._connection.rollback()


class Database:
    """Hands out the session of the current request or command, and closes it afterwards."""

    def init_app(self, app: Flask, url: str) -> None:
        """Bind this database to an application."""
        engine = app.extensions["database"] = make_engine(url)
        # The same connections under another rule; made once, since it costs half a query.
        app.extensions["database_reading"] = engine.execution_options(writes=False)
        app.teardown_appcontext(_close)

    @property
    def engine(self) -> Engine:
        """Return the engine of the current application."""
        engine: Engine = current_app.extensions["database"]
        return engine

    @property
    def session(self) -> Session:
        """Return the one session of this request or command; opened at first use.

        It may write in a request that is not only a reading one, and in a command that said so
        (``may_write``). A session that only reads never holds up a participant's answer.
        """
        if "database_session" not in g:
            if has_request_context():
                g.database_session = RequestSession(self.connection)
            else:
                g.database_session = self.writing() if g.get("may_write") else self.reading()
        session: Session = g.database_session
        return session

    @property
    def connection(self) -> Connection:
        """The connection of this request or command, for what needs no objects.

        A page that asks only this has no session at all; one that opens it as well is in the same
        transaction with both.
        """
        if not has_request_context():
            return self.session.connection()
        connection: Connection | None = g.get("database_connection")
        if connection is None:
            reads = request.method in SAFE_METHODS
            engine = current_app.extensions["database_reading" if reads else "database"]
            connection = g.database_connection = engine.connect()
        return connection

    def commit(self) -> None:
        """Commit what this request or command has written, on its session or past it."""
        if "database_session" in g:
            self.session.commit()
        else:
            self.connection.commit()

    def rollback(self) -> None:
        """Take back what this request or command has written, on its session or past it."""
        if "database_session" in g:
            self.session.rollback()
        else:
            self.connection.rollback()

    def may_write(self) -> None:
        """Let this command's session write; to be said before the session is first used."""
        g.may_write = True

    def empty_log(self) -> None:
        """Move everything into SQLite's file and empty the log beside it, if nobody is reading.

        Deleted rows are overwritten in the file; what they were stays in the log until then. While
        somebody reads, SQLite does it later by itself.
        """
        if self.engine.dialect.name == "sqlite":
            connection = self.engine.raw_connection()
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()

    def reading(self) -> Session:
        """Return a session of its own that only reads, all of it as of one moment."""
        return Session(current_app.extensions["database_reading"])

    def writing(self) -> Session:
        """Return a session of its own that holds the write lock from its first statement."""
        return Session(self.engine)


def _close(_error: BaseException | None) -> None:
    for name in ("database_session", "database_connection"):  # the session is on the connection
        opened: Session | Connection | None = g.pop(name, None)
        if opened is not None:
            opened.close()  # what was not committed is rolled back
