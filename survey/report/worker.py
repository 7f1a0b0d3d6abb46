"""Starts the child process that does the jobs; a web process never loads pandas itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

from survey.config import NAMES, PREFIX, Settings
from survey.report.doors import Door, Release
from survey.server_settings import ELSEWHERE

_children: set[subprocess.Popen[bytes]] = set()


def start(settings: Settings) -> None:
    """Have whatever is queued done, and return at once: by a child, or where the settings say."""
    if settings.jobs != ELSEWHERE:
        start_here(settings)


def start_here(settings: Settings) -> threading.Thread | None:
    """Start a worker that does whatever is queued and ends; return at once.

    Returns the thread that ends with the worker; None where one waits to be started already.
    """
    door = Door(settings.database)
    leave_bench = door.bench()
    if leave_bench is None:
        return None
    waiting = threading.Thread(target=_run, args=(settings, door, leave_bench), daemon=True)
    waiting.start()
    return waiting


def let_end() -> None:
    """Ask the children to end when the job in hand is done."""
    for child in [*_children]:
        child.send_signal(signal.SIGTERM)


def _run(settings: Settings, door: Door, leave_bench: Release) -> None:
    with door.room():
        leave_bench()
        run_child(settings)


def run_child(settings: Settings) -> None:
    """Run one child to its end."""
    command = [sys.executable, "-m", "survey", "jobs", "run"]
    with subprocess.Popen(command, env=environment(settings)) as child:  # noqa: S603 - our own command
        _children.add(child)
        try:
            child.wait()
        finally:
            _children.discard(child)


def environment(settings: Settings) -> dict[str, str]:
    """Return the worker's environment: exactly these settings, whatever is set outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    given = {name: getattr(settings, name) for name in NAMES}
    told = {PREFIX + name.upper(): str(value) for name, value in given.items() if value}
    told[PREFIX + "HTTPS"] = "true" if settings.https else "false"
    return kept | told | {PREFIX + "CONFIG": os.devnull}
