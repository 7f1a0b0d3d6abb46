"""What a database holds at some migration, whatever the models say."""

from __future__ import annotations

from sqlalchemy import Engine, MetaData, Table


def stored_tables(engine: Engine) -> dict[str, Table]:
    """Return the tables as they are at this migration, whatever the models say."""
    found = MetaData()
    found.reflect(engine)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        stored = {
            name: [tuple(row) for row in connection.execute(table.select())]
            for name, table in stored_tables(engine).items()
            if name != "instrument_wording"
        }
    return {name: sorted(kept, key=str) for name, kept in stored.items()}
