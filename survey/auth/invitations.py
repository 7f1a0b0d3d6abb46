"""Links that let somebody in: an account, one more part in a study, or a new password.

A link is shown once, is good once and for seven days, and the database holds only its hash. Nothing
is sent: whoever invites hands it on. It has letters only, so that it is never taken for a card's
code.
"""

from __future__ import annotations

import datetime as dt
import secrets
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey.auth.parts import give_part
from survey.auth.sessions import hash_of, now
from survey.errors import BadInvitation
from survey.extensions import db
from survey.models import Invitation, InvitationStudy, Staff, Study
from survey.models.staff import REVIEWER

GOOD_FOR = dt.timedelta(days=7)
TOKEN_LENGTH = 28  # letters: 131 bits


@dataclass(frozen=True)
class Offer:
    """What a link offers."""

    email: str | None
    role: str
    staff: Staff | None  # whose new password it is for
    studies: Sequence[Study]
    inviter: str  # an e-mail; empty: the operator, or somebody whose account is gone

    @property
    def is_for_anybodys_account(self) -> bool:
        """Return whether somebody who is a second person already may take it on too."""
        return self.staff is None and self.role == REVIEWER


def invite(  # noqa: PLR0913 - all that a link may offer
    session: Session,
    *,
    role: str,
    invited_by: str,
    email: str | None = None,
    studies: Iterable[Study] = (),
    staff: Staff | None = None,
) -> str:
    """Make a link and return its token; one more for the same e-mail ends the one before.

    The caller commits.
    """
    session.execute(delete(Invitation).where(Invitation.ends_at <= now()))
    if email is not None:
        session.execute(delete(Invitation).filter_by(email=email))
    token = "".join(secrets.choice(string.ascii_lowercase) for _ in range(TOKEN_LENGTH))
    session.add(
        Invitation(
            token_hash=hash_of(token),
            email=email,
            role=role,
            staff_id=staff.id if staff else None,
            invited_by=invited_by,
            ends_at=now() + GOOD_FOR,
        )
    )
    session.flush()
    session.add_all(
        InvitationStudy(token_hash=hash_of(token), study_id=study.id) for study in studies
    )
    session.flush()
    return token


def read(session: Session, token: str) -> Offer:
    """Return what a link offers; raise BadInvitation for one that is used, too old or wrong."""
    row = session.scalar(
        select(Invitation).where(
            Invitation.token_hash == hash_of(token), Invitation.ends_at > now()
        )
    )
    if row is None:
        raise BadInvitation("no invitation has this link")
    studies = session.scalars(
        select(Study)
        .join(InvitationStudy, InvitationStudy.study_id == Study.id)
        .where(InvitationStudy.token_hash == row.token_hash)
        .order_by(Study.key)
    ).all()
    inviter = session.get(Staff, row.invited_by)
    staff = session.get(Staff, row.staff_id) if row.staff_id else None
    return Offer(row.email, row.role, staff, studies, inviter.email if inviter else "")


def use_up(session: Session, token: str) -> str:
    """End a link that is being used, and return who invited; raise BadInvitation if it is gone.

    Of two who use it at the same moment only one gets past this; the caller commits.
    """
    mine = Invitation.token_hash == hash_of(token)
    invited_by = session.scalar(select(Invitation.invited_by).where(mine))
    done = session.execute(delete(Invitation).where(mine, Invitation.ends_at > now()))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # a delete's result has it
        raise BadInvitation("the invitation was used a moment ago")
    return str(invited_by)


def give_parts(session: Session, staff: Staff, studies: Iterable[Study]) -> None:
    """Give somebody a part in each study of a link; the caller commits."""
    for study in studies:
        give_part(session, staff, study)


def open_invitations() -> Sequence[Invitation]:
    """Return the links that are not used yet, the first to end first."""
    still = Invitation.ends_at > now()
    return db.session.scalars(select(Invitation).where(still).order_by(Invitation.ends_at)).all()


def links_of(session: Session, study: Study, inviter: Staff) -> Sequence[Invitation]:
    """Return the links for a study's second person that somebody made and nobody has used yet."""
    return session.scalars(
        select(Invitation)
        .join(InvitationStudy, InvitationStudy.token_hash == Invitation.token_hash)
        .where(
            InvitationStudy.study_id == study.id,
            Invitation.invited_by == inviter.id,
            Invitation.email.is_(None),
            Invitation.ends_at > now(),
        )
    ).all()


def withdraw(session: Session, token_hash: str) -> bool:
    """End a link that is not used yet; the caller commits."""
    done = session.execute(delete(Invitation).filter_by(token_hash=token_hash))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # a delete's result has it


def withdraw_all_of(session: Session, staff: Staff) -> None:
    """End every link that somebody has made, or that is for their account; the caller commits."""
    session.execute(
        delete(Invitation).where(
            (Invitation.invited_by == staff.id) | (Invitation.staff_id == staff.id)
        )
    )
