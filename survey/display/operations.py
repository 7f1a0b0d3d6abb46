"""Keeps a display with the card, so that it is the same on every device."""

from __future__ import annotations

from dataclasses import asdict

from survey.display.choices import Display
from survey.extensions import db
from survey.models import Participant, ShownAs


def display_of(participant_id: str) -> Display:
    """Return how this participant wants the pages shown."""
    kept = db.session.get(ShownAs, participant_id)
    return Display(kept.amount, kept.text_size, kept.spacing) if kept else Display()


def keep_display(participant_id: str, display: Display) -> None:
    """Keep how this participant wants the pages shown; nothing where the card was erased."""
    if db.session.get(Participant, participant_id) is None:
        return
    db.session.merge(ShownAs(participant_id=participant_id, **asdict(display)))
    db.session.commit()
