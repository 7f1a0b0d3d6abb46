"""A backup put back into an empty database: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, Engine, Inspector, delete, func, insert, inspect, select, table

from survey import migration_state, schema
from survey.backup.faults import BadBackup, NotRestored
from survey.backup.reading import Contents, TableRows, opened
from survey.backup.values import lean_table, reader
from survey.models.guards import guards_down

ROWS_AT_A_TIME, LARGE_ROWS_AT_A_TIME = 500, 8
VERSION_TABLE = "alembic_version"
KEYS_TABLE = "key_check"

Tell = Callable[[int], object]


def check_is_empty(engine: Engine) -> None:
    """Raise NotRestored for a database that holds something: a backup never joins it."""
    with engine.execution_options(writes=False).connect() as connection:
        _check_is_empty(connection)


def check_is_known(contents: Contents) -> None:
    """Raise BadBackup for a backup whose tables this program does not know."""
    revision = contents.heading.revision
    if not schema.is_known(revision):
        raise BadBackup(
            f"the backup was made at migration {revision}, which this program does not have: "
            "install the program that made it, or a newer one, and restore again"
        )


def restore(engine: Engine, path: Path, backup_key: str, tell: Tell) -> None:
    """Make the tables as they were, put every row back, and bring all to the newest migration.

    In one transaction: where anything is wrong, nothing was written. Raises BadBackup and
    NotRestored. Every row of the backup goes through tell as it is written.
    """
    with opened(path, backup_key) as backup, schema.one_transaction(engine) as connection:
        _check_is_empty(connection)  # within the transaction: another restore may have been first
        _make_tables(connection, backup.heading.revision)
        if KEYS_TABLE in _tables(inspect(connection)):  # the backup has its own marks of the keys
            connection.execute(delete(table(KEYS_TABLE)))
        with guards_down(connection):
            for one in backup.tables():
                _put(connection, one, tell)
        if backup.heading.revision != migration_state.newest_revision():
            schema.migrate(connection, command.upgrade, "head")


def _make_tables(connection: Connection, revision: str) -> None:
    """Bring a database without rows to a migration."""
    if schema.revision_of(connection) == revision:
        return
    if _tables(inspect(connection)):
        schema.migrate(connection, command.downgrade, "base")
    schema.migrate(connection, command.upgrade, revision)


def _put(connection: Connection, rows: TableRows, tell: Tell) -> None:
    target, read = lean_table(rows.name, rows.kinds), reader(rows.kinds)
    is_large = any(kind == "bytes" for _, kind in rows.kinds)
    size = LARGE_ROWS_AT_A_TIME if is_large else ROWS_AT_A_TIME
    for batch in _batches((read(row) for row in rows.rows), size):
        connection.execute(insert(target), batch)
        tell(len(batch))


def _batches(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, size)):
        yield batch


def _tables(known: Inspector) -> list[str]:
    return [name for name in known.get_table_names() if name != VERSION_TABLE]


def _check_is_empty(connection: Connection) -> None:
    names = [name for name in _tables(inspect(connection)) if name != KEYS_TABLE]
    filled = [
        name for name in names if connection.scalar(select(func.count()).select_from(table(name)))
    ]
    if filled:
        raise NotRestored(
            f"the database is not empty: there are rows in {', '.join(filled[:3])}"
            f"{' and more' if len(filled) > 3 else ''}. A backup is put back into an empty "
            "database only: name a new one in the setting database, and keep the old one until "
            "all is well"
        )
