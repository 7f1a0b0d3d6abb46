"""The administrator's deeds: each is one audit event, and none leaves nobody to administrate."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.audit.operations import Actor, about, record
from survey.auth import invitations, second_factor, sessions
from survey.auth.operations import is_disabled, staff_of, state_of
from survey.auth.parts import give_part, studies_of, take_part_away
from survey.email_address import read_address
from survey.errors import BadAccount, BadEmailAddress
from survey.extensions import db
from survey.models import AccountState, Staff, Study
from survey.models.staff import ADMINISTRATOR, REVIEWER

WITHOUT_STUDIES = frozenset({ADMINISTRATOR})


def invite(actor: Staff | Actor, email: str, role: str, studies: Iterable[Study]) -> str:
    """Return the secret of a link that makes an account; raise BadAccount about the address."""
    address = _free_address(email)
    theirs = [] if role in WITHOUT_STUDIES else list(studies)
    token = invitations.invite(
        db.session, role=role, invited_by=actor.id, email=address, studies=theirs
    )
    record(db.session, actor, "account_invited", f"role:{role}")
    db.session.commit()
    return token


def invite_reviewer(actor: Staff, study: Study) -> str:
    """Return the secret of a link for a study's second person, whoever that is."""
    token = invitations.invite(db.session, role=REVIEWER, invited_by=actor.id, studies=[study])
    record(db.session, actor, "reviewer_invited", about(study))
    db.session.commit()
    return token


def invite_to_new_password(actor: Staff | Actor, staff: Staff) -> str:
    """Return the secret of a link with which somebody chooses a new password."""
    _check_is_somebody_else(actor, staff)
    token = invitations.invite(
        db.session, role=staff.role, invited_by=actor.id, email=staff.email, staff=staff
    )
    record(db.session, actor, "new_password_invited", about(staff))
    db.session.commit()
    return token


def withdraw_invitation(actor: Staff, token_hash: str) -> None:
    """End a link that is not used yet."""
    if invitations.withdraw(db.session, token_hash):
        record(db.session, actor, "invitation_withdrawn", "staff")
    db.session.commit()


def n_reviewers_links(actor: Staff, study: Study) -> int:
    """Return how many links for a study's second person somebody made that are not used yet."""
    return len(invitations.links_of(db.session, study, actor))


def withdraw_reviewers_links(actor: Staff, study: Study) -> None:
    """End every link for a study's second person that somebody has made."""
    links = invitations.links_of(db.session, study, actor)
    for one in links:
        invitations.withdraw(db.session, one.token_hash)
    if links:
        record(db.session, actor, "invitation_withdrawn", about(study), len(links))
    db.session.commit()


def change(actor: Staff, staff: Staff, role: str, studies: Iterable[Study]) -> None:
    """Give somebody this role and a part in these studies and no others; raise BadAccount."""
    _check_is_somebody_else(actor, staff)
    if role != staff.role:
        _check_is_not_last(db.session, staff)
        record(db.session, actor, "role_changed", about(staff))
        staff.role = role
        invitations.withdraw_all_of(db.session, staff)
        sessions.end_all(db.session, staff)
    _set_parts(actor, staff, [] if role in WITHOUT_STUDIES else list(studies))
    db.session.commit()


def disable(actor: Staff | Actor, staff: Staff) -> None:
    """Shut an account, everywhere and at once; raise BadAccount for the last administrator's."""
    _check_is_somebody_else(actor, staff)
    _check_is_not_last(db.session, staff)
    state_of(db.session, staff).is_disabled = True
    sessions.end_all(db.session, staff)
    invitations.withdraw_all_of(db.session, staff)
    record(db.session, actor, "account_disabled", about(staff))
    db.session.commit()


def enable(actor: Staff | Actor, staff: Staff) -> None:
    """Open an account again."""
    state_of(db.session, staff).is_disabled = False
    record(db.session, actor, "account_enabled", about(staff))
    db.session.commit()


def reset_second_factor(actor: Staff | Actor, staff: Staff) -> None:
    """Remove somebody's phone and recovery codes: a new one is set up at the next sign-in."""
    _check_is_somebody_else(actor, staff)
    second_factor.remove(db.session, staff)
    sessions.end_all(db.session, staff)
    record(db.session, actor, "second_factor_reset", about(staff))
    db.session.commit()


def _set_parts(actor: Staff, staff: Staff, studies: list[Study]) -> None:
    before = list(studies_of(staff))
    for study in studies:
        if study not in before:
            give_part(db.session, staff, study)
            record(db.session, actor, "part_given", about(staff))
    for study in before:
        if study not in studies:
            take_part_away(db.session, staff, study)
            for one in invitations.links_of(db.session, study, staff):
                invitations.withdraw(db.session, one.token_hash)
            record(db.session, actor, "part_taken_away", about(staff))


def _free_address(email: str) -> str:
    try:
        address = read_address(email).lower()
    except BadEmailAddress as error:
        raise BadAccount(gettext("This is no e-mail address. Look at it once more.")) from error
    if staff_of(db.session, address) is not None:
        raise BadAccount(
            gettext("This address has an account already. Give it what it needs on its own page.")
        )
    return address


def _check_is_somebody_else(actor: Staff | Actor, staff: Staff) -> None:
    """Raise BadAccount for one's own account: nobody gives themselves another role."""
    if actor.id == staff.id:
        raise BadAccount(
            gettext("Nobody changes their own account here. Ask another administrator.")
        )


def _check_is_not_last(session: Session, staff: Staff) -> None:
    if staff.role != ADMINISTRATOR or is_disabled(session, staff):
        return
    others = (
        select(func.count())
        .select_from(Staff)
        .outerjoin(AccountState, AccountState.staff_id == Staff.id)
        .where(
            Staff.role == ADMINISTRATOR,
            Staff.id != staff.id,
            AccountState.is_disabled.is_not(True),
        )
    )
    if not session.scalar(others):
        raise BadAccount(
            gettext(
                "This is the last administrator. Without one nobody could let anybody in. Make "
                "somebody else administrator first."
            )
        )
