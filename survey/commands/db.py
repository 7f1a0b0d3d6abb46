"""``sammenheng db upgrade``, ``db check`` and ``db accept-key``."""

from __future__ import annotations

import click

from survey import migration_state, schema
from survey.commands._app import application
from survey.config import KEYS
from survey.database_check import check_whole, settings_that_tell
from survey.errors import BadSetting
from survey.extensions import db
from survey.journal import operations
from survey.key_check import accept_key, check_keys, mark_keys


@click.group("db")
def command() -> None:
    """Bring the database to the newest migration, or check it."""


@command.command("upgrade")
def upgrade() -> None:
    """Run every migration the database has not seen."""
    with application(any_schema=True) as app:
        before = schema.current_revision(db.engine)
        schema.upgrade(db.engine)
        check_keys(db.engine, app.config["SETTINGS"])
        mark_keys(db.engine, app.config["SETTINGS"])
        click.echo(f"From {before or 'empty'} to {schema.current_revision(db.engine)}.", err=True)
        if operations.start():
            click.echo(
                "The journal begins. Backups from before know nothing of who is erased from now "
                "on: make a new one, and delete those.",
                err=True,
            )


@command.command("check")
def check() -> None:
    """Say whether the database is whole and at the newest migration; exit 1 if not.

    It reads the whole of an SQLite file, while others may go on.
    """
    with application(any_schema=True) as app:
        check_whole(db.engine)
        migration_state.check_up_to_date(db.engine)
        check_keys(db.engine, app.config["SETTINGS"])
        click.echo("The database is up to date.", err=True)
        if telling := settings_that_tell(db.engine):
            click.echo(
                "The server's own log may hold what people answer. Set in postgresql.conf: "
                + ", ".join(telling),
                err=True,
            )


@command.command("accept-key")
@click.argument("setting", type=click.Choice(KEYS))
def accept(setting: str) -> None:
    """Let a new key count from now on. What the old one sealed or hashed stays lost."""
    with application(any_key=True) as app:
        settings = app.config["SETTINGS"]
        if not getattr(settings, setting):
            raise BadSetting(f"{setting} is not set: there is no key to accept.")
        accept_key(db.engine, settings, setting)
        click.echo(f"The {setting} that is set now counts from now on.", err=True)
