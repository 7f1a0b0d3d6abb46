"""Which columns a study's answers fill. Loads no numpy: pages show them too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS
from survey.after_questions import AFTER
from survey.after_questions import KEYS as AFTER_KEYS
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.declined import declined_column
from survey.models import (
    Administration,
    AfterAnswer,
    BackgroundAnswer,
    Participant,
    Participation,
    Response,
    Study,
)
from survey.models.rights import WITHDRAWN_PEOPLE

PERSON_COLUMNS = ["participant", "group", "municipality", "group_type", "life_problem"]
WAVE_COLUMNS = [
    "wave",
    "week",
    "weeks_since_pre",
    "meetings_before",
    "late_pre",
    "language",
    "wording",
    "mode",
]


@dataclass(frozen=True)
class Used:
    """Which columns have something in them, over everybody who has not withdrawn."""

    columns: frozenset[str]  # of what is asked beside the instruments, and of what was declined
    instruments: tuple[str, ...]


def used(session: Session, study: Study) -> Used:
    """Return what has been answered or declined by anybody."""
    asked = {
        **{key: getattr(BackgroundAnswer, key) for key in BACKGROUND_KEYS},
        **{key: getattr(AfterAnswer, key) for key in AFTER_KEYS},
        declined_column(AFTER): AfterAnswer.declined,
    }
    counts = session.execute(
        select(*(func.count(column).label(key) for key, column in asked.items()))
        .select_from(Participation)
        .join(Participant, Participant.id == Participation.participant_id)
        .outerjoin(BackgroundAnswer, BackgroundAnswer.participation_id == Participation.id)
        .outerjoin(AfterAnswer, AfterAnswer.participation_id == Participation.id)
        .where(*of(study))
    ).one()
    columns = {key for key, count in zip(asked, counts, strict=True) if count}
    instruments = []
    # Where nobody has declined anything, this is found without going through every person.
    somebody_declined = session.scalar(select(Response.item_key).where(Response.declined).limit(1))
    for key in INSTRUMENT_KEYS:
        is_declined = somebody_declined is not None and _is_there(
            session, study, key, Response.declined
        )
        if is_declined:
            columns.add(declined_column(key))
        if is_declined or _is_there(session, study, key, Response.value.is_not(None)):
            instruments.append(key)
    return Used(frozenset(columns), tuple(instruments))


def _is_there(session: Session, study: Study, instrument_key: str, condition: Any) -> bool:
    found = session.scalar(
        select(Response.item_key)
        .join(Administration, Administration.id == Response.administration_id)
        .join(Participant, Participant.id == Administration.participant_id)
        .where(*of(study), Administration.instrument_key == instrument_key, condition)
        .limit(1)
    )
    return found is not None


def of(study: Study) -> tuple[Any, Any]:
    """Return the conditions under which somebody is of a study and has not withdrawn."""
    return Participant.study_id == study.id, Participant.id.not_in(WITHDRAWN_PEOPLE)
