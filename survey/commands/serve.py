"""``sammenheng serve``."""

from __future__ import annotations

import gc

import click

from survey.commands._app import application
from survey.commands._serving import listen
from survey.database_check import check_writable
from survey.extensions import db
from survey.key_check import mark_keys

DEFAULT_PORT = 8000


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=DEFAULT_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on.",
)
def command(host: str, port: int) -> None:
    """Serve the configured database; refuse a schema that is not up to date."""
    with application() as app:
        check_writable(db.engine)  # or the first to meet it would be a participant
        mark_keys(db.engine, app.config["SETTINGS"])
        server = listen(app, host, port)
        gc.freeze()  # what stays for good need not be looked through again and again
        click.echo(f"Serving on http://{host}:{server.effective_port} - stop with Ctrl-C", err=True)
        server.run()
