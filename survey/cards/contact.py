"""Whom to ask, as it stands on a card's back."""

from __future__ import annotations

from survey.models import Study

LONGEST_CONTACT = 80  # two lines on the back


def contact_on_cards(study: Study) -> str:
    """Return the study's contact, or nothing where it is too long for a card."""
    contact = study.contact.strip()
    return contact if len(contact) <= LONGEST_CONTACT else ""
