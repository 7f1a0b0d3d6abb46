"""What a study's people have said, read from the database some people at a time.

The one source of the evaluation's frame and of every file that is taken out: they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session

from scoring.instrument import load_instrument
from survey.after_questions import AFTER
from survey.after_questions import KEYS as AFTER_KEYS
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.declined import declined_column
from survey.models import (
    Administration,
    AfterAnswer,
    BackgroundAnswer,
    ContactPoint,
    Group,
    InstrumentWording,
    Participant,
    Participation,
    Response,
    Study,
    Wave,
)
from survey.report.pseudonyms import PSEUDONYM_LENGTH, pseudonym
from survey.report.used import of

PEOPLE_AT_A_TIME = 4_000
THESE: BindParameter[str] = bindparam("people", expanding=True)
ID_LENGTH = 32
# One instrument's answers at one wave are one number: four bits for each item.
BITS = 4
NOT_ASKED, DECLINED, SKIPPED = 0, 8, 9  # beside the points of a scale, which are 1 to 7
SITTING_COLUMNS = (
    "participant_id",
    "wave_id",
    "wave",
    "group_id",
    "municipality",
    "group_type",
    "life_problem",
    "meetings_before",
    "was_asked_after",
    *BACKGROUND_KEYS,
    *AFTER_KEYS,
    declined_column(AFTER),
)


@dataclass(frozen=True)
class Wording:
    """What is told of a text that was answered."""

    language: str
    sign: str  # the instrument and the first signs of the hash: enough to see a change


def people_in_order(session: Session, study: Study, export_key: str) -> NDArray[np.bytes_]:
    """Return the ids of those with answers in the order of their pseudonyms, which is random.

    Held as bytes, 32 for each person: the only thing in memory that grows with a study.
    """
    answered = exists().where(Administration.participant_id == Participant.id)
    found = session.execute(
        select(Participant.id).where(*of(study), answered),
        execution_options={"yield_per": 10_000},
    ).scalars()
    ids, keys = bytearray(), bytearray()
    for one in found:
        ids += one.encode().ljust(ID_LENGTH)
        keys += pseudonym(one, study.id, export_key).encode()
    order = np.argsort(np.frombuffer(keys, dtype=f"S{PSEUDONYM_LENGTH}"), kind="stable")
    return np.frombuffer(ids, dtype=f"S{ID_LENGTH}")[order]


def some_at_a_time(people: NDArray[np.bytes_]) -> Iterator[list[str]]:
    """Yield the ids, some thousand together."""
    for start in range(0, len(people), PEOPLE_AT_A_TIME):
        yield [one.decode().rstrip() for one in people[start : start + PEOPLE_AT_A_TIME].tolist()]


def wordings(session: Session) -> dict[str, Wording]:
    """Return every stored text, by its id."""
    rows = session.execute(
        select(
            InstrumentWording.id,
            InstrumentWording.language,
            InstrumentWording.instrument_key,
            InstrumentWording.sha256,
        )
    )
    return {one: Wording(language, f"{key}:{sha[:8]}") for one, language, key, sha in rows}


def sittings(session: Session, people: Sequence[str]) -> list[Any]:
    """Return a row for each wave that these people have sent in, as SITTING_COLUMNS."""
    asked = _sittings().where(Participation.participant_id.in_(THESE))
    return list(session.execute(asked, {THESE.key: people}))


def _sittings() -> Select[Any]:
    return (
        select(
            Participation.participant_id,
            Participation.wave_id,
            Wave.key,
            Participant.group_id,
            ContactPoint.municipality_number,
            Group.group_type,
            Group.life_problem,
            Participation.meetings_before,
            AfterAnswer.participation_id.is_not(None),
            *(getattr(BackgroundAnswer, key) for key in BACKGROUND_KEYS),
            *(getattr(AfterAnswer, key) for key in AFTER_KEYS),
            AfterAnswer.declined,
        )
        .join(Participant, Participant.id == Participation.participant_id)
        .join(Wave, Wave.id == Participation.wave_id)
        .outerjoin(BackgroundAnswer, BackgroundAnswer.participation_id == Participation.id)
        .outerjoin(AfterAnswer, AfterAnswer.participation_id == Participation.id)
        .outerjoin(Group, Group.id == Participant.group_id)
        .outerjoin(ContactPoint, ContactPoint.id == Group.contact_point_id)
    )


def administrations(session: Session, people: Sequence[str]) -> list[Any]:
    """Return what these people sent in: person, wave, instrument, wording, mode, week, answers.

    The answers are packed into one number, since a row for each of them costs ten times as much.
    """
    packed = (
        select(func.sum(_code().bitwise_lshift(_place())))
        .where(Response.administration_id == Administration.id)
        .scalar_subquery()
    )
    return list(
        session.execute(
            select(
                Administration.participant_id,
                Administration.wave_id,
                Administration.instrument_key,
                Administration.wording_id,
                Administration.mode,
                Administration.submitted_week,
                packed,
            ).where(Administration.participant_id.in_(THESE)),
            {THESE.key: people},
        )
    )


def unpacked(packed: NDArray[np.int64], instrument_key: str) -> NDArray[np.uint8]:
    """Return the code of each item, one column an item."""
    places = BITS * np.arange(len(load_instrument(instrument_key).items))
    return ((packed[:, np.newaxis] >> places) & (2**BITS - 1)).astype(np.uint8)


def _code() -> Any:
    stated = case(
        (Response.declined, DECLINED), (Response.value.is_(None), SKIPPED), else_=Response.value
    )
    return cast(stated, BigInteger)


def _place() -> Any:
    """Return by how many bits an item's code is moved: its number stands at the end of its key."""
    number = func.substr(Response.item_key, func.length(Response.item_key) - 1)
    return BITS * (cast(number, Integer) - 1)
