"""The database engine, and one session for each request or command."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from types import ModuleType

from flask import Flask, current_app, g, has_request_context, request, session
from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.orm import Session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def make_engine(url: str) -> Engine:
    """Return an engine on which an acknowledged answer is durable.

    A transaction may write unless its execution option ``writes`` is false. What it reads then
    still holds when it writes: nobody else writes meanwhile, or with the option ``beside`` nobody
    but participants, each of whose requests come one after the other. What only reads sees one
    moment, or with ``of_one_moment`` false, each statement its own.
    """
    made: Engine = _kind(make_url(url).get_backend_name()).make_engine(url)
    return made


def _kind(name: str) -> ModuleType:
    """Return the module of one kind of database; no other driver is imported."""
    return import_module(f"survey.database_{name}")


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

    EXTENSIONS = ("database", "database_reading", "database_glancing", "database_beside")

    def init_app(self, app: Flask, url: str, beside: Collection[str] = ()) -> None:
        """Bind this database to an application.

        beside: names of the blueprints on which participants write, each on rows of their own.
        """
        engine = app.extensions["database"] = make_engine(url)
        app.extensions["database_beside"] = frozenset(beside)
        # The same connections under another rule; made once, since it costs half a query.
        reading = app.extensions["database_reading"] = engine.execution_options(writes=False)
        app.extensions["database_glancing"] = reading.execution_options(of_one_moment=False)
        self.close_after_each(app)

    def close_after_each(self, app: Flask) -> None:
        """Let a request or command give back its connection at its end."""
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
        connection: Connection | None = g.get("database_connection")
        if connection is None:
            if not has_request_context():
                return self.session.connection()
            reads = request.method in SAFE_METHODS
            is_beside = request.blueprint in current_app.extensions["database_beside"]
            name = ("glancing" if is_beside else "reading") if reads else ""
            engine = current_app.extensions[f"database_{name}" if name else "database"]
            connection = g.database_connection = engine.connect()
            if is_beside and not reads:
                connection.execution_options(beside=session.get("participant", ""))
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

    def lock_one(self, name: str) -> None:
        """Let what has this name, 128 random bits or a hash, be written by one after the other.

        Only among those who write beside each other; to the end of the transaction.
        """
        _kind(self.engine.dialect.name).lock_one(self.connection, name)

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
