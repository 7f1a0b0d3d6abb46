"""The chain of releases: each is a link that holds the one before, so that a change would show."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.audit.chain import BrokenChainError
from survey.models import Release, ReleaseAtom

BEGINNING = "0" * 64


def set_sha256(atoms: Iterable[str]) -> str:
    """Return the fingerprint of a set."""
    return hashlib.sha256("\n".join(sorted(atoms)).encode()).hexdigest()


def link(number: int, row: Mapping[str, str], before: str) -> str:
    """Return a release's link of the chain, over everything in its row and the link before."""
    columns = ("study_id", "edition_id", "kind", "recipient", "set_sha256", "week")
    text = "\0".join([before, str(number), *(row[name] for name in columns)])
    return hashlib.sha256(text.encode()).hexdigest()


def verify(session: Session) -> int:
    """Return how many releases the ledger holds; raise BrokenChainError where one was changed.

    Changed in the file, that is: in the database's own words nothing in it can be.
    """
    members: dict[int, list[str]] = defaultdict(list)
    for number, atom in session.execute(select(ReleaseAtom.release_number, ReleaseAtom.atom_id)):
        members[number].append(atom)
    rows = session.scalars(select(Release).order_by(Release.number)).all()
    before = BEGINNING
    for place, row in enumerate(rows, start=1):
        if row.number != place:
            raise BrokenChainError(f"release {place} is missing")
        before = link(place, vars(row), before)
        if row.chain != before or row.set_sha256 != set_sha256(members[place]):
            raise BrokenChainError(f"release {place} was changed")
    return len(rows)
