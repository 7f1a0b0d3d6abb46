"""Why a database cannot answer, told from what its driver raised; the same words for each kind.

A statement that is wrong, or that a rule of the tables refuses, is none of these: that is a fault
in the program, and no waiting mends it.
"""

from __future__ import annotations

import traceback
from enum import Enum
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError

from survey.errors import SurveyError

PACKAGE = Path(__file__).parent
DRIVERS = ("sqlite3", "psycopg")


class DatabaseUnavailable(SurveyError):
    """The database cannot answer a command; the message says which one, why, and what to do."""


class Fault(Enum):
    """Why the database cannot answer, and what to do; whatever was under way is taken back."""

    AWAY = "cannot be reached. Is it running, and do its address, user and password fit?"
    SHUT = "cannot be opened. Is its folder there, and may this user write in it?"
    BUSY = "was held too long by another process. Run it again."
    FULL = "lies on a disk that is full. Make room there, and run it again."
    FAILING = (
        "lies on a disk that refuses to be read or written: full, over a limit or failing. "
        "Look at the disk, and run it again."
    )
    READ_ONLY = (
        "can only be read, not written. Are the disk, the folder and the file writable for this "
        "user, and is the server no standby?"
    )
    DAMAGED = (
        "is damaged. Stop the server, keep a copy of the database as it is, and restore the newest "
        "backup; `sammenheng db check` says whether a database is whole."
    )


# SQLite's primary result codes.
OF_SQLITE = {
    5: Fault.BUSY,
    6: Fault.BUSY,
    8: Fault.READ_ONLY,
    10: Fault.FAILING,
    11: Fault.DAMAGED,
    13: Fault.FULL,
    14: Fault.SHUT,
    26: Fault.DAMAGED,
}
# PostgreSQL's SQLSTATE: whole, or its class.
OF_POSTGRESQL = {
    "53100": Fault.FULL,
    "25006": Fault.READ_ONLY,
    "55000": Fault.AWAY,  # takes no connections
    "55P03": Fault.BUSY,  # lock_timeout
    "57014": Fault.BUSY,  # statement_timeout
    "40001": Fault.BUSY,
    "40P01": Fault.BUSY,
    "XX001": Fault.DAMAGED,
    "XX002": Fault.DAMAGED,
    "08": Fault.AWAY,
    "28": Fault.AWAY,  # a wrong password
    "3D": Fault.AWAY,  # no such database
    "53": Fault.BUSY,
    "57": Fault.AWAY,  # shutting down, starting up, cut
    "58": Fault.FAILING,
}


def fault_of(error: BaseException | None) -> Fault | None:
    """Return why the database cannot answer; none where this error says nothing of the kind."""
    if isinstance(error, DBAPIError):
        error = error.orig
    if isinstance(error, DisconnectionError):
        return Fault.AWAY
    if error is None or type(error).__module__.partition(".")[0] not in DRIVERS:
        return None
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return OF_SQLITE.get(code & 0xFF)
    state: str | None = getattr(error, "sqlstate", None)
    if state is not None:
        return OF_POSTGRESQL.get(state) or OF_POSTGRESQL.get(state[:2])
    names = {one.__name__ for one in type(error).__mro__}
    is_cut = hasattr(error, "sqlstate") and names & {"OperationalError", "InterfaceError"}
    return Fault.AWAY if is_cut else None


def where_it_lies(url: URL) -> str:
    """Return a database's file, or its server and name; never a user or a password."""
    if url.get_backend_name() == "sqlite":
        return f"the database {url.database}"
    return f"the database {url.database} at {url.host or 'this machine'}:{url.port or 5432}"


def kind_and_place(error: BaseException) -> str:
    """Return an error's type, and the line of ours that it came through last; no word of its text.

    A database's own words may quote what somebody answered.
    """
    own = [
        f"{Path(frame.filename).relative_to(PACKAGE.parent)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(PACKAGE)
    ]
    raised = error.orig if isinstance(error, DBAPIError) and error.orig else error
    code = getattr(raised, "sqlite_errorname", None) or getattr(raised, "sqlstate", None) or ""
    return (
        f"{type(raised).__name__} {code}".strip() + f" at {own[-1] if own else 'nowhere of ours'}"
    )
