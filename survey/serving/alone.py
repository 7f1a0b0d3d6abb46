"""One process that serves everybody: waitress, with the database beside it in a file."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import waitress
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from survey.errors import SurveyError
from survey.serving import memory, monitoring

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 8
STOPS_WITHIN = 30.0  # seconds that requests in hand may take when the server is stopped
LOOKS_AFTER = 0.5  # seconds until it notices that it is to stop


def listen(app: WSGIApplication, host: str, port: int) -> Any:
    """Return a server that holds the address; ``run()`` serves until it is stopped."""
    try:
        return waitress.create_server(app, host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        message = f"{host}:{port} cannot be used ({error.strerror}); choose another with --port"
        raise SurveyError(message) from error


def serve(app: Flask, server: Any) -> None:
    """Serve until SIGTERM, then finish the requests in hand; Ctrl-C ends at once.

    Tells the counts beside it where the settings say so.
    """
    if app.config["SETTINGS"].metrics:
        app.extensions["counts"].begin_worker()
        listener = monitoring.listen(app)
        goes_on = (lambda: True,)
        threading.Thread(target=listener.serve_while, args=goes_on, daemon=True).start()
    is_over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: is_over.set())
    memory.settle()
    try:
        while not is_over.is_set():
            _go_on(server)
        _finish(server)
    except KeyboardInterrupt:
        server.task_dispatcher.shutdown()


def _finish(server: Any) -> None:
    """Take no new request, and answer those in hand, for some seconds at most."""
    for one in [*server._map.values()]:  # noqa: SLF001 - no other way to every socket
        if isinstance(one, BaseWSGIServer):
            wasyncore.dispatcher.close(one)
    late = time.monotonic() + STOPS_WITHIN
    while any(map(_is_in_hand, [*server._map.values()])) and time.monotonic() < late:  # noqa: SLF001
        _go_on(server)
    server.task_dispatcher.shutdown()


def _is_in_hand(one: object) -> bool:
    return isinstance(one, HTTPChannel) and bool(one.requests or one.total_outbufs_len)


def _go_on(server: Any) -> None:
    wasyncore.loop(timeout=LOOKS_AFTER, use_poll=True, map=server._map, count=1)  # noqa: SLF001
