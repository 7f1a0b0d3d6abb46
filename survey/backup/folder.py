"""The folder that backups lie in: a new one comes whole or not at all, and old ones go."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from survey.backup.faults import NotBackedUp

# What is erased is in no backup any more after so many days. The letter and the page about erasing
# say so, and a setting could make that untrue.
KEPT_DAYS = 30
STAMP = "%Y%m%dT%H%M%S"
NAME = re.compile(r"sammenheng-(\d{8}T\d{6})\.backup")
UNFINISHED = re.compile(r"\.sammenheng-\d{8}T\d{6}\.\d+\.part")
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def now() -> dt.datetime:
    """Return the moment, in UTC and whole seconds."""
    return dt.datetime.now(tz=dt.UTC).replace(microsecond=0)


@contextmanager
def new_file(folder: Path, at: dt.datetime) -> Iterator[tuple[BinaryIO, Path, Path]]:
    """Open a file for its owner's eyes; give the path it has, and the one it gets.

    The caller calls ``keep`` when everything is written and checked; otherwise it goes. What an
    interrupted run has left goes first. Raises NotBackedUp.
    """
    target = folder / f"sammenheng-{at.strftime(STAMP)}.backup"
    path = folder / f".{target.stem}.{os.getpid()}.part"
    try:
        _remove_unfinished(folder)
        if target.exists():
            raise NotBackedUp(f"{target} is there already; try again in a second")
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield file, path, target
            finally:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise NotBackedUp(_fault(folder, error)) from error


def keep(path: Path, target: Path) -> None:
    """Give a file its name, durably; every byte of it must be on the disk by then."""
    path.rename(target)
    _sync_folder(target.parent)


def sync(file: BinaryIO) -> None:
    """Return when every byte is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def old_backups(folder: Path, at: dt.datetime) -> list[Path]:
    """Return the backups that are older than any may be; no other file is ever one."""
    limit = at - dt.timedelta(days=KEPT_DAYS)
    return [path for path, made in backups(folder) if made < limit]


def backups(folder: Path) -> list[tuple[Path, dt.datetime]]:
    """Return every backup in a folder with the moment it was made, the oldest first."""
    found = ((path, NAME.fullmatch(path.name)) for path in sorted(folder.iterdir()))
    return [
        (path, dt.datetime.strptime(name[1], STAMP).replace(tzinfo=dt.UTC))
        for path, name in found
        if name is not None and path.is_file() and not path.is_symlink()
    ]


def _remove_unfinished(folder: Path) -> None:
    """Remove what a killed run has left; a run that goes on holds a lock on its file."""
    for path in folder.iterdir():
        if UNFINISHED.fullmatch(path.name) is None or path.is_symlink():
            continue
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fault(folder: Path, error: OSError) -> str:
    if error.errno in FULL:
        return f"there is no room for a backup in {folder}; make room, or name another with -o"
    return (
        f"no backup can be written in {folder} ({error.strerror}); make the folder, let this "
        "account write in it, or name another with -o"
    )
