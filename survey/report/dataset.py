"""The only place that turns the database into a frame."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.after_questions import AFTER, KEYS, QUESTIONS
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.declined import declined_column, in_one_cell
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
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.weeks import weeks_between

LATE = "3+"  # meetings before the first answers from which a person is analysed apart
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


def read_study(session: Session, study: Study, export_key: str) -> pd.DataFrame:
    """Return everything answered in a study, one row for each participant and wave.

    Identifiers are keyed hashes, stable within the study and meaningless outside it; rows are in
    their order, which is random. Whoever has withdrawn is left out. Items are as answered, missing
    where declined or skipped; what was declined stands in a column of its own. Of those, and of
    what is asked beside the instruments, a column with nothing in it is left out. What people
    write in their own words is not read here, so nothing that leaves can hold it.
    """
    sittings = pd.DataFrame(session.execute(_sittings(study)).mappings().all())
    item_keys = [key for name in INSTRUMENT_KEYS for key in load_instrument(name).item_keys]
    if sittings.empty:
        return pd.DataFrame(columns=[*PERSON_COLUMNS, *WAVE_COLUMNS, *item_keys])
    frame = _one_row_for_each_wave(sittings).merge(
        _items(session, study, item_keys), on=["participant_id", "wave"], how="left"
    )
    frame["participant"] = _pseudonyms(frame["participant_id"], study, export_key)
    frame["group"] = _pseudonyms(frame["group_id"], study, export_key)
    frame["late_pre"] = _late_pre(frame)
    frame["weeks_since_pre"] = _weeks_since_pre(frame)
    frame = frame.sort_values(["participant", "wave"], ascending=[True, False], ignore_index=True)
    own = [*BACKGROUND_KEYS, *KEYS, declined_column(AFTER)]
    declined = [declined_column(name) for name in INSTRUMENT_KEYS]
    unused = {key for key in (*own, *declined) if frame[key].isna().all()}
    columns = [*PERSON_COLUMNS, *WAVE_COLUMNS, *own, *item_keys, *declined]
    return frame[[column for column in columns if column not in unused]]


def _sittings(study: Study) -> Any:
    return (
        select(
            Administration.participant_id,
            Participant.group_id,
            ContactPoint.municipality_number.label("municipality"),
            Group.group_type,
            Group.life_problem,
            Wave.key.label("wave"),
            Administration.submitted_week.label("week"),
            Participation.meetings_before,
            InstrumentWording.language,
            Administration.instrument_key,
            InstrumentWording.sha256,
            Administration.mode,
            *(getattr(BackgroundAnswer, key) for key in BACKGROUND_KEYS),
            *(getattr(AfterAnswer, key) for key in KEYS),
            AfterAnswer.declined.label(declined_column(AFTER)),
        )
        .join(Participant, Participant.id == Administration.participant_id)
        .join(Wave, Wave.id == Administration.wave_id)
        .join(InstrumentWording, InstrumentWording.id == Administration.wording_id)
        .join(
            Participation,
            (Participation.participant_id == Administration.participant_id)
            & (Participation.wave_id == Administration.wave_id),
        )
        .outerjoin(BackgroundAnswer, BackgroundAnswer.participation_id == Participation.id)
        .outerjoin(AfterAnswer, AfterAnswer.participation_id == Participation.id)
        .outerjoin(Group, Group.id == Participant.group_id)
        .outerjoin(ContactPoint, ContactPoint.id == Group.contact_point_id)
        .where(Participant.study_id == study.id, Participant.id.not_in(WITHDRAWN_PEOPLE))
    )


def _one_row_for_each_wave(sittings: pd.DataFrame) -> pd.DataFrame:
    # The wording is told by its instrument and the first signs of its hash: enough to see a change.
    sittings["wording"] = sittings["instrument_key"] + ":" + sittings["sha256"].str[:8]
    keys = ["participant_id", "wave"]
    wordings = sittings.sort_values("instrument_key").groupby(keys)["wording"].agg(" ".join)
    rows = sittings.drop(columns=["instrument_key", "sha256", "wording"]).drop_duplicates(keys)
    numbers = [question.key for question in QUESTIONS if not question.is_in_words]
    rows = rows.astype(dict.fromkeys(numbers, "Int64"))
    return rows.merge(wordings, on=keys)


def _items(session: Session, study: Study, item_keys: list[str]) -> pd.DataFrame:
    answers = session.execute(
        select(
            Administration.participant_id,
            Wave.key,
            Response.item_key,
            Response.value,
            Response.declined,
        )
        .join(Administration, Administration.id == Response.administration_id)
        .join(Participant, Participant.id == Administration.participant_id)
        .join(Wave, Wave.id == Administration.wave_id)
        .where(Participant.study_id == study.id, Participant.id.not_in(WITHDRAWN_PEOPLE))
    ).all()
    sitting = ["participant_id", "wave"]
    long = pd.DataFrame(answers, columns=[*sitting, "item", "value", "declined"])
    wide = long.set_index([*sitting, "item"])["value"].unstack("item")
    wide = wide.reindex(columns=item_keys).astype("Int64")
    declined = long[long["declined"].astype(bool)].sort_values("item")
    for name in INSTRUMENT_KEYS:
        of_instrument = declined[declined["item"].isin(load_instrument(name).item_keys)]
        wide[declined_column(name)] = of_instrument.groupby(sitting)["item"].agg(in_one_cell)
    return wide.reset_index()


def _pseudonyms(ids: pd.Series[str], study: Study, export_key: str) -> pd.Series[str]:
    known = {
        key: hmac.new(
            export_key.encode(), f"{study.id}/{key}".encode(), hashlib.sha256
        ).hexdigest()[:12]
        for key in ids.dropna().unique()
    }
    return ids.map(known)


def _late_pre(frame: pd.DataFrame) -> pd.Series[int]:
    late = set(frame.loc[frame["meetings_before"] == LATE, "participant_id"])
    return frame["participant_id"].isin(late).astype("int8")


def _weeks_since_pre(frame: pd.DataFrame) -> pd.Series[int]:
    first = frame[frame["wave"] == "pre"].set_index("participant_id")["week"]
    since = [
        weeks_between(start, week) if isinstance(start, str) else None
        for start, week in zip(frame["participant_id"].map(first), frame["week"], strict=True)
    ]
    return pd.Series(since, index=frame.index, dtype="Int64")
