"""Listening on an address, with a message where it is taken."""

from __future__ import annotations

from typing import Any

import waitress
from flask import Flask

from survey.errors import SurveyError

THREADS = 8


def listen(app: Flask, host: str, port: int) -> Any:
    """Return a server that holds the address; ``run()`` serves until it is stopped."""
    try:
        return waitress.create_server(app, host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        message = f"{host}:{port} cannot be used ({error.strerror}); choose another with --port"
        raise SurveyError(message) from error
