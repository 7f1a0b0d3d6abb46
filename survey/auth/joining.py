"""Somebody takes up an invitation: a new account, one more part, or a new password."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy.orm import Session

from survey.audit.operations import about, record
from survey.auth import invitations, operations, passwords, steps
from survey.auth.invitations import Offer
from survey.email_address import read_address
from survey.errors import BadAccount, BadEmailAddress
from survey.extensions import db
from survey.models import Staff


def offer_of(token: str) -> Offer:
    """Return what a link offers; raise BadInvitation."""
    return invitations.read(db.session, token)


def join(token: str, email: str, password: str) -> steps.Step:
    """Make the account, or set its new password, and begin its session.

    Raises BadInvitation, BadAccount about the address and BadPassword.
    """
    offer = offer_of(token)
    address = offer.staff.email if offer.staff else offer.email or _read(email)
    words = [text for study in offer.studies for text in (study.key, study.name)]
    db.session.rollback()  # the slow hash must not hold the lock that answers need
    passwords.check(password, address, words)
    password_hash = passwords.hashed(password)
    staff = _take_up(db.session, token, address, password_hash)
    db.session.commit()
    return steps.after_password(staff.id)


def accept(staff: Staff, token: str) -> None:
    """Give somebody who is a second person already a part in one more study."""
    offer = offer_of(token)
    if not offer.is_for_anybodys_account or offer.email not in {None, staff.email}:
        raise BadAccount(gettext("This invitation is not for this account."))
    invitations.use_up(db.session, token)
    invitations.give_parts(db.session, staff, offer.studies)
    for study in offer.studies:
        record(db.session, staff, "part_taken_up", about(study))
    db.session.commit()


def _read(email: str) -> str:
    try:
        return read_address(email).lower()
    except BadEmailAddress as error:
        raise BadAccount(gettext("Type your whole e-mail address.")) from error


def _take_up(session: Session, token: str, address: str, password_hash: str) -> Staff:
    offer = invitations.read(session, token)  # anew: the lock was free meanwhile
    invited_by = invitations.use_up(session, token)
    if offer.staff:
        operations.set_password(session, offer.staff, password_hash)
        return offer.staff
    if operations.staff_of(session, address) is not None:
        raise BadAccount(
            gettext("There is an account with this address already. Sign in with it instead.")
        )
    staff = Staff(email=address, role=offer.role, password_hash=password_hash)
    session.add(staff)
    session.flush()
    operations.state_of(session, staff).invited_by = invited_by
    invitations.give_parts(session, staff, offer.studies)
    record(session, staff, "invitation_taken_up", "staff")
    return staff
