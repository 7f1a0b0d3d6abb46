"""Erasing an address for reminders, in the transaction that goes on."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey.models import Consent, Contact

CONSENT_PURPOSE = "contact"


def forget(session: Session, participant_id: str) -> None:
    """Erase the address: it has done its work.

    That there was consent is kept, as for every purpose.
    """
    session.execute(delete(Contact).where(Contact.participant_id == participant_id))


def take_back(session: Session, participant_id: str) -> None:
    """Erase the address and the consent to it: the participant has taken both back."""
    forget(session, participant_id)
    session.execute(
        delete(Consent).where(
            Consent.participant_id == participant_id, Consent.purpose == CONSENT_PURPOSE
        )
    )
