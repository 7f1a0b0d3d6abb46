"""Staff accounts: made, and recognised at sign-in."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.extensions import db
from survey.models import Staff


def password_hasher() -> PasswordHasher:
    """Return the argon2id hasher; tests make it cheap through the application's config."""
    return PasswordHasher(**current_app.config.get("PASSWORD_COST", {}))


@cache
def _hash_of_nothing(hasher_key: str) -> str:  # noqa: ARG001 - one for each cost
    return password_hasher().hash(secrets.token_hex(16))


def add_staff(session: Session, *, email: str, role: str, password: str) -> Staff:
    """Add an account; the caller commits."""
    staff = Staff(email=email.lower(), role=role, password_hash=password_hasher().hash(password))
    session.add(staff)
    return staff


def recognise(email: str, password: str) -> Staff | None:
    """Return the account with this e-mail and password, or None.

    An unknown e-mail takes as long as a wrong password, so that the answer's time tells nothing.
    """
    with db.reading() as session:  # the slow hash must not hold the lock that answers need
        staff = session.scalar(select(Staff).where(Staff.email == email.strip().lower()))
    hasher = password_hasher()
    known = (
        staff.password_hash
        if staff
        else _hash_of_nothing(repr(current_app.config.get("PASSWORD_COST")))
    )
    try:
        hasher.verify(known, password)
    except VerifyMismatchError:
        return None
    return staff


def staff_by_id(staff_id: str) -> Staff | None:
    """Return the account of a session."""
    return db.session.get(Staff, staff_id)
