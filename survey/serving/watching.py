"""What is noted of each request: a line in the log and a count, never an address or a path.

The path may hold a study's key or a person's own number, so the name of the rule stands in the log.
"""

from __future__ import annotations

import logging
import secrets
import sys
import time

from flask import Flask, Response, g, request

from survey.server_settings import JSON
from survey.serving.audience import audience_of
from survey.serving.counts import Counts
from survey.serving.logs import REQUESTS

requests = logging.getLogger(REQUESTS)
NO_RULE = "none"  # no such address
STATIC = "static"
EXTENSION = "counts"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})


class Application(Flask):
    """Flask, but for what it writes of an error in a page: no path, and no text of the error."""

    def log_exception(self, exc_info: object) -> None:  # noqa: ARG002 - Flask's signature
        """Write the kind of an error and where it happened; see ``logs``."""
        told = {"request": request_id(), "endpoint": request.endpoint or NO_RULE}
        self.logger.error("an error in a page", exc_info=sys.exc_info(), extra={"told": told})


def request_id() -> str:
    """Return what joins the lines about one request: chance, made when first asked for."""
    made: str | None = g.get("request_id")
    if made is None:
        made = g.request_id = secrets.token_hex(8)
    return made


def init_app(app: Flask) -> None:
    """Have each request noted, where the settings ask for a log of them or for counts."""
    settings = app.config["SETTINGS"]
    logs_requests = settings.log == JSON
    if settings.metrics and EXTENSION not in app.extensions:
        app.extensions[EXTENSION] = Counts()
        app.extensions[EXTENSION].watch_pool(app.extensions["database"].pool)
    if not (logs_requests or settings.metrics):
        return

    audiences: dict[str | None, str] = {}

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def note(response: Response) -> Response:
        # Where something before this refused the request there is no beginning.
        seconds = time.perf_counter() - g.get("begun", time.perf_counter())
        if settings.metrics:
            here = request.endpoint
            if here not in audiences:
                audiences[here] = audience_of(app, here)
            app.extensions[EXTENSION].note(audiences[here], response.status_code, seconds)
        if logs_requests and not (request.endpoint == STATIC and response.status_code < 400):
            _log(response.status_code, seconds)
        return response


def _log(status: int, seconds: float) -> None:
    told = {
        "request": request_id(),
        "method": request.method if request.method in METHODS else "other",
        "endpoint": request.endpoint or NO_RULE,
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    requests.info("request", extra={"told": told})
