"""How many children work at once on this machine, whichever process started them.

Doors are locks on files. Such a lock ends with the process that holds it, so a killed one leaves
none behind. Where the system has none (Windows), they hold within the one process there is.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from survey.errors import SurveyError

MOST_AT_ONCE = 2  # of one database: a slow machine is not to be made slower
LOOKS_AGAIN_AFTER = 0.1  # seconds
Release = Callable[[], None]
_in_process: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class Door:
    """Lets some in at once, and one wait: it finds whatever is queued meanwhile."""

    def __init__(self, database: str) -> None:
        self._name = hashlib.sha256(database.encode()).hexdigest()[:16]

    def bench(self) -> Release | None:
        """Return what gives the bench free again; None where somebody waits on it already."""
        return _take(f"{self._name}-bench")

    @contextmanager
    def room(self) -> Iterator[None]:
        """Wait until a room is free, and hold it."""
        while (release := self._any_room()) is None:
            time.sleep(LOOKS_AGAIN_AFTER)
        try:
            yield
        finally:
            release()

    def _any_room(self) -> Release | None:
        numbers = range(MOST_AT_ONCE)
        found = (_take(f"{self._name}-room-{number}") for number in numbers)
        return next((one for one in found if one is not None), None)


def _take(name: str) -> Release | None:
    """Take a lock that nobody holds; return what lets it go, or None where somebody holds it."""
    if find_spec("fcntl") is None:
        lock = _in_process[name]
        return lock.release if lock.acquire(blocking=False) else None
    system = importlib.import_module("fcntl")
    held = os.open(_folder() / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        system.flock(held, system.LOCK_EX | system.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        return None
    return lambda: os.close(held)


def _folder() -> Path:
    """Return the folder of the locks, which only this user may write in."""
    folder = Path(tempfile.gettempdir()) / f"sammenheng-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    about = folder.lstat()
    if folder.is_symlink() or about.st_uid != os.getuid() or about.st_mode & 0o077:
        raise SurveyError(f"{folder} is not this user's own folder; remove it")
    return folder
