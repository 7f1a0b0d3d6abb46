"""Runs migrations on the connection that ``survey/schema.py`` hands over."""

from __future__ import annotations

from alembic import context
from alembic.operations import MigrateOperation, Operations
from sqlalchemy import Connection, engine_from_config

from survey.models import Base
from survey.models.guards import Guard, GuardGone


@Operations.register_operation("guard")
class PutUpGuard(MigrateOperation):
    """Refuses a deed on a table: ``op.guard(name, table, deed, message, when)``."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    @classmethod
    def guard(cls, operations: Operations, *values: str) -> None:
        """Put the guard up."""
        operations.invoke(cls(Guard(*values)))


@Operations.register_operation("guard_no_more")
class TakeDownGuard(MigrateOperation):
    """Takes a guard away: ``op.guard_no_more(name, table)``."""

    def __init__(self, guard: GuardGone) -> None:
        self.guard = guard

    @classmethod
    def guard_no_more(cls, operations: Operations, name: str, table: str) -> None:
        """Take the guard down."""
        operations.invoke(cls(GuardGone(name, table)))


@Operations.implementation_for(PutUpGuard)
@Operations.implementation_for(TakeDownGuard)
def change_guard(operations: Operations, operation: PutUpGuard | TakeDownGuard) -> None:
    operations.execute(operation.guard)


def run_on(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite cannot alter a table in place
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run_on(handed_over)
else:  # the alembic command itself, with -x url=... , to write a new migration
    url = context.get_x_argument(as_dictionary=True)["url"]
    with engine_from_config({"sqlalchemy.url": url}).connect() as own_connection:
        run_on(own_connection)
