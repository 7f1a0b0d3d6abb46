"""Starts the child process that does the jobs; a web process never loads pandas itself."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import defaultdict

from survey.config import NAMES, PREFIX, Settings

MOST_AT_ONCE = 2  # of one database: a slow machine is not to be made slower


class _Door:
    """Lets some workers in at once, and one wait: it finds whatever is queued meanwhile."""

    def __init__(self) -> None:
        self.rooms, self.bench = threading.Semaphore(MOST_AT_ONCE), threading.Lock()


_doors: defaultdict[str, _Door] = defaultdict(_Door)


def start(settings: Settings) -> None:
    """Start a worker that does whatever is queued and ends; return at once."""
    door = _doors[settings.database]
    if door.bench.acquire(blocking=False):
        threading.Thread(target=_run, args=(settings, door), daemon=True).start()


def _run(settings: Settings, door: _Door) -> None:
    with door.rooms:
        door.bench.release()
        subprocess.run(
            [sys.executable, "-m", "survey", "jobs", "run"], env=environment(settings), check=False
        )


def environment(settings: Settings) -> dict[str, str]:
    """Return the worker's environment: exactly these settings, whatever is set outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    given = {name: getattr(settings, name) for name in NAMES}
    told = {PREFIX + name.upper(): str(value) for name, value in given.items() if value}
    told[PREFIX + "HTTPS"] = "true" if settings.https else "false"
    return kept | told | {PREFIX + "CONFIG": os.devnull}
