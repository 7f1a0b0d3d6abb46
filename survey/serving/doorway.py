"""Serves participants at once, and builds the other side of the house when somebody comes to it.

Most processes serve participants for days before anybody signs in to them, and some never meet
anybody else. Until then they start sooner and hold less.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from survey import create_app
from survey.serving import memory
from survey.serving.audience import PUBLIC, STAFF, audience_at

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Doorway:
    """Hands each request to the side that its address begins with."""

    def __init__(self, participants: Flask) -> None:
        self._participants = participants
        self._whole: WSGIApplication | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as WSGI has it."""
        leads_beyond = audience_at(environ.get("PATH_INFO", "")) in {STAFF, PUBLIC}
        side = self.whole() if leads_beyond else self._participants
        return side(environ, start_response)

    def whole(self) -> WSGIApplication:
        """Return the application with both sides; whoever comes first waits a second for it."""
        with self._lock:
            if self._whole is None:
                participants = self._participants
                self._whole = create_app(participants.config["SETTINGS"], neighbour=participants)
                memory.settle()
            return self._whole
