"""``sammenheng study``: add, open, close, list."""

from __future__ import annotations

import click

from survey.commands._app import application
from survey.manage import operations


@click.group("study")
def command() -> None:
    """Add, open, close and list studies."""


@command.command("add")
@click.argument("key")
@click.option("--trial", is_flag=True, help="Only for trying out the program; needs no groups.")
@click.option("--name", help="What people read; the key by default.")
@click.option("--institution", default="", help="Who is responsible.")
@click.option("--contact", default="", help="Whom participants may ask.")
@click.option(
    "--post-after-weeks",
    default=26,
    show_default=True,
    type=click.IntRange(0, 520),
    help="Weeks from a person's own first answers to the second.",
)
def add(key: str, **details: object) -> None:
    """Add a study under KEY. A trial is open at once."""
    with application(writes=True):
        study = operations.add_study(key, operations.NewStudy(**details))  # type: ignore[arg-type]
        click.echo(f"Added {study.kind} {study.key}, {study.state}.", err=True)


@command.command("open")
@click.argument("key")
def open_(key: str) -> None:
    """Open the study KEY to participants."""
    with application(writes=True):
        operations.open_study(operations.study_by_key(key))
        click.echo(f"{key} is open.", err=True)


@command.command("close")
@click.argument("key")
def close(key: str) -> None:
    """Close the study KEY: no more answers are taken."""
    with application(writes=True):
        operations.close_study(operations.study_by_key(key))
        click.echo(f"{key} is closed.", err=True)


@command.command("list")
def list_() -> None:
    """List all studies: key, kind, state, name."""
    with application():
        for study in operations.studies():
            click.echo(f"{study.key}\t{study.kind}\t{study.state}\t{study.name}")
