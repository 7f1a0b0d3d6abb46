"""``sammenheng serve``."""

from __future__ import annotations

import gc

import click
import waitress

from survey import create_app, schema
from survey.config import load_settings
from survey.extensions import db

DEFAULT_PORT = 8000


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535))
def command(host: str, port: int) -> None:
    """Serve the configured database; refuse a schema that is not up to date."""
    app = create_app(load_settings())
    with app.app_context():
        schema.check_up_to_date(db.engine)
    gc.freeze()  # what stays for good need not be looked through again and again
    click.echo(f"Serving on http://{host}:{port} - stop with Ctrl-C", err=True)
    waitress.serve(app, host=host, port=port, threads=8, ident=None)
