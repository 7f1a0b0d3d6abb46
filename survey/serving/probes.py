"""Whether the process lives (``/health``), and whether it can serve people (``/ready``).

They are answered before the application: no cookie, no session, no language, no line in the log.
``/ready`` says one word and no detail, since anybody who reaches the program may ask.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from survey import migration_state

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEALTH, READY = "/health", "/ready"
OK, UNREADY, WRONG_METHOD = "200 OK", "503 Service Unavailable", "405 Method Not Allowed"
IS_READY = "ready"
SLOW, AWAY, OTHER_SCHEMA = "slow", "database", "schema"
PATIENCE = 2.0  # seconds with the database
KEPT_FOR = 1.0  # seconds: who asks without end asks the database once a second
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]


class Asking:
    """Asks the database whether it answers and stands at this program's migration.

    One thread asks at a time, however many want to know: a database that does not answer holds
    one connection and no more.
    """

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._over: threading.Event | None = None
        self._found, self._found_at = SLOW, -KEPT_FOR

    def word(self) -> str:
        """Return ``ready``, or the one word that says why not; in about two seconds at most."""
        with self._lock:
            if time.monotonic() - self._found_at < KEPT_FOR:
                return self._found
            if self._over is None:
                self._over = threading.Event()
                threading.Thread(target=self._find_out, args=(self._over,), daemon=True).start()
            over = self._over
        return self._found if over.wait(PATIENCE) else SLOW

    def _find_out(self, over: threading.Event) -> None:
        found = self._ask()
        with self._lock:
            self._found, self._found_at, self._over = found, time.monotonic(), None
        over.set()


class Probes:
    """Answers the two addresses and hands on everything else."""

    def __init__(self, application: WSGIApplication, asking: Asking) -> None:
        self._application, self._asking = application, asking

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as WSGI has it."""
        path = environ.get("PATH_INFO")
        if path not in {HEALTH, READY}:
            return self._application(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"}:
            word, status = "", WRONG_METHOD
        elif path == HEALTH:
            word, status = "alive", OK
        else:
            word = self._asking.word()
            status = OK if word == IS_READY else UNREADY
        body = f"{word}\n".encode()
        start_response(status, [*HEADERS, ("Content-Length", str(len(body)))])
        return [] if method == "HEAD" else [body]


def init_app(app: Flask) -> None:
    """Put the two addresses before an application."""
    engine = app.extensions["database"]

    def ask() -> str:
        try:
            stands_at = migration_state.current_revision(engine)
        except (SQLAlchemyError, OSError):
            return AWAY
        return IS_READY if stands_at == migration_state.newest_revision() else OTHER_SCHEMA

    app.wsgi_app = Probes(app.wsgi_app, Asking(ask))  # type: ignore[method-assign]  # Flask's documented way
