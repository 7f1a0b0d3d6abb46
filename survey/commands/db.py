"""``sammenheng db upgrade`` and ``sammenheng db check``."""

from __future__ import annotations

import click

from survey import schema
from survey.commands._app import application
from survey.extensions import db
from survey.journal import operations


@click.group("db")
def command() -> None:
    """Bring the database to the newest migration, or check it."""


@command.command("upgrade")
def upgrade() -> None:
    """Run every migration the database has not seen."""
    with application(any_schema=True):
        before = schema.current_revision(db.engine)
        schema.upgrade(db.engine)
        click.echo(f"From {before or 'empty'} to {schema.current_revision(db.engine)}.", err=True)
        if operations.start():
            click.echo(
                "The journal begins. Backups from before know nothing of who is erased from now "
                "on: make a new one, and delete those.",
                err=True,
            )


@command.command("check")
def check() -> None:
    """Say whether the database is at the newest migration; exit 1 if not."""
    with application(any_journal=True):
        click.echo("The database is up to date.", err=True)
