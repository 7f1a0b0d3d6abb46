"""Studies, and how many have answered: at study level only, rounded to fives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from survey import policies, receipts
from survey.errors import BadStudyKey, UnknownPage
from survey.extensions import db
from survey.letter import store as letters
from survey.letter.checking import Fault
from survey.models import (
    ContactPoint,
    Municipality,
    Participant,
    Participation,
    Receipt,
    Study,
    Wave,
    Withdrawal,
)
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.models.study import CLOSED, DRAFT, EVALUATION, OPEN, POST, PRE, TRIAL
from survey.release.counts import in_fives
from survey.weeks import current_week
from survey.wording import store, uses

KEY_FORM = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")


@dataclass(frozen=True)
class ResponseCounts:
    """How many, in fives: exact counts of few people tell who has answered."""

    cards: int
    pre: int
    post: int


@dataclass(frozen=True)
class LetterState:
    """Which letter people meet, and what it lacks."""

    version: int | None
    may_show_example: bool
    faults: Sequence[Fault]


@dataclass(frozen=True)
class NewStudy:
    """What is known of a study when it is added."""

    trial: bool
    name: str | None
    institution: str
    contact: str
    post_after_weeks: int
    post_window_weeks: int | None
    background: tuple[str, ...]
    open_field: bool


def add_study(key: str, new: NewStudy) -> Study:
    """Add a study with its two waves; a trial is open at once, a real one is a draft."""
    if not KEY_FORM.fullmatch(key):
        raise BadStudyKey(f"{key!r} cannot be a study's key: use small letters, digits and hyphens")
    if db.session.scalar(select(Study.id).where(Study.key == key)):
        raise BadStudyKey(f"there is a study {key} already; choose another key")
    study = Study(
        key=key,
        name=new.name or key,
        kind=TRIAL if new.trial else EVALUATION,
        state=OPEN if new.trial else DRAFT,
        institution=new.institution,
        contact=new.contact,
        post_after_weeks=new.post_after_weeks,
        post_window_weeks=new.post_window_weeks,
        background=list(new.background),
        open_field=new.open_field,
        waves=[Wave(key=PRE, position=1), Wave(key=POST, position=2)],
    )
    db.session.add(study)
    store.keep_stand_ins(db.session)
    db.session.commit()
    return study


def open_study(study: Study) -> None:
    """Open a study to participants; raise OnlyTrials for one of real people.

    Raises NotPermitted while an instrument has no text that the study may show.
    """
    policies.check_can_open(study, letters.faults_of(db.session, study))
    uses.check_may_open(db.session, study)
    study.state = OPEN
    db.session.commit()


def letter_state(study: Study) -> LetterState:
    """Return how far a study has come with its information letter."""
    row = letters.newest(db.session, study)
    faults = letters.faults_of(db.session, study)
    return LetterState(
        row.version if row else None, study.kind in policies.WITHOUT_REAL_PEOPLE, faults
    )


def close_study(study: Study) -> None:
    """Take no more answers."""
    study.state = CLOSED
    db.session.commit()


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
    cards = db.session.scalar(
        select(func.count()).select_from(Participant).where(Participant.study_id == study.id)
    )
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
        in_fives(cards or 0), in_fives(answered.get(PRE, 0)), in_fives(answered.get(POST, 0))
    )
