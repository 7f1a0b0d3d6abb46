"""``sammenheng jobs run``."""

from __future__ import annotations

import click

from survey.commands._app import application
from survey.report.jobs import run_queued


@click.group("jobs")
def command() -> None:
    """Do the work that pages have asked for."""


@command.command("run")
def run() -> None:
    """Do every queued job and end. Pages start this by themselves."""
    with application():
        click.echo(f"Jobs done: {run_queued()}.", err=True)
