"""``sammenheng db upgrade`` and ``sammenheng db check``."""

from __future__ import annotations

import click

from survey import create_app, schema
from survey.config import load_settings
from survey.extensions import db


@click.group("db")
def command() -> None:
    """Bring the database to the newest migration, or check it."""


@command.command("upgrade")
def upgrade() -> None:
    """Run every migration the database has not seen."""
    with create_app(load_settings()).app_context():
        before = schema.current_revision(db.engine)
        schema.upgrade(db.engine)
        click.echo(f"From {before or 'empty'} to {schema.current_revision(db.engine)}.", err=True)


@command.command("check")
def check() -> None:
    """Say whether the database is at the newest migration; exit 1 if not."""
    with create_app(load_settings()).app_context():
        schema.check_up_to_date(db.engine)
        click.echo("The database is up to date.", err=True)
