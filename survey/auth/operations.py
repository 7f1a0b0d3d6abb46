"""Staff accounts: made, recognised at sign-in, changed and shut."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey.audit.operations import Actor, about, record
from survey.auth import passwords, recovery, second_factor, sessions
from survey.extensions import db
from survey.models import AccountState, Staff
from survey.weeks import current_week


def add_staff(session: Session, *, email: str, role: str, password: str) -> Staff:
    """Add an account; the caller commits."""
    staff = Staff(email=email.lower(), role=role, password_hash=passwords.hashed(password))
    session.add(staff)
    return staff


def recognise(email: str, password: str) -> Staff | None:
    """Return the account in use with this e-mail and password, or None.

    An unknown e-mail and a disabled account take as long as a wrong password, so that the answer's
    time tells nothing.
    """
    with db.reading() as session:  # the slow hash must not hold the lock that answers need
        staff = staff_of(session, email)
        is_shut = staff is not None and is_disabled(session, staff)
    is_right = passwords.is_right(staff.password_hash if staff else None, password)
    if staff is None or not is_right or is_shut:
        return None
    if passwords.is_outdated(staff.password_hash):
        _hash_anew(staff, passwords.hashed(password))
    return staff


def _hash_anew(staff: Staff, password_hash: str) -> None:
    """Store the password that was just right at today's cost."""
    with db.writing() as session:
        session.execute(update(Staff).filter_by(id=staff.id).values(password_hash=password_hash))
        session.commit()


def staff_of(session: Session, email: str) -> Staff | None:
    """Return the account of an e-mail address."""
    return session.scalar(select(Staff).where(Staff.email == email.strip().lower()))


def state_of(session: Session, staff: Staff) -> AccountState:
    """Return what has become of an account; the row is made where there is none yet."""
    state = session.get(AccountState, staff.id)
    if state is None:
        state = AccountState(staff_id=staff.id, is_disabled=False)
        session.add(state)
    return state


def is_disabled(session: Session, staff: Staff) -> bool:
    """Return whether an account is shut."""
    state = session.get(AccountState, staff.id)
    return state is not None and state.is_disabled


def note_sign_in(session: Session, staff: Staff) -> None:
    """Note that somebody is in; the caller commits."""
    state_of(session, staff).last_week = current_week()
    record(session, staff, "signed_in", "staff")


def accepts_code(session: Session, staff: Staff, typed: str) -> bool:
    """Return whether this is a code of somebody's app or one of their recovery codes."""
    code = "".join(typed.split())
    if len(code) == second_factor.DIGITS and code.isascii() and code.isdecimal():
        return second_factor.accepts(session, staff, code)
    if not recovery.accepts(session, staff, typed):
        return False
    record(session, staff, "recovery_code_used", "staff")
    return True


def confirm_phone(session: Session, staff: Staff, typed: str) -> list[str] | None:
    """Set somebody's phone up if this is its code, and return new recovery codes; else None.

    Every session of the account ends; the caller begins a new one and commits.
    """
    if not second_factor.confirm(session, staff, "".join(typed.split())):
        return None
    sessions.end_all(session, staff)
    record(session, staff, "second_factor_set_up", "staff")
    return recovery.make_anew(session, staff)


def set_password(
    session: Session, staff: Staff, password_hash: str, *, by: Actor | None = None
) -> None:
    """Store a new password's hash, and end every session of the account; the caller commits.

    by: who did it, where that is not the account itself.
    """
    staff.password_hash = password_hash
    sessions.end_all(session, staff)
    record(session, by or staff, "password_changed", about(staff))
