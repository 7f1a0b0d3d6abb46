"""``sammenheng backup``: the whole database into one encrypted file, and a look into one."""

from __future__ import annotations

from pathlib import Path

import click

from survey import schema
from survey.backup import operations
from survey.backup.faults import NotBackedUp
from survey.backup.folder import KEPT_DAYS
from survey.backup.reading import Contents, heading_of, read_through
from survey.backup.restoring import check_is_known
from survey.commands._app import application
from survey.commands._bar import progress
from survey.config import Settings, load_settings
from survey.extensions import db


@click.group("backup", invoke_without_command=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder; else that of the settings."
)
@click.pass_context
def command(context: click.Context, output: Path | None) -> None:
    """Back the database up into one encrypted file, while people answer."""
    if context.invoked_subcommand is None:
        _back_up(output)


def _back_up(output: Path | None) -> None:
    with application(any_journal=True) as app:
        settings: Settings = app.config["SETTINGS"]
        folder = output or (Path(settings.backup_folder) if settings.backup_folder else None)
        if folder is None:
            raise NotBackedUp("name a folder with -o, or in the setting backup_folder")
        key = key_of(settings)
        with db.reading() as session:
            revision = schema.revision_of(session.connection())
            with progress("Backing up", operations.size(session)) as tell:
                made = operations.back_up(session, revision, folder, key, tell)
    click.echo(made.path)
    click.echo(_told(made.contents), err=True)
    if made.n_removed:
        click.echo(f"Removed {made.n_removed} older than {KEPT_DAYS} days.", err=True)


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def check(file: Path) -> None:
    """Read all of a backup and say what it holds; exit 1 where anything of it is damaged."""
    key = key_of(load_settings())
    with progress("Reading", heading_of(file, key).n_rows) as tell:
        contents = read_through(file, key, tell)
    check_is_known(contents)
    for table, count in sorted(contents.n_rows.items()):
        click.echo(f"{table}\t{count}")
    click.echo(_told(contents), err=True)


def key_of(settings: Settings) -> str:
    """Return the key of backups; raise NotBackedUp where there is none."""
    if not settings.backup_key:
        raise NotBackedUp(
            "the setting backup_key is missing; make one with "
            "python3 -c 'import secrets; print(secrets.token_hex(32))', and keep a copy of it "
            "elsewhere: without it no backup can be read"
        )
    return settings.backup_key


def _told(contents: Contents) -> str:
    total = sum(contents.n_rows.values())
    heading = contents.heading
    return (
        f"{total} rows at migration {heading.revision}, as of {heading.made} UTC; all of it read."
    )
