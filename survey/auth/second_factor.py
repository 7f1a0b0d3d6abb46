"""The second factor: a code from an app on a phone, which changes every half minute (TOTP).

It is needed from everybody. ``staff_second_factor = "off"`` counts only while the installation has
demonstrations and trials and nothing else: from the moment that a study of real people is added,
whoever signed in without it is asked for it, whatever the settings say.
"""

from __future__ import annotations

import hmac
import secrets
import time

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey.auth.keys import key_for
from survey.extensions import db
from survey.models import RecoveryCode, SecondFactor, Staff, Study
from survey.models.study import EVALUATION

NAME = "Sammenheng"
STEP = 30  # seconds
NONCE_LENGTH = 12
DIGITS = 6


def is_needed() -> bool:
    """Return whether signing in needs a code here."""
    if current_app.config["SETTINGS"].staff_second_factor != "off":
        return True
    return db.session.scalar(select(Study.id).where(Study.kind == EVALUATION).limit(1)) is not None


def is_set_up(session: Session, staff: Staff) -> bool:
    """Return whether somebody has set a phone up."""
    return _row(session, staff, is_confirmed=True) is not None


def awaits_first_phone(staff: Staff) -> bool:
    """Return whether somebody who has the password alone may set a phone up.

    Never where one counts already: else a new phone that was begun and not confirmed would let in
    whoever has the password.
    """
    return not is_set_up(db.session, staff) and secret_to_show(staff) is not None


def prepare(session: Session, staff: Staff) -> None:
    """Make a secret for a new phone, which counts once a code confirms it; the caller commits."""
    session.execute(delete(SecondFactor).filter_by(staff_id=staff.id, is_confirmed=False))
    add(session, staff, pyotp.random_base32(), is_confirmed=False)


def add(session: Session, staff: Staff, secret: str, *, is_confirmed: bool) -> None:
    """Store a secret, encrypted for this account and no other; the caller commits."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    sealed = nonce + _cipher().encrypt(nonce, secret.encode(), _place(staff.id))
    row = SecondFactor(staff_id=staff.id, is_confirmed=is_confirmed, sealed=sealed, last_step=0)
    session.add(row)


def secret_to_show(staff: Staff) -> str | None:
    """Return the secret of a phone that is being set up; one that is in use is never shown."""
    row = _row(db.session, staff, is_confirmed=False)
    return None if row is None else _opened(row)


def confirm(session: Session, staff: Staff, code: str) -> bool:
    """Let the new phone count, in place of an older one, if this is its code; caller commits."""
    row = _row(session, staff, is_confirmed=False)
    if row is None or not _take(session, row, code):
        return False
    session.execute(delete(SecondFactor).filter_by(staff_id=staff.id, is_confirmed=True))
    mine = (SecondFactor.staff_id == staff.id) & SecondFactor.is_confirmed.is_(False)
    session.execute(update(SecondFactor).where(mine).values(is_confirmed=True))
    return True


def accepts(session: Session, staff: Staff, code: str) -> bool:
    """Return whether this is a code of somebody's phone that was not used before; caller commits.

    A code counts once, and none from before it counts any more.
    """
    row = _row(session, staff, is_confirmed=True)
    return row is not None and _take(session, row, code)


def remove(session: Session, staff: Staff) -> None:
    """Remove an account's phone and its recovery codes; the caller commits."""
    for table in (SecondFactor, RecoveryCode):
        session.execute(delete(table).where(table.staff_id == staff.id))


def picture(secret: str, staff: Staff) -> str:
    """Return the square that an app scans, as SVG on white; the same secret stands beside it."""
    code = segno.make(_address(secret, staff), error="m", micro=False)
    drawn = code.svg_inline(scale=4, border=4, light="#fff", svgclass=None, lineclass=None)
    return drawn.replace("<svg ", '<svg aria-hidden="true" ', 1)


def _address(secret: str, staff: Staff) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=NAME)


def current_step() -> int:
    """Return the number of the half minute we are in."""
    return int(time.time()) // STEP


def _take(session: Session, row: SecondFactor, code: str) -> bool:
    """Return whether a code is right for now, a step ago or a step ahead, and let it count once."""
    secret = _opened(row)
    here = current_step()
    for step in (here - 1, here, here + 1):
        expected = pyotp.TOTP(secret).generate_otp(step)
        if hmac.compare_digest(expected.encode(), code.encode()) and step > row.last_step:
            return _note(session, row, step)
    return False


def _note(session: Session, row: SecondFactor, step: int) -> bool:
    """Note the step, and return whether nobody else was faster with the same code."""
    mine = (SecondFactor.staff_id == row.staff_id) & (SecondFactor.is_confirmed == row.is_confirmed)
    unused = SecondFactor.last_step < step
    done = session.execute(update(SecondFactor).where(mine, unused).values(last_step=step))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # an update's result has it


def _row(session: Session, staff: Staff, *, is_confirmed: bool) -> SecondFactor | None:
    return session.get(SecondFactor, (staff.id, is_confirmed))


def _opened(row: SecondFactor) -> str:
    nonce, text = row.sealed[:NONCE_LENGTH], row.sealed[NONCE_LENGTH:]
    try:
        return _cipher().decrypt(nonce, text, _place(row.staff_id)).decode()
    except InvalidTag:
        # Another secret_key sealed it: no code fits, and the way in is to set the phone up again.
        current_app.logger.exception("a second factor was sealed with another secret_key")
        return pyotp.random_base32()


def _cipher() -> AESGCM:
    return AESGCM(key_for("second factor"))


def _place(staff_id: str) -> bytes:
    return f"second_factor/{staff_id}".encode()
