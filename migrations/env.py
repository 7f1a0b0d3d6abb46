"""Runs migrations on the connection that ``survey/schema.py`` hands over."""

from alembic import context
from sqlalchemy import Connection, engine_from_config

from survey.models import Base


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
