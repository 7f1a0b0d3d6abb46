"""Studies, and how many have answered: at study level only, rounded to fives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from survey import policies, receipts
from survey.cards import counts as cards
from survey.errors import UnknownPage
from survey.extensions import db
from survey.letter import store as letters
from survey.letter.checking import Fault
from survey.models import (
    ContactPoint,
    Municipality,
    Participation,
    Receipt,
    Study,
    Wave,
    Withdrawal,
)
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.models.study import POST, PRE
from survey.release.counts import in_fives
from survey.weeks import current_week


@dataclass(frozen=True)
class ResponseCounts:
    """How many, in fives: exact counts of few people tell who has answered."""

    cards: int
    handed_out: int | None  # None where no cards have come back: then it says nothing new
    pre: int
    post: int


@dataclass(frozen=True)
class LetterState:
    """Which letter people meet, and what it lacks."""

    version: int | None
    may_show_example: bool
    faults: Sequence[Fault]


def letter_state(study: Study) -> LetterState:
    """Return how far a study has come with its information letter."""
    row = letters.newest(db.session, study)
    faults = letters.faults_of(db.session, study)
    return LetterState(
        row.version if row else None, study.kind in policies.WITHOUT_REAL_PEOPLE, faults
    )


def studies() -> Sequence[Study]:
    """Return all studies by key."""
    return db.session.scalars(select(Study).order_by(Study.key)).all()


def study_by_key(key: str) -> Study:
    """Return one study; raise UnknownPage if there is none of that key."""
    study = db.session.scalar(select(Study).where(Study.key == key))
    if study is None:
        raise UnknownPage(f"there is no study {key}; sammenheng study list shows those there are")
    return study


def municipalities(study: Study) -> Sequence[Municipality]:
    """Return the municipalities in which a study has contact points, by name."""
    return db.session.scalars(
        select(Municipality)
        .join(ContactPoint, ContactPoint.municipality_number == Municipality.number)
        .where(ContactPoint.study_id == study.id)
        .distinct()
        .order_by(Municipality.name)
    ).all()


def receipt(number: str) -> Receipt | None:
    """Return what a receipt is for, or None where no receipt has this number."""
    pepper = current_app.config["SETTINGS"].code_pepper
    return db.session.get(Receipt, receipts.hash_number(number, pepper))


def response_counts(study: Study) -> ResponseCounts:
    """Return how many cards there are and how many had answered when last week ended, in fives.

    Live counts, even rounded, would show who has just answered to somebody who waits and looks.
    """
    n_cards = cards.n_printed(db.session, study)
    n_returned = cards.n_returned(db.session, study)
    rows = db.session.execute(
        select(Wave.key, func.count(Participation.id))
        .join(Participation, Participation.wave_id == Wave.id)
        .where(
            Wave.study_id == study.id,
            Participation.submitted_week < current_week(),
            # Nor does a count show at once that somebody has just withdrawn.
            Participation.participant_id.not_in(
                WITHDRAWN_PEOPLE.where(Withdrawal.week < current_week())
            ),
        )
        .group_by(Wave.key)
    )
    answered = dict(rows.all())
    return ResponseCounts(
        in_fives(n_cards),
        in_fives(max(n_cards - n_returned, 0)) if n_returned else None,
        in_fives(answered.get(PRE, 0)),
        in_fives(answered.get(POST, 0)),
    )
