"""``sammenheng jobs run``."""

from __future__ import annotations

import importlib
import signal
import threading

import click

from survey.commands._app import application
from survey.report.standing_by import stand_by
from survey.serving import logs


@click.group("jobs")
def command() -> None:
    """Do the work that pages have asked for."""


@command.command("run")
@click.option(
    "--wait",
    is_flag=True,
    help="Go on until stopped, and have jobs done as they are asked for, by two children at most.",
)
def run(*, wait: bool) -> None:
    """Do every queued job and end. Pages start this by themselves.

    SIGTERM ends it when the job in hand is done.
    """
    is_over = threading.Event()
    with application() as app:
        settings = app.config["SETTINGS"]
        logs.set_up(settings.log)
        signal.signal(signal.SIGTERM, lambda *_: is_over.set())
        if wait:
            click.echo("Waiting for jobs - stop with Ctrl-C", err=True)
            stand_by(settings, is_over)
        else:
            # Loads the statistics' libraries, which whoever only waits does without.
            jobs = importlib.import_module("survey.report.jobs")
            done = jobs.run_queued(goes_on=lambda: not is_over.is_set())
            click.echo(f"Jobs done: {done}.", err=True)
