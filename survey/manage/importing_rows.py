"""Rows of an import, put into the tables; all was checked before. Imports pandas: commands only."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import insert
from sqlalchemy.orm import Session

from scoring.columns import find_instruments
from survey.manage.importing_after import Cells
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
) -> None:
    """Store what the rows at post answered about taking part."""
    answers = [
        {"participation_id": sitting["id"], **after[row]}
        for row, sitting in zip(rows.index, sittings, strict=True)
        if row in after
    ]
    if answers:
        session.execute(insert(AfterAnswer), answers)


def insert_items(
    session: Session,
    sittings: Sittings,
    frame: pd.DataFrame,
    wordings: Mapping[str, str],
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
                }
                for one, values in zip(administrations, items.tolist(), strict=True)
                for key, value in zip(instrument.item_keys, values, strict=True)
            ],
        )
