"""Whether a database can be written, and whether what lies in it is whole."""

from __future__ import annotations

from sqlalchemy import Engine, false, update

from survey.database_faults import DatabaseUnavailable, Fault, where_it_lies
from survey.models import KeyCheck

MOST_SHOWN = 3


def check_writable(engine: Engine) -> None:
    """Let the driver raise where nothing can be written; changes nothing, and takes no time."""
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(update(KeyCheck).where(false()).values(mark=KeyCheck.mark))
        transaction.rollback()


def check_whole(engine: Engine) -> None:
    """Raise DatabaseUnavailable where a page of SQLite's file is not what it should be.

    Reads the whole file. PostgreSQL looks after its own pages: see pg_amcheck and data checksums.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.execution_options(writes=False).connect() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check(10)")]
    if found != ["ok"]:
        told = "; ".join(one.strip().replace("\n", " ") for one in found[:MOST_SHOWN])
        raise DatabaseUnavailable(
            f"{where_it_lies(engine.url)} {Fault.DAMAGED.value} What SQLite found: {told}"
        )
