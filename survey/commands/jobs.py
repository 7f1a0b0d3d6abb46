"""``sammenheng jobs run``."""

from __future__ import annotations

import click

from survey.commands._app import application
from survey.imports import jobs as import_jobs
from survey.imports.uploads import Ticket
from survey.imports.worker import READ, STORE
from survey.report.jobs import run_queued


@click.group("jobs")
def command() -> None:
    """Do the work that pages have asked for."""


@command.command("run")
def run() -> None:
    """Do every queued job and end. Pages start this by themselves."""
    with application():
        click.echo(f"Jobs done: {run_queued()}.", err=True)


@command.command("upload")
@click.argument("upload_id")
@click.argument("deed", type=click.Choice([READ, STORE]))
def upload(upload_id: str, deed: str) -> None:
    """Read or store a file that waits. Pages start this by themselves; its key comes on stdin."""
    key = click.get_text_stream("stdin").read().strip()
    with application(writes=True):
        import_jobs.run(Ticket(upload_id, key), deed)


upload.hidden = True  # it is of no use to anybody who types it
