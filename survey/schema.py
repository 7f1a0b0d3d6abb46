"""Brings a database to the newest migration, and says whether it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from survey.errors import SchemaOutOfDate

PACKAGE = Path(__file__).parent


def migrations_folder() -> Path:
    """Return where the migrations lie: in the wheel inside the package, in a checkout beside it."""
    inside = PACKAGE / "migrations"
    return inside if inside.is_dir() else PACKAGE.parent / "migrations"


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
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        action(config, revision)


def current_revision(engine: Engine) -> str | None:
    """Return the migration the database stands at; None for an empty one."""
    with engine.execution_options(writes=False).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Return the newest migration there is."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def check_up_to_date(engine: Engine) -> None:
    """Raise SchemaOutOfDate unless the database is at the newest migration."""
    stands_at, newest = current_revision(engine), newest_revision()
    if stands_at != newest:
        where = f"stands at migration {stands_at}" if stands_at else "has no tables yet"
        raise SchemaOutOfDate(
            f"the database {where}, this program needs {newest}. Run: sammenheng db upgrade"
        )
