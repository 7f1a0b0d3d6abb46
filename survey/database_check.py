"""Whether a database can be written, and whether what lies in it is whole."""

from __future__ import annotations

from sqlalchemy import Engine, column, false, select, text, update

from survey.database_faults import DatabaseUnavailable, Fault, where_it_lies
from survey.models import KeyCheck

MOST_SHOWN = 3
# Of PostgreSQL's settings: with which values the server's own log holds no row and no value.
QUIET = {
    "log_error_verbosity": "terse",  # or a refused row stands under DETAIL
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


def check_writable(engine: Engine) -> None:
    """Let the driver raise where nothing can be written; changes nothing, and takes no time."""
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(update(KeyCheck).where(false()).values(mark=KeyCheck.mark))
        transaction.rollback()


def settings_that_tell(engine: Engine) -> list[str]:
    """Return the settings of a PostgreSQL server by which its own log holds what people answer."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.execution_options(writes=False).connect() as connection:
        asked = select(text("name, setting")).select_from(text("pg_settings"))
        rows = connection.execute(asked.where(column("name").in_(QUIET))).all()
    found = {str(row[0]): str(row[1]) for row in rows}
    return [f"{name} = {quiet}" for name, quiet in QUIET.items() if found.get(name) != quiet]


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
