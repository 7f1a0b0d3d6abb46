"""What somebody may see and change of their own account."""

from __future__ import annotations

from dataclasses import dataclass

from survey.audit.operations import record
from survey.auth import browser, operations, passwords, recovery, second_factor, sessions
from survey.auth.parts import studies_of
from survey.extensions import db
from survey.models import Staff


@dataclass(frozen=True)
class Overview:
    """What stands on one's own page."""

    has_phone: bool
    needs_phone: bool
    n_codes: int
    n_sessions: int


def overview(staff: Staff) -> Overview:
    """Return what somebody has."""
    return Overview(
        has_phone=second_factor.is_set_up(db.session, staff),
        needs_phone=second_factor.is_needed(),
        n_codes=recovery.n_left(db.session, staff),
        n_sessions=sessions.n_alive(db.session, staff),
    )


def change_password(staff: Staff, password: str) -> None:
    """Set one's own password, and go on in this browser alone; raise BadPassword."""
    words = [text for study in studies_of(staff) for text in (study.key, study.name)]
    email = staff.email
    db.session.commit()  # the slow hash must not hold the lock that answers need
    passwords.check(password, email, words)
    password_hash = passwords.hashed(password)
    found = browser.found_session()
    with_factor = found is not None and found.row.with_factor
    operations.set_password(db.session, staff, password_hash)
    browser.begin(staff, is_proved=True, with_factor=with_factor)
    db.session.commit()


def prepare_phone(staff: Staff) -> None:
    """Make a secret for another phone, which counts once a code of it was typed."""
    second_factor.prepare(db.session, staff)
    record(db.session, staff, "second_factor_begun", "staff")
    db.session.commit()


def new_recovery_codes(staff: Staff) -> list[str]:
    """Return ten new codes in place of the old ones."""
    record(db.session, staff, "recovery_codes_made", "staff")
    codes = recovery.make_anew(db.session, staff)
    db.session.commit()
    return codes
