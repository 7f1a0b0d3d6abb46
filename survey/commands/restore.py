"""``sammenheng restore``: a backup into an empty database."""

from __future__ import annotations

from pathlib import Path

import click

from survey import schema
from survey.backup import restoring
from survey.backup.reading import heading_of, read_through
from survey.commands._app import application
from survey.commands._bar import progress
from survey.commands.backup import key_of
from survey.extensions import db


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Put a backup into the configured database, which must be empty; all of it, or nothing.

    Afterwards it stands at the newest migration of this program.
    """
    with application(any_schema=True) as app:
        key = key_of(app.config["SETTINGS"])
        restoring.check_is_empty(db.engine)
        total = heading_of(file, key).n_rows
        with progress("Restoring", 2 * total) as tell:
            contents = read_through(file, key, tell)  # whole, before anything is written
            restoring.check_is_known(contents)
            restoring.restore(db.engine, file, key, tell)
        revision = schema.current_revision(db.engine)
    click.echo(
        f"{total} rows as of {contents.heading.made} UTC, now at migration {revision}. Before "
        "anybody is served, run: sammenheng erase replay",
        err=True,
    )
