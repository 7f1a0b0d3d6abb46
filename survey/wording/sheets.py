"""Workbooks, read and written by a child process: none is ever opened in this one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("spreadsheet.py")
MOST_SECONDS = 20


def cells_of(packed: bytes) -> dict[str, Any]:
    """Return ``rows`` and ``formulas`` of the first sheet, or only a ``fault``."""
    try:
        cells: dict[str, Any] = json.loads(_run("read", packed))
    except (subprocess.SubprocessError, ValueError):
        return {"fault": "no_workbook"}  # torn, or made to take more than it may
    return cells


def workbook(told: dict[str, object]) -> bytes:
    """Return a workbook made of what ``template.sheet_template`` tells."""
    return _run("write", json.dumps(told).encode())


def _run(verb: str, given: bytes) -> bytes:
    # Isolated: nothing of this program, its settings or its folder is in reach by accident.
    done = subprocess.run(  # noqa: S603 - our own program; what came from outside is on its stdin
        [sys.executable, "-I", str(PROGRAM), verb],
        input=given,
        capture_output=True,
        check=True,
        timeout=MOST_SECONDS,
        env={"OPENBLAS_NUM_THREADS": "1"},  # each thread of numpy's would set memory aside
    )
    return done.stdout
