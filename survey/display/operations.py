"""Keeps a display with the card, so that it is the same on every device."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import bindparam, select

from survey.display.choices import Display
from survey.extensions import db
from survey.models import Participant, ShownAs
from survey.prepared import Prepared

KEPT = Prepared(
    select(ShownAs.amount, ShownAs.text_size, ShownAs.spacing).where(
        ShownAs.participant_id == bindparam("participant_id")
    )
)


def display_of(participant_id: str) -> Display:
    """Return how this participant wants the pages shown."""
    return Display(*(KEPT.row(db.connection, participant_id=participant_id) or ()))


def keep_display(participant_id: str, display: Display) -> None:
    """Keep how this participant wants the pages shown; nothing where the card was erased."""
    if db.session.get(Participant, participant_id) is None:
        return
    db.session.merge(ShownAs(participant_id=participant_id, **asdict(display)))
    db.session.commit()
