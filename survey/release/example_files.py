"""The report with invented numbers as PDF, for anybody at any time.

Setting a PDF needs what no web process loads, so a child process sets all of them; each process
that serves pages has that done once and keeps them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from survey.config import Settings
from survey.release.files import FILE_NAMES
from survey.report.worker import environment

KEPT: dict[str, bytes] = {}
ONE_AT_A_TIME = Lock()  # however many ask at once


def content(settings: Settings, name: str) -> bytes:
    """Return one of FILE_NAMES."""
    with ONE_AT_A_TIME:
        if not KEPT:
            KEPT.update(_made(settings))
    return KEPT[name]


def _made(settings: Settings) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", "survey.release.example_program", folder],
            env=environment(settings),
            check=True,
        )
        return {name: Path(folder, name).read_bytes() for name in FILE_NAMES}
