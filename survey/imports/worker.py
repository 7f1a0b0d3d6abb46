"""Starts the child process that reads or stores a waiting file; a page never loads pandas itself.

The key goes to the child through its standard input: it stands in no list of processes, in no
environment and in no file.
"""

from __future__ import annotations

import subprocess
import sys
import threading

from flask import Flask
from sqlalchemy.orm import Session

from survey.config import Settings
from survey.imports import uploads
from survey.imports.uploads import KEPT_FOR, Ticket
from survey.report.worker import environment

READ, STORE = "read", "store"
SOME_SECONDS = 5  # after the hour, so that it is over


def start(settings: Settings, ticket: Ticket, deed: str) -> None:
    """Start a worker that does one thing with one file and ends; return at once."""
    threading.Thread(target=_run, args=(settings, ticket, deed), daemon=True).start()


def _run(settings: Settings, ticket: Ticket, deed: str) -> None:
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "survey", "imports", "upload", ticket.upload_id, deed],
        env=environment(settings),
        input=ticket.key,
        text=True,
        check=False,
    )


def forget_in_time(app: Flask) -> None:
    """Delete old files when the hour of the one just sent is over, whether anybody looks or not.

    Where the server was stopped before, the next visit of the pages or the next job does it.
    """
    wait = KEPT_FOR.total_seconds() + SOME_SECONDS
    timer = threading.Timer(wait, _forget_old, args=(app,))
    timer.daemon = True
    timer.start()


def _forget_old(app: Flask) -> None:
    with Session(app.extensions["database"]) as session:
        uploads.forget_old(session)
        session.commit()
