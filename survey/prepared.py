"""Statements that participants' pages ask again and again, handed straight to the driver.

SQLAlchemy's own way from a statement to its rows takes five times as long as the database needs to
find them. So a prepared statement is put into the database's words once, and after that only its
values are given. They and the rows are turned as the columns' types say, as SQLAlchemy does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
Turn = Callable[[Any], Any]


@dataclass(frozen=True)
class InWords:
    """A statement as one kind of database reads it, and how its values are turned."""

    sql: str
    fixed: Mapping[str, Any]  # values that the statement itself names
    order: Sequence[str] | None  # where the driver takes values by place and not by name
    turned_in: Mapping[str, Turn]  # by name
    turned_out: Sequence[tuple[int, Turn]]  # by place in the row

    def values(self, given: Mapping[str, Any]) -> Any:
        """Return the values as the driver takes them."""
        named = {**self.fixed, **given}
        for name, turn in self.turned_in.items():
            named[name] = turn(named[name])
        return named if self.order is None else [named[name] for name in self.order]

    def row(self, found: Sequence[Any]) -> tuple[Any, ...]:
        """Return a row of the driver's as the columns hold it."""
        row = list(found)
        for place, turn in self.turned_out:
            row[place] = turn(row[place])
        return tuple(row)


class Prepared:
    """One statement; every value that changes is a ``bindparam`` with a name."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._in_words: dict[str, InWords] = {}  # by the kind of database

    def in_words(self, dialect: Dialect) -> InWords:
        """Return the statement as a kind of database reads it; worded once."""
        known = self._in_words.get(dialect.name)
        if known is None:
            known = self._in_words[dialect.name] = _worded(self._statement, dialect)
        return known

    def rows(self, connection: Connection, **values: object) -> list[tuple[Any, ...]]:
        """Return what is found."""
        in_words, cursor = self._run(connection, values)
        return [in_words.row(row) for row in cursor.fetchall()]

    def row(self, connection: Connection, **values: object) -> tuple[Any, ...] | None:
        """Return the first row that is found."""
        in_words, cursor = self._run(connection, values)
        found = cursor.fetchone()
        cursor.close()  # or what was not fetched would keep the statement open
        return None if found is None else in_words.row(found)

    def value(self, connection: Connection, **values: object) -> Any:
        """Return the first row's first column; none where nothing is found."""
        row = self.row(connection, **values)
        return None if row is None else row[0]

    def write(self, connection: Connection, **values: object) -> None:
        """Write in the connection's transaction; the caller commits."""
        self._run(connection, values)

    def _run(self, connection: Connection, values: Mapping[str, object]) -> tuple[InWords, Any]:
        in_words = self.in_words(connection.dialect)
        if not connection.in_transaction() and _has_transactions(connection):
            connection.begin()
        cursor = connection.connection.cursor()
        try:
            cursor.execute(in_words.sql, in_words.values(values))
        except Exception as error:
            driver = connection.connection.driver_connection
            if connection.dialect.is_disconnect(error, driver, cursor):  # type: ignore[arg-type]  # any driver's
                connection.invalidate(error)  # nobody is to be given a line that is cut
            raise
        return in_words, cursor


def _has_transactions(connection: Connection) -> bool:
    """Return false where each statement may see its own moment: then none need be begun."""
    is_of_one_moment: bool = connection.get_execution_options().get("of_one_moment", True)
    return is_of_one_moment


def _worded(statement: Statement, dialect: Dialect) -> InWords:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    turned_in = {
        name: compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
        for name in compiled.params
    }
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    turned_out = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
    return InWords(
        str(compiled),
        compiled.params,
        compiled.positiontup,
        {name: turn for name, turn in turned_in.items() if turn},
        [(place, turn) for place, turn in enumerate(turned_out) if turn],
    )
