"""Gives back what deleted rows leave behind, and makes sure that nothing of them is in the file."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from survey.audit.operations import PROGRAM, record
from survey.extensions import db
from survey.models import AuditEvent

COMPACTED, OBJECT = "database_compacted", "database"
EACH = dt.timedelta(days=7)
# SQLite keeps all who write waiting meanwhile, some two seconds for each 100 MB, and a page gives
# up after thirty. A larger file is written anew when the operator says so.
LARGEST = 500_000_000  # bytes


def is_quick(session: Session) -> bool:
    """Return whether nobody waits long for it."""
    if session.get_bind().dialect.name != "sqlite":
        return True
    n_pages = session.scalar(text("PRAGMA page_count")) or 0
    size = session.scalar(text("PRAGMA page_size")) or 0
    return int(n_pages) * int(size) <= LARGEST


def is_due(session: Session, now: dt.datetime) -> bool:
    """Return whether the database was not compacted in the last seven days."""
    last = session.scalar(
        select(func.max(AuditEvent.at)).where(
            AuditEvent.action == COMPACTED, AuditEvent.role == PROGRAM.role
        )
    )
    return last is None or now - last >= EACH


def compact_if_quick() -> bool:
    """Compact where nobody waits long for it, else only empty SQLite's log; return which."""
    with db.reading() as session:
        quick = is_quick(session)
    if quick:
        compact()
    else:
        db.empty_log()
    return quick


def compact() -> None:
    """Write the database anew without what is empty in it, and keep that it was done.

    On SQLite all who write wait meanwhile; readers do not. PostgreSQL holds up nobody, and lets
    the room be used again.
    """
    is_sqlite = db.engine.dialect.name == "sqlite"
    if is_sqlite:
        raw = db.engine.raw_connection()
        raw.cursor().execute("VACUUM")
        raw.close()
    else:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))
    with db.writing() as session:
        record(session, PROGRAM, COMPACTED, OBJECT)
        session.commit()
    db.empty_log()
