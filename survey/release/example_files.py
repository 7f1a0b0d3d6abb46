"""The report with invented numbers as PDF, for anybody at any time.

Setting a PDF needs what no web process loads, so a child process sets it; each process that
serves pages asks for each file once and keeps it.
"""

from __future__ import annotations

import subprocess
import sys
from threading import Lock

from survey.config import Settings
from survey.report.worker import environment

KEPT: dict[str, bytes] = {}
ONE_AT_A_TIME = Lock()  # however many ask at once


def content(settings: Settings, name: str) -> bytes:
    """Return a file such as report.nb.pdf; the name must be one that there is."""
    register, language, _ = name.split(".")
    asked = ["--example", "--register", register, "--language", language]
    with ONE_AT_A_TIME:
        if name not in KEPT:
            done = subprocess.run(  # noqa: S603 - our own words
                [sys.executable, "-m", "survey", "report", *asked],
                env=environment(settings),
                capture_output=True,
                check=True,
            )
            KEPT[name] = done.stdout
        return KEPT[name]
