"""Which reminders are to be sent, each counted before it is sent.

A reminder is counted and committed first and sent afterwards. A program that dies between the two
leaves a reminder that never came, which is better than one that comes twice; only what the mail
server has surely not taken is counted back. The count is raised under the write lock, so that of
two runs at the same time one finds that there is nothing left to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Label, Row, Select, Subquery, case, delete, func, select, update
from sqlalchemy.orm import Session

from survey.errors import SealedOtherwise
from survey.extensions import db
from survey.journal import entries, recording
from survey.models import Contact, CutOff, Participant, Participation, Study, Wave
from survey.models.study import ANONYMISED, CLOSED, POST, PRE
from survey.policies import post_window
from survey.reminders import addresses
from survey.reminders.sealing import Recipient, unseal
from survey.reminders.timing import MOST_REMINDERS, Next, what_next
from survey.study_states import Act, allows
from survey.weeks import weeks_later

WEEKS_AFTER_FREEZE = 4


@dataclass(frozen=True)
class Claim:
    """A reminder that this run has counted and is to send."""

    participant_id: str
    recipient: Recipient
    number: int  # 1 or 2
    sent_week_before: str | None

    @property
    def is_last(self) -> bool:
        """Return whether no more comes after this one."""
        return self.number == MOST_REMINDERS


def to_send(week: str) -> list[str]:
    """Return the participants whose reminder is due, in no order that means anything."""
    return _those_for(Next.SEND, week)


def erase_done(week: str) -> int:
    """Erase every address that has done its work; return how many."""
    with db.writing() as session:
        n_erased = erase_some(session, week)
        session.commit()
    return n_erased


def n_done(session: Session, week: str) -> int:
    """Return how many addresses have done their work."""
    return sum(_next(row, week) is Next.ERASE for row in session.execute(_everybody()))


def erase_some(session: Session, week: str, most: int | None = None) -> int:
    """Erase addresses that have done their work, so many at most; the caller commits."""
    rows = session.execute(_everybody())
    done = list(islice((row.Contact for row in rows if _next(row, week) is Next.ERASE), most))
    for contact in done:
        session.delete(contact)
    return len(done)


def claim(participant_id: str, week: str, contact_key: str) -> Claim | None:
    """Count this participant's reminder as sent; None where none is due any more.

    Raises SealedOtherwise, and counts nothing, where the key does not open the address.
    """
    with db.writing() as session:
        row = session.execute(
            _everybody().where(Contact.participant_id == participant_id)
        ).one_or_none()
        if row is None or _next(row, week) is not Next.SEND:
            return None
        contact = row.Contact
        claimed = Claim(
            participant_id,
            unseal(contact.sealed, contact_key, participant_id),
            contact.n_sent + 1,
            contact.sent_week,
        )
        contact.n_sent, contact.sent_week = claimed.number, week
        session.commit()
    return claimed


def give_back(claimed: Claim) -> None:
    """Count a reminder as not sent after all: the server has surely not taken it."""
    with db.writing() as session:
        session.execute(
            update(Contact)
            .where(
                Contact.participant_id == claimed.participant_id, Contact.n_sent == claimed.number
            )
            .values(n_sent=claimed.number - 1, sent_week=claimed.sent_week_before)
        )
        session.commit()


def erase(participant_id: str) -> None:
    """Erase the address of somebody who gets no more reminders."""
    with db.writing() as session:
        session.execute(delete(Contact).where(Contact.participant_id == participant_id))
        session.commit()


def forget_address(address: str, contact_key: str) -> tuple[int, int]:
    """Remove an address and the consent to it, for somebody without the card who asks for it.

    Returns how many cards had it, and how many addresses the key does not open. Every address is
    opened in turn, since nothing is stored that one could be looked up by.
    """
    n_found = n_unreadable = 0
    with db.writing() as session:
        for contact in session.scalars(select(Contact)).all():
            try:
                found = unseal(contact.sealed, contact_key, contact.participant_id)
            except SealedOtherwise:
                n_unreadable += 1
                continue
            if found.address.lower() == address.lower():
                n_found += 1
                recording.ready(session)
                addresses.take_back(session, contact.participant_id)
                recording.record(session, entries.ADDRESS, contact.participant_id)
        session.commit()
    return n_found, n_unreadable


def _those_for(wanted: Next, week: str) -> list[str]:
    with db.reading() as session:
        rows = session.execute(_everybody()).all()
        return [row.Contact.participant_id for row in rows if _next(row, week) is wanted]


def _everybody() -> Select[Contact, Study, str, str, str]:
    pre, post = _weeks_of(PRE), _weeks_of(POST)
    return (
        select(
            Contact,
            Study,
            pre.c.submitted_week.label("pre"),
            post.c.submitted_week.label("post"),
            _last_freeze(),
        )
        .join(Participant, Participant.id == Contact.participant_id)
        .join(Study, Study.id == Participant.study_id)
        .outerjoin(pre, pre.c.participant_id == Contact.participant_id)
        .outerjoin(post, post.c.participant_id == Contact.participant_id)
    )


def _weeks_of(wave_key: str) -> Subquery:
    return (
        select(Participation.participant_id, Participation.submitted_week)
        .join(Wave, Wave.id == Participation.wave_id)
        .where(Wave.key == wave_key)
        .subquery()
    )


def _last_freeze() -> Label[str | None]:
    """Return the week of a study's last freeze; nothing while another one is to come."""
    is_last = func.count() == func.count(CutOff.frozen_week)
    return (
        select(case((is_last, func.max(CutOff.frozen_week))))
        .where(CutOff.study_id == Study.id)
        .correlate(Study)
        .scalar_subquery()
        .label("last_freeze")
    )


def _next(row: Row[Contact, Study, str, str, str], week: str) -> Next:
    contact, study, pre, post, last_freeze = row
    if study.state in {CLOSED, ANONYMISED} or pre is None or post is not None:
        return Next.ERASE
    # Nobody who comes now is counted any more. 30 days, from the first in which it may have been.
    if last_freeze is not None and week >= weeks_later(last_freeze, WEEKS_AFTER_FREEZE):
        return Next.ERASE
    window = post_window(study, pre)
    if window.is_over(week):
        return Next.ERASE
    if not allows(study.state, Act.REMIND):
        return Next.WAIT
    return what_next(
        due=window.first,
        week=week,
        n_sent=contact.n_sent,
        sent_week=contact.sent_week,
    )
