"""What a research file must hold, read from the tables row by row, with none of the program's
ways of reading them in between."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import Flask
from sqlalchemy import select

from survey.models import (
    Administration,
    AfterAnswer,
    BackgroundAnswer,
    ContactPoint,
    Group,
    Participant,
    Participation,
    Response,
    Study,
    Wave,
)
from tests.factories import ITEMS, read

AFTER = tuple(
    column.name
    for column in AfterAnswer.__table__.c
    if column.name not in {"participation_id", "declined"}
)
REVERSED = {1, 2, 3, 7, 10}
Cells = dict[tuple[str, str], dict[str, Any]]


def sign(one_id: str, study: Study) -> str:
    message = f"{study.id}/{one_id}".encode()
    digits = hmac.new(b"e" * 32, message, hashlib.sha256).hexdigest()[:12]
    return "ghjkmnpqrstvwxyz"[int(digits[0], 16)] + digits[1:]


def stored_cells(app: Flask, study: Study) -> Cells:
    """Return the cells of each row, by participant and wave; what is empty is None."""
    rows: Cells = {}
    waves = dict(map(tuple, read(app, select(Wave.id, Wave.key))))
    people = {one[0].id: one[0] for one in read(app, select(Participant))}
    groups = {one[0].id: one[0] for one in read(app, select(Group))}
    places = {one[0].id: one[0] for one in read(app, select(ContactPoint))}
    after = {one[0].participation_id: one[0] for one in read(app, select(AfterAnswer))}
    background = {one[0].participation_id: one[0] for one in read(app, select(BackgroundAnswer))}
    for (one,) in read(app, select(Participation)):
        group = groups[people[one.participant_id].group_id]
        said, about = after.get(one.id), background.get(one.id)
        rows[sign(one.participant_id, study), waves[one.wave_id]] = {
            "group": sign(group.id, study),
            "municipality": places[group.contact_point_id].municipality_number,
            "meetings_before": one.meetings_before,
            **{key: getattr(said, key, None) for key in AFTER},
            **{key: getattr(about, key, None) for key in ("age_band", "gender")},
        }
    query = select(Administration, Response).join(
        Response, Response.administration_id == Administration.id
    )
    for sitting, answer in read(app, query):
        row = rows[sign(sitting.participant_id, study), waves[sitting.wave_id]]
        row[answer.item_key] = answer.value
        number = int(answer.item_key[-2:])
        turned = sitting.instrument_key == "soc13" and number in REVERSED
        keyed = None if answer.value is None else 8 - answer.value if turned else answer.value
        row[f"{answer.item_key}_keyed"] = keyed
        if answer.declined:
            row.setdefault("declined", []).append(answer.item_key)
    for row in rows.values():
        for name, items in ITEMS.items():
            declined = [key for key in items if key in row.get("declined", [])]
            row[f"{name}_declined"] = " ".join(declined) or None
        row.pop("declined", None)
    return rows
