"""The accounts and invitations there are, as the administrator sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from survey.auth import invitations
from survey.errors import UnknownPage
from survey.extensions import db
from survey.models import (
    AccountState,
    Invitation,
    InvitationStudy,
    SecondFactor,
    Staff,
    Study,
    StudyPart,
)

# An account's id as it stands in an address: letters only, so that it is never taken for a code.
DIGITS, LETTERS = "0123456789", "ghijklmnop"


@dataclass(frozen=True)
class Account:
    """One account with what the list says of it."""

    staff: Staff
    studies: Sequence[str]  # names
    last_week: str | None
    is_disabled: bool
    has_phone: bool
    invited_by: str  # an e-mail; empty where nobody did, or the operator

    @property
    def key(self) -> str:
        """Return what stands for the account in an address."""
        return self.staff.id.translate(str.maketrans(DIGITS, LETTERS))


@dataclass(frozen=True)
class OpenInvitation:
    """One link that is not used yet."""

    row: Invitation
    studies: Sequence[str]
    inviter: str


def accounts() -> list[Account]:
    """Return all accounts by e-mail."""
    everybody = db.session.scalars(select(Staff).order_by(Staff.email)).all()
    states = {one.staff_id: one for one in db.session.scalars(select(AccountState))}
    phones = set(db.session.scalars(select(SecondFactor.staff_id).filter_by(is_confirmed=True)))
    parts = _names_by(StudyPart.staff_id, StudyPart.study_id)
    emails = {one.id: one.email for one in everybody}
    return [_account(one, states.get(one.id), phones, parts, emails) for one in everybody]


def account(key: str) -> Account:
    """Return one account; raise UnknownPage."""
    for one in accounts():
        if one.key == key:
            return one
    raise UnknownPage("there is no such account")


def open_invitations() -> list[OpenInvitation]:
    """Return the links that are not used yet."""
    studies = _names_by(InvitationStudy.token_hash, InvitationStudy.study_id)
    emails = dict(db.session.execute(select(Staff.id, Staff.email)).all())
    return [
        OpenInvitation(row, studies[row.token_hash], emails.get(row.invited_by, ""))
        for row in invitations.open_invitations()
    ]


def all_studies() -> Sequence[Study]:
    """Return every study by key: an administrator gives parts in all, and sees inside none."""
    return db.session.scalars(select(Study).order_by(Study.key)).all()


def _account(
    staff: Staff,
    state: AccountState | None,
    phones: set[str],
    parts: Mapping[str, list[str]],
    emails: Mapping[str, str],
) -> Account:
    return Account(
        staff=staff,
        studies=parts[staff.id],
        last_week=state.last_week if state else None,
        is_disabled=state.is_disabled if state else False,
        has_phone=staff.id in phones,
        invited_by=emails.get(state.invited_by or "", "") if state else "",
    )


def _names_by(owner: object, study_id: object) -> defaultdict[str, list[str]]:
    """Return the names of studies by whom or what they belong to, each by key."""
    rows = db.session.execute(
        select(owner, Study.name).join(Study, Study.id == study_id).order_by(Study.key)  # type: ignore[call-overload]
    )
    names = defaultdict(list)
    for of, name in rows:
        names[of].append(name)
    return names
