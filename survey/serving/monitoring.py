"""Tells the counts at an address of their own, which no participant's browser can reach."""

from __future__ import annotations

import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from typing import Any

from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from survey.errors import SurveyError
from survey.models import Job
from survey.models.job import FAILED, QUEUED, RUNNING
from survey.server_settings import listening_place
from survey.serving.exposition import CONTENT_TYPE, Exposition, Jobs

ADDRESS = "/metrics"
PATIENCE = 5.0  # seconds with whoever asks
LOOK_AFTER = 1.0  # seconds between two looks whether to go on


class Listener(TCPServer):
    """Answers one after the other: whoever monitors asks a few times a minute."""

    allow_reuse_address = True

    def __init__(self, place: tuple[str, int], exposition: Exposition) -> None:
        self.address_family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
        self.exposition = exposition
        super().__init__(place, Answer)
        self.timeout = LOOK_AFTER

    def serve_while(self, goes_on: Callable[[], bool]) -> None:
        """Answer as long as this says so."""
        while goes_on():
            self.handle_request()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of whoever hung up: the words would hold an address."""


class Answer(BaseHTTPRequestHandler):
    """One question and its answer."""

    timeout = PATIENCE
    server: Listener

    def do_GET(self) -> None:
        """Answer with the counts."""
        is_known = self.path == ADDRESS
        body = self.server.exposition.text().encode() if is_known else b"no such page\n"
        self.send_response(200 if is_known else 404)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Return no version."""
        return "sammenheng"

    def log_message(self, *_: object) -> None:
        """Write no line: it would hold an address."""


def listen(app: Flask) -> Listener:
    """Return a listener at the address of the settings; raise SurveyError where it is taken."""
    settings = app.config["SETTINGS"]
    place = listening_place(settings.metrics)
    assert place is not None, "checked when the settings were read"
    counts = app.extensions["counts"]
    try:
        return Listener(place, Exposition(counts, lambda: count_jobs(app.extensions["database"])))
    except OSError as error:
        message = f"metrics: {settings.metrics} cannot be used ({error.strerror})"
        raise SurveyError(message) from error


def count_jobs(engine: Engine) -> Jobs | None:
    """Return how many jobs are in each state; None where the database does not answer."""
    try:
        with engine.execution_options(writes=False).connect() as connection:
            found = connection.execute(select(Job.state, func.count()).group_by(Job.state)).all()
    except SQLAlchemyError:
        return None
    return dict.fromkeys((QUEUED, RUNNING, FAILED), 0) | {row[0]: row[1] for row in found}
