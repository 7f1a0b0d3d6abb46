"""The steps of signing in: each is counted, judged, logged and committed as one."""

from __future__ import annotations

from enum import Enum

from survey.audit.operations import record
from survey.auth import attempts, browser, operations, second_factor, sessions
from survey.extensions import db
from survey.models import Staff


class Step(Enum):
    """What comes after the right password."""

    INSIDE = "inside"
    CODE = "code"
    PHONE = "phone"  # to be set up first


def try_password(email: str, password: str, address: str) -> Step | None:
    """Take the first step, and return what comes next; None if the two do not belong together.

    Raises TooManySignIns.
    """
    counted = attempts.of_password(email, address)
    attempts.begin(counted)
    recognised = operations.recognise(email, password)
    if recognised is None:
        _note_failure()
        return None
    return after_password(recognised.id, counted)


def after_password(staff_id: str, counted: attempts.Counted | None = None) -> Step:
    """Begin the session of somebody whose password was right."""
    staff = db.session.get_one(Staff, staff_id)
    attempts.note_success(db.session, counted or {})
    if not second_factor.is_needed():
        _enter(staff, with_factor=False)
        return Step.INSIDE
    browser.begin(staff, is_proved=False)
    is_set_up = second_factor.is_set_up(db.session, staff)
    if not is_set_up:
        second_factor.prepare(db.session, staff)
    db.session.commit()
    return Step.CODE if is_set_up else Step.PHONE


def try_code(staff: Staff, typed: str) -> bool:
    """Take the second step, and return whether the code was right; raises TooManySignIns."""
    counted = attempts.of_code(staff.id)
    attempts.begin(counted)
    if not operations.accepts_code(db.session, staff, typed):
        _note_failure()
        return False
    attempts.note_success(db.session, counted)
    _enter(staff, with_factor=True)
    return True


def try_both(staff: Staff, password: str, typed: str, address: str) -> bool:
    """Take both steps once more, and return whether all was right; raises TooManySignIns."""
    email, needs_code = staff.email, second_factor.is_needed()
    counted = {**attempts.of_password(email, address), **attempts.of_code(staff.id)}
    attempts.begin(counted)
    is_right = operations.recognise(email, password) is not None
    if is_right and needs_code:
        is_right = operations.accepts_code(db.session, staff, typed)
    if not is_right:
        _note_failure()
        return False
    attempts.note_success(db.session, counted)
    _enter(staff, with_factor=needs_code)
    return True


def set_phone_up(staff: Staff, typed: str) -> list[str] | None:
    """Let a new phone count, and return recovery codes; None for a code that is not the phone's.

    Raises TooManySignIns. Every other session of the account ends.
    """
    counted = attempts.of_code(staff.id)
    attempts.begin(counted)
    codes = operations.confirm_phone(db.session, staff, typed)
    if codes is None:
        _note_failure()
        return None
    attempts.note_success(db.session, counted)
    _enter(staff, with_factor=True)
    return codes


def sign_out() -> None:
    """End this browser's session, for every copy of its cookie."""
    found = browser.found_session()
    if found is not None:
        record(db.session, found.staff, "signed_out", "staff")
    browser.end()
    db.session.commit()


def sign_out_everywhere(staff: Staff) -> None:
    """End every session of an account."""
    sessions.end_all(db.session, staff)
    record(db.session, staff, "signed_out_everywhere", "staff")
    browser.end()
    db.session.commit()


def _enter(staff: Staff, *, with_factor: bool) -> None:
    operations.note_sign_in(db.session, staff)
    browser.begin(staff, is_proved=True, with_factor=with_factor)
    db.session.commit()


def _note_failure() -> None:
    attempts.note_failure(db.session)
    db.session.commit()
