"""How many cards are out, from what was printed and what came back: no card is looked at."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.models import CardBatch, CardInBatch, CardsReturned, Participant, Study
from survey.models.card import STANDING


def n_printed(session: Session, study: Study) -> int:
    """Return how many cards were printed and neither replaced nor lost.

    Of printings their number on paper is taken, not the rows there are: who erases takes a row
    away, and a printing in place of an old one leaves the rows of used cards. Cards that are in
    no printing, of before printings were kept or of imported answers, are counted as they are.
    """
    in_printings = select(func.sum(CardBatch.n_cards)).where(
        CardBatch.study_id == study.id, CardBatch.state.in_(STANDING)
    )
    return (session.scalar(in_printings) or 0) + n_outside_printings(session, study)


def n_outside_printings(session: Session, study: Study) -> int:
    """Return how many cards of a study are in no printing."""
    there = select(CardInBatch.participant_id)
    return (
        session.scalar(
            select(func.count()).where(
                Participant.study_id == study.id, Participant.id.not_in(there)
            )
        )
        or 0
    )


def n_returned(session: Session, study: Study) -> int:
    """Return how many cards came back in all: what was typed in, not what anybody did."""
    total = select(func.sum(CardsReturned.n_cards)).where(CardsReturned.study_id == study.id)
    return session.scalar(total) or 0
