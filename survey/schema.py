"""Brings a database to a migration; ``migration_state`` says where it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from survey.errors import SchemaOutOfDate
from survey.migration_state import migrations_folder

BINARY_ORDERS = ("C", "POSIX", "C.UTF-8", "C.utf8")


def alembic_config() -> Config:
    """Return Alembic's settings, without any file."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every migration that the database has not seen, all in one transaction."""
    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back."""
    _run(engine, command.downgrade, revision)


def _run(engine: Engine, action: Callable[[Config, str], None], revision: str) -> None:
    with one_transaction(engine) as connection:
        migrate(connection, action, revision)


@contextmanager
def one_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction for migrations and for what belongs to them; commit it at the end.

    Raises RuntimeError where a row would refer to one that is not there.
    """
    with engine.connect() as connection, _free_of_cascades(connection), connection.begin():
        if engine.dialect.name == "postgresql":
            _check_order(connection)
        yield connection
        if engine.dialect.name == "sqlite":
            _check_references(connection)


def migrate(connection: Connection, action: Callable[[Config, str], None], revision: str) -> None:
    """Run migrations in a transaction that is open: ``command.upgrade`` or its opposite."""
    config = alembic_config()
    config.attributes["connection"] = connection
    action(config, revision)


def is_known(revision: str) -> bool:
    """Return whether this program has a migration of that name."""
    script = ScriptDirectory.from_config(alembic_config())
    return revision in {one.revision for one in script.walk_revisions()}


def _check_order(connection: Connection) -> None:
    """Raise SchemaOutOfDate where the database sorts or keeps texts in another way than ours.

    Order is by the bytes of UTF-8, as in SQLite: files and hashes must not hang on a language, and
    an index must outlive a new version of the system's sorting rules.
    """
    encoding, order = connection.execute(
        text(
            "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database "
            "WHERE datname = current_database()"
        )
    ).one()
    if encoding != "UTF8" or order not in BINARY_ORDERS:
        raise SchemaOutOfDate(
            f"the database keeps texts as {encoding}, sorted as {order}. Make another, empty "
            "one that sorts by bytes: createdb --template=template0 --encoding=UTF8 "
            "--locale=C.UTF-8 NAME"
        )


@contextmanager
def _free_of_cascades(connection: Connection) -> Iterator[None]:
    """Let SQLite make a table anew: dropping the old one would erase what refers to its rows.

    SQLite takes this setting outside transactions only, so it goes past SQLAlchemy's.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    """Raise before the commit where a row refers to one that is not there."""
    if astray := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"{len(astray)} rows would refer to nothing; nothing was changed")


def current_revision(engine: Engine) -> str | None:
    """Return the migration the database stands at; None for an empty one."""
    with engine.execution_options(writes=False).connect() as connection:
        return revision_of(connection) or None


def revision_of(connection: Connection) -> str:
    """Return the migration that a connection sees the database at; empty for an empty one."""
    return MigrationContext.configure(connection).get_current_revision() or ""
