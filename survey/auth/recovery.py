"""Ten codes for whoever has lost the phone: shown once, kept as keyed hashes, each good once."""

from __future__ import annotations

import secrets
import string

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from survey.auth.keys import keyed_hash
from survey.models import RecoveryCode, Staff

N_CODES = 10
HALF = 5
# Without signs that are taken for one another: 48 bits, and a few tries an hour.
SIGNS = "".join(one for one in string.ascii_lowercase + string.digits if one not in "01ilo")


def make_anew(session: Session, staff: Staff) -> list[str]:
    """Make ten codes in place of those there were, and return them; the caller commits."""
    session.execute(delete(RecoveryCode).filter_by(staff_id=staff.id))
    codes = [_new_code() for _ in range(N_CODES)]
    rows = [{"staff_id": staff.id, "code_hash": _hash(staff, code)} for code in codes]
    session.execute(insert(RecoveryCode), rows)
    return codes


def accepts(session: Session, staff: Staff, code: str) -> bool:
    """Return whether this is one of somebody's codes, and use it up; the caller commits."""
    mine = {"staff_id": staff.id, "code_hash": _hash(staff, code)}
    done = session.execute(delete(RecoveryCode).filter_by(**mine))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # a delete's result has it


def n_left(session: Session, staff: Staff) -> int:
    """Return how many codes are not used yet."""
    found = select(func.count()).select_from(RecoveryCode).filter_by(staff_id=staff.id)
    return session.scalar(found) or 0


def _new_code() -> str:
    halves = ("".join(secrets.choice(SIGNS) for _ in range(HALF)) for _ in range(2))
    return "-".join(halves)


def _hash(staff: Staff, code: str) -> str:
    signs = "".join(one for one in code.lower() if one in SIGNS)
    return keyed_hash("recovery code", staff.id, signs)
