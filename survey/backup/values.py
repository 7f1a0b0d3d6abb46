"""Values of a row as they stand in a backup: the same on every database, and back exactly.

A backup says of each of its columns what kind of values it holds, so that it can be read without
the models of the program that wrote it.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnClause,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    TableClause,
    Text,
    cast,
    column,
    table,
)
from sqlalchemy.types import TypeEngine

Kinds = Sequence[tuple[str, str]]  # name and kind of each column

# The first that fits counts: a Float is a Numeric too.
KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (LargeBinary, "bytes"),
    (JSON, "json"),
    (Boolean, "boolean"),
    (DateTime, "datetime"),
    (Date, "date"),
    (Integer, "integer"),
    (Float, "float"),
    (Numeric, "decimal"),
    (String, "text"),
)
TYPES: Mapping[str, TypeEngine[Any]] = {
    "bytes": LargeBinary(),
    "json": JSON(none_as_null=True),  # an empty cell stays one, apart from JSON's own null
    "boolean": Boolean(),
    "datetime": DateTime(timezone=False),
    "date": Date(),
    "integer": BigInteger(),
    "float": Float(),
    "decimal": Numeric(),
    "text": Text(),
}
TO_TEXT: Mapping[str, Callable[[Any], Any]] = {
    "bytes": lambda value: base64.b64encode(value).decode(),
    "datetime": lambda value: value.isoformat(),
    "date": lambda value: value.isoformat(),
    "decimal": str,
}
FROM_TEXT: Mapping[str, Callable[[Any], Any]] = {
    "bytes": base64.b64decode,
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "decimal": decimal.Decimal,
    "json": lambda text: JSON.NULL if text == "null" else json.loads(text),
}


def kind_of(one: Column[Any]) -> str:
    """Return what kind of values a column holds; raise TypeError for one that nobody named."""
    for known, kind in KINDS:
        if isinstance(one.type, known):
            return kind
    raise TypeError(f"no kind of value is named for {one.table.name}.{one.name}")


def kinds_of(of: Table) -> Kinds:
    """Return the columns of a table with their kinds."""
    return [(one.name, kind_of(one)) for one in of.columns]


def selected(one: Column[Any]) -> Any:
    """Return a column as a backup reads it: JSON as its text, which says empty and null apart."""
    return cast(one, Text).label(one.name) if kind_of(one) == "json" else one


def lean_table(name: str, kinds: Kinds) -> TableClause:
    """Return a table to put rows into, as a backup describes it."""
    columns: list[ColumnClause[Any]] = [column(one, TYPES[kind]) for one, kind in kinds]
    return table(name, *columns)


def encoder(kinds: Kinds) -> Callable[[Sequence[Any]], list[Any]]:
    """Return what turns a row into values that JSON knows."""
    turned = [(at, TO_TEXT[kind]) for at, (_, kind) in enumerate(kinds) if kind in TO_TEXT]

    def encode(row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for at, turn in turned:
            if values[at] is not None:
                values[at] = turn(values[at])
        return values

    return encode


def writer(kinds: Kinds) -> Callable[[Sequence[Any]], str]:
    """Return what turns a row into a line of text."""
    encode = encoder(kinds)
    return lambda row: json.dumps(encode(row), ensure_ascii=False, separators=(",", ":"))


def reader(kinds: Kinds) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """Return what turns the values of a line back into a row."""
    names = [name for name, _ in kinds]
    turned = [(name, FROM_TEXT[kind]) for name, kind in kinds if kind in FROM_TEXT]

    def read(values: Sequence[Any]) -> dict[str, Any]:
        row = dict(zip(names, values, strict=True))
        for name, turn in turned:
            if row[name] is not None:
                row[name] = turn(row[name])
        return row

    return read
