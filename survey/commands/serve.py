"""``sammenheng serve``."""

from __future__ import annotations

import importlib
import os

import click
from flask import Flask

from survey import participant_side
from survey.commands._app import application
from survey.database_check import check_writable
from survey.errors import SurveyError
from survey.extensions import db
from survey.key_check import mark_keys
from survey.serving import alone, listening, logs, memory
from survey.serving.doorway import Doorway
from survey.settings_file import warning_of

DEFAULT_PORT = 8000
MOST_WORKERS = 32
SQLITE = "sqlite"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=DEFAULT_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    help="Processes that serve, for behind a proxy. Without it one with SQLite, otherwise one for "
    "each processor.",
)
def command(host: str, port: int, workers: int | None) -> None:
    """Serve the configured database; refuse a schema that is not up to date."""
    memory.share_one_arena()  # before there are threads
    with memory.made_to_stay(), application(make=participant_side.make) as app:
        logs.set_up(app.config["SETTINGS"].log)
        if warning := warning_of(app.config["SETTINGS"].source):
            click.echo(warning, err=True)
        check_writable(db.engine)  # or the first to meet it would be a participant
        mark_keys(db.engine, app.config["SETTINGS"])
        # Looked at before anything else is opened: it has a number of its own.
        held = listening.handed_over()
        if workers is None and held is None and db.engine.dialect.name == SQLITE:
            server = alone.listen(Doorway(app), host, port)
            _say(f"http://{host}:{server.effective_port}")
            alone.serve(app, server)
            return
        bound = held or listening.bind(host, port)
        _say(listening.shown(bound))
        _serve_with_workers(app, bound, workers or _processors())


def _serve_with_workers(app: Flask, bound: object, n_workers: int) -> None:
    try:  # loaded only here: it is not there on Windows, and one process needs none of it
        program = importlib.import_module("survey.serving.workers")
    except ImportError as error:
        raise SurveyError(f"several workers cannot run on this system ({error.name})") from error
    program.Server(app, bound, n_workers).run()


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return min(MOST_WORKERS, len(os.sched_getaffinity(0)))
    return min(MOST_WORKERS, os.cpu_count() or 1)


def _say(address: str) -> None:
    click.echo(f"Serving on {address} - stop with Ctrl-C", err=True)
