"""PostgreSQL: the server mode, for several processes and machines before one database.

SQLite lets one write at a time, and much here rests on that: what is read before something is
written still holds when it is written. PostgreSQL keeps that promise by two locks, which a
transaction that may write takes with its first statement and holds to its end:

- whoever signs in, every command and every job writes **alone**: nobody else writes meanwhile;
- participants who answer write **beside** each other, but never while somebody writes alone, and
  each person's requests come one after the other, as do the tries of codes from one address.

Whoever only reads takes no lock and sees everything as of one moment; but a participant's page,
which asks one thing or two, has no transaction at all.
"""

from __future__ import annotations

import time
from typing import Any

from psycopg import Connection, Cursor, Error
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection as Transaction
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

EVERYBODY = 0  # the number of the lock between those who write alone and those who do not
BITS = 60  # of a person's random id, or an address's hash, that number their lock
IDLE = 2.0  # seconds after which it is asked whether the server still knows a connection
KEPT = 16  # lines of a process that stay open: each of its threads may hold two
UNDER_WAY = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
# The same for this end of the line: where the server's machine has lost its power or its network,
# nothing comes back, not even that nothing is there.
ENDED_LINES = {
    "keepalives_idle": 20,  # seconds, as the server is told
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds that something sent may be without an answer
}
# Told to the server with each connection, whatever it is set to.
SETTINGS = {
    "synchronous_commit": "on",  # "saved" means on the disk
    "lock_timeout": "30s",  # as long as SQLite waits for another writer
    "timezone": "UTC",
    # A machine that lost its power holds no lock for long.
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "15min",
}


class QuietCursor(Cursor[Any]):
    """A cursor whose errors do not tell what was to be stored.

    PostgreSQL's own do: "Failing row contains (...)". What is told ends in the log.
    """

    def execute(self, *values: Any, **options: Any) -> QuietCursor:
        """Run a statement; see psycopg."""
        try:
            return super().execute(*values, **options)
        except Error as error:
            _quieten(error)
            raise

    def executemany(self, *values: Any, **options: Any) -> None:
        """Run a statement with many rows of values; see psycopg."""
        try:
            super().executemany(*values, **options)
        except Error as error:
            _quieten(error)
            raise


class Line(Connection[Any]):
    """A line to the server whose prepared statements outlast a transaction that is taken back.

    psycopg drops them then, since a table may be another one afterwards. Here none ever is, most
    transactions only read and are so ended, and to plan a page's statement anew costs the server
    three times what it costs to run it.
    """

    def rollback(self) -> None:
        """Take the transaction back; see psycopg."""
        status = self.pgconn.transaction_status
        if status in UNDER_WAY:
            with self.lock:
                self.pgconn.exec_(b"ROLLBACK")
        if status != TransactionStatus.IDLE:
            super().rollback()  # finds nothing left to do, or that the line is cut


def _quieten(error: Error) -> None:
    told = error.diag
    if told.sqlstate is None:  # the line was cut, or the statement never left
        return
    is_of_value = told.sqlstate.startswith("22")  # its first line quotes the value
    error.args = (f"a value is refused ({told.sqlstate})" if is_of_value else told.message_primary,)


def make_engine(url: str) -> Engine:
    """Return an engine on a server; see ``survey.database.make_engine``."""
    engine = create_engine(
        url,
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in SETTINGS.items()),
            "connect_timeout": 5,
            **ENDED_LINES,
            "application_name": "sammenheng",
            "client_encoding": "utf8",
            "autocommit": True,  # transactions begin where _begin says
            "cursor_factory": QuietCursor,
        },
        hide_parameters=True,  # an error's text ends in the log
        pool_size=KEPT,
        max_overflow=-1,  # a request may hold two, and must not wait for one that waits for it
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", _note_time)
    event.listen(engine, "checkout", _ask_whether_alive)
    return engine


def lock_number(name: str) -> int:
    """Return the number of the lock of a person or an address, by a random id or a hash in hex."""
    return int(name[: BITS // 4], 16) or 1


def lock_one(connection: Transaction, name: str) -> None:
    """Let what has this name be written by one after the other, to the transaction's end."""
    _say(connection, f"SELECT pg_advisory_xact_lock({lock_number(name)})")


def _begin(connection: Transaction) -> None:
    """Begin the transaction and take its locks, in one message: each way costs as much as a query.

    What the driver would send by itself is as many messages again, and none of it is needed where a
    page asks one thing.
    """
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":  # for what no transaction may hold
        return
    driver: Any = connection.connection.driver_connection
    if not driver.autocommit:  # SQLAlchemy's, after what no transaction may hold
        driver.autocommit = True
    if not options.get("writes", True):
        if options.get("of_one_moment", True):
            _say(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return
    beside = options.get("beside")
    if beside is None:
        locks = f"pg_advisory_xact_lock({EVERYBODY})"
    else:
        locks = f"pg_advisory_xact_lock_shared({EVERYBODY})"
        if beside:
            locks += f", pg_advisory_xact_lock({lock_number(beside)})"
    _say(connection, f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT {locks}")


def _say(connection: Transaction, message: str) -> None:
    """Send what has no values in it: then it may be several statements."""
    line: Any = connection.connection.driver_connection
    line.execute(message, prepare=False)


def _connect(_dialect: object, _record: object, arguments: Any, named: Any) -> Line:
    return Line.connect(*arguments, **named)


def _note_time(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["idle_since"] = time.monotonic()


def _ask_whether_alive(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Have a connection made anew where the server was restarted since it was last used."""
    idle_since = record.info.get("idle_since")
    if idle_since is None or time.monotonic() - idle_since < IDLE:
        return
    try:
        connection.execute("")
        connection.rollback()
    except Error as error:
        raise DisconnectionError from error  # and SQLAlchemy opens another
