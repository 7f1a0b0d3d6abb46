"""What a database holds at some migration, whatever the models say."""

from __future__ import annotations

import re

from sqlalchemy import Engine, MetaData, Table, inspect, text


def stored_tables(engine: Engine) -> dict[str, Table]:
    """Return the tables as they are at this migration, whatever the models say."""
    found = MetaData()
    found.reflect(engine)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}


def table_names(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def schema_text(engine: Engine) -> dict[str, str]:
    """Return how the database writes each table, index and guard, whatever the order of clauses."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            found = connection.execute(text(IN_SQLITE))
            return {name: in_one_order(sql) for name, sql in found}
        kept: dict[str, list[str]] = {}
        for name, clause in connection.execute(text(IN_POSTGRESQL)):
            kept.setdefault(name, []).append(clause)
    return {name: "\n".join(sorted(clauses)) for name, clauses in kept.items()}


def in_one_order(sql: str) -> str:
    # A column that was added in place stands on the line of the one before it.
    sql = re.sub(r", (?=\w+ (?:VARCHAR|INTEGER|SMALLINT|BLOB|JSON)\b)", ",\n", sql.replace('"', ""))
    clauses = [re.sub(r"\s+", " ", line).strip(" ,") for line in sql.splitlines()]
    return "\n".join(sorted(clause for clause in clauses if clause))


IN_SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
IN_POSTGRESQL = """
SELECT table_name, column_name || ' ' || data_type || ' '
    || coalesce(character_maximum_length::text, '') || ' ' || is_nullable || ' '
    || coalesce(column_default, '')
FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
UNION ALL
SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
    AND conrelid::regclass::text <> 'alembic_version'
UNION ALL
SELECT tablename, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL
SELECT tgrelid::regclass::text, pg_get_triggerdef(oid)
    || pg_get_functiondef(tgfoid)
FROM pg_trigger WHERE NOT tgisinternal
"""


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        stored = {
            name: [tuple(row) for row in connection.execute(table.select())]
            for name, table in stored_tables(engine).items()
            if name != "instrument_wording"
        }
    return {name: sorted(kept, key=str) for name, kept in stored.items()}
