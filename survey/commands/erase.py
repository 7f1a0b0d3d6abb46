"""``sammenheng erase replay``."""

from __future__ import annotations

import click

from survey.audit.operations import OPERATOR, record
from survey.commands._app import application
from survey.commands._bar import progress
from survey.extensions import db
from survey.journal import operations
from survey.release import remaking


@click.group("erase")
def command() -> None:
    """Erase once more who was erased after a backup that was restored."""


@command.command("replay")
def replay() -> None:
    """Do once more what the journal has and the database lacks; may be run twice."""
    with application(any_journal=True):
        to_do = operations.n_to_replay()
        with progress("Replaying", to_do) as tell:
            done = operations.replay(tell)
        waiting = remaking.n_without_files()
        with progress("Making reports again", waiting) as tell:
            changed = remaking.remake(done.files, tell)
        if done.n_entries:
            with db.writing() as session:
                record(session, OPERATOR, "journal_replayed", "journal_entry", done.n_entries)
                session.commit()
    click.echo(
        f"{done.n_entries} entries of the journal replayed; {done.n_erased} people erased who were "
        "there again."
        if done.n_entries
        else "The database is where its journal is.",
        err=True,
    )
    if done.n_lost:
        click.echo(
            f"{done.n_lost} people are counted in the release ledger and are not in this backup: "
            "they stay there as nameless people.",
            err=True,
        )
    for name in changed:
        click.echo(
            f"The released file {name} comes out otherwise than it was: put it back from whoever "
            "has it, or install the program that made it and run this again.",
            err=True,
        )
