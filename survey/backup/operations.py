"""Backing up: written, read back and compared, and only then a backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from survey.backup import folder as files
from survey.backup.dumping import Heading, dump, n_rows
from survey.backup.faults import NotBackedUp
from survey.backup.reading import Contents, read_through
from survey.backup.sealed_chunks import SealedWriter

Tell = Callable[[int], object]


@dataclass(frozen=True)
class Made:
    """A backup that was made, and the old ones that went."""

    path: Path
    contents: Contents
    n_removed: int


def size(session: Session) -> int:
    """Return how many steps a backup has: each row is written, and read back."""
    return 2 * n_rows(session)


def back_up(session: Session, revision: str, folder: Path, backup_key: str, tell: Tell) -> Made:
    """Back up everything that a session sees into a folder; return where it lies.

    The session only reads, all of it as of one moment, and holds nobody up. Raises NotBackedUp;
    then nothing is there that was not there before.
    """
    at = files.now()
    with files.new_file(folder, at) as (file, path, target):
        heading = Heading(revision, at.strftime("%Y-%m-%dT%H"), n_rows(session))
        into = SealedWriter(file, backup_key)
        dump(session, into, heading, tell)
        files.sync(file)
        contents = read_through(path, backup_key, tell)
        if sum(contents.n_rows.values()) != heading.n_rows:
            raise NotBackedUp("what was written is not what was read; nothing is kept of it")
        files.keep(path, target)
    return Made(target, contents, _remove_old(folder))


def _remove_old(folder: Path) -> int:
    old = files.old_backups(folder, files.now())
    for path in old:
        path.unlink()
    return len(old)
