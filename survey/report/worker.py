"""Starts the child process that does the jobs; a web process never loads pandas itself."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from survey.config import PREFIX, Settings


def start(settings: Settings) -> None:
    """Start a worker that does whatever is queued and ends; return at once."""
    threading.Thread(target=_run, args=(settings,), daemon=True).start()


def _run(settings: Settings) -> None:
    environment = dict(os.environ)
    if settings.source is not None:
        environment[PREFIX + "CONFIG"] = str(settings.source)
    subprocess.run([sys.executable, "-m", "survey", "jobs", "run"], env=environment, check=False)
