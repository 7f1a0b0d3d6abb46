"""Guards: triggers that refuse a deed on a table, in the words of each kind of database.

What is only ever added to is guarded in the database itself, so that no mistake of the program and
no hand at a console changes it unnoticed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement


class Guard(ExecutableDDLElement):
    """Refuses one deed (INSERT, UPDATE, DELETE) on a table, with a message.

    when: a condition on the row, in SQL that every database reads; without it every row is refused.
    The refusal is the one that a broken constraint meets: an IntegrityError.
    """

    inherit_cache = False

    def __init__(self, name: str, table: str, deed: str, message: str, when: str = "") -> None:
        self.name, self.table, self.deed = name, table, deed
        self.message, self.when = message, when


class GuardGone(ExecutableDDLElement):
    """Takes a guard away again."""

    inherit_cache = False

    def __init__(self, name: str, table: str) -> None:
        self.name, self.table = name, table


@compiles(Guard, "sqlite")
def _in_sqlite(guard: Guard, _compiler: Any, **_options: Any) -> str:
    when = f"WHEN {guard.when} " if guard.when else ""
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.deed} ON {guard.table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )


@compiles(Guard, "postgresql")
def _in_postgresql(guard: Guard, _compiler: Any, **_options: Any) -> str:
    refuse = f"RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'integrity_constraint_violation';"
    body = f"IF {guard.when} THEN {refuse} END IF;" if guard.when else refuse
    row = "OLD" if guard.deed == "DELETE" else "NEW"
    made = (
        f"{_function(guard.name, f'{body} RETURN {row};')} "
        f"CREATE TRIGGER {guard.name} BEFORE {guard.deed} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}();"
    )
    if guard.deed != "DELETE":
        return made
    at_once = f"{guard.name}_at_once"  # emptying a table asks no row
    return (
        f"{made} {_function(at_once, f'{refuse} RETURN NULL;')} "
        f"CREATE TRIGGER {at_once} BEFORE TRUNCATE ON {guard.table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {at_once}();"
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} END $$;"
    )


@compiles(GuardGone, "sqlite")
def _gone_from_sqlite(gone: GuardGone, _compiler: Any, **_options: Any) -> str:
    return f"DROP TRIGGER {gone.name}"


@compiles(GuardGone, "postgresql")
def _gone_from_postgresql(gone: GuardGone, _compiler: Any, **_options: Any) -> str:
    functions = (gone.name, f"{gone.name}_at_once")
    return " ".join(f"DROP FUNCTION IF EXISTS {one}() CASCADE;" for one in functions)


@contextmanager
def guards_down(connection: Connection) -> Iterator[None]:
    """Take every guard down, whatever the migration, and put the same ones up at the end.

    For rows that come back as they were, in an order in which no guard would let them come: the log
    may begin in the middle. In the transaction that is open, so nobody else meets them down.
    """
    if connection.dialect.name == "sqlite":
        guards = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).all()
        for name, _ in guards:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, made in guards:
            connection.exec_driver_sql(made)
        return
    guarded = connection.exec_driver_sql(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    ).scalars()
    tables = list(guarded)
    for table in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def put_up(table: Any, *guards: Guard) -> None:
    """Have the guards made whenever the table is made from the models."""
    assert isinstance(table, Table)
    for guard in guards:
        event.listen(table, "after_create", guard)
