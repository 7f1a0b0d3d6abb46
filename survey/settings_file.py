"""The rights of the settings file: it holds the keys."""

from __future__ import annotations

import os
import stat
from pathlib import Path

OTHERS = stat.S_IROTH | stat.S_IWOTH


def warning_of(path: Path | None) -> str:
    """Return what is wrong with the rights of the file that holds the keys; nothing if all is well.

    A warning and no refusal: in a container, files with secrets are commonly put there with rights
    for everybody in it, and everybody in it is this program.
    """
    if path is None or os.name == "nt":
        return ""
    try:
        mode = path.stat().st_mode
    except OSError:
        return ""  # it was there a moment ago, and its faults are told elsewhere
    if not mode & OTHERS:
        return ""
    return f"Everybody on this machine can get at the keys in {path}. Mend it: chmod o= {path}"
