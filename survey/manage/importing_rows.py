"""Rows of an import, put into the tables; all was checked before. Imports pandas: commands only."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import insert
from sqlalchemy.orm import Session

from scoring.columns import find_instruments
from survey.after_questions import DECLINABLE
from survey.declined import in_one_cell
from survey.manage.importing_after import Cells
from survey.manage.importing_declined import Declined
from survey.models import Administration, AfterAnswer, Participation, Response, Study
from survey.models.base import new_id

Sittings = list[dict[str, Any]]


def insert_sittings(session: Session, study: Study, rows: pd.DataFrame) -> Sittings:
    """Store that these rows' people took part, and return what was stored, in their order."""
    waves = {wave.key: wave.id for wave in study.waves}
    sittings: Sittings = [
        {"id": new_id(), "participant_id": person, "wave_id": waves[wave], "submitted_week": week}
        for wave, week, person in zip(rows["wave"], rows["week"], rows["person"], strict=True)
    ]
    session.execute(insert(Participation), sittings)
    return sittings


def insert_after(
    session: Session,
    sittings: Sittings,
    rows: pd.DataFrame,
    after: Mapping[Hashable, Cells],
    declined: Declined,
) -> None:
    """Store what the rows at post answered about taking part."""
    answers = [
        {
            "participation_id": sitting["id"],
            **after.get(row, {}),
            "declined": in_one_cell(key for key in DECLINABLE if key in declined.get(row, ())),
        }
        for row, sitting in zip(rows.index, sittings, strict=True)
        if row in after or not declined.get(row, frozenset()).isdisjoint(DECLINABLE)
    ]
    if answers:
        session.execute(insert(AfterAnswer), answers)


def insert_items(
    session: Session,
    sittings: Sittings,
    frame: pd.DataFrame,
    wordings: Mapping[str, str],
    declined: Declined,
) -> None:
    """Store the rows' responses to each instrument of the file."""
    for instrument in find_instruments(frame.columns):
        administrations = [
            {
                **sitting,
                "id": new_id(),
                "instrument_key": instrument.key,
                "wording_id": wordings[instrument.key],
                "mode": "imported",
                "started_week": sitting["submitted_week"],
            }
            for sitting in sittings
        ]
        items = frame[list(instrument.item_keys)].to_numpy(dtype=float)
        session.execute(insert(Administration), administrations)
        session.execute(
            insert(Response),
            [
                {
                    "administration_id": one["id"],
                    "item_key": key,
                    "value": None if math.isnan(value) else int(value),
                    "declined": key in declined.get(row, ()),
                }
                for row, one, values in zip(
                    frame.index, administrations, items.tolist(), strict=True
                )
                for key, value in zip(instrument.item_keys, values, strict=True)
            ],
        )
