"""Rows of a file into the tables, all in one transaction; everything was checked before.

Imports pandas by way of the file readers: jobs and commands only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from survey.after_questions import DECLINABLE
from survey.after_questions import KEYS as AFTER_KEYS
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.declined import in_one_cell
from survey.imports.checking import Sitting
from survey.imports.mapping import NOT_ASKED
from survey.imports.targets import ITEMS
from survey.imports.wordings import Wordings
from survey.models import (
    Administration,
    AfterAnswer,
    BackgroundAnswer,
    ImportedParticipant,
    ImportedParticipation,
    Participant,
    Participation,
    Response,
    Study,
)
from survey.models.base import new_id
from survey.models.study import POST

ROWS_AT_A_TIME = 2_000
LATE = "3+"  # what a file says with late_pre alone
IMPORTED = "imported"


def add_people(
    session: Session,
    study: Study,
    sittings: Sequence[Sitting],
    groups: Mapping[str, str],
    import_id: str,
) -> tuple[dict[str, str], int]:
    """Add those who are not there yet; return everybody's key by hash, and how many are new."""
    known = session.execute(
        select(Participant.code_hash, Participant.id).where(Participant.study_id == study.id)
    )
    people = dict(known.all())
    new = {one.code_hash: new_id() for one in sittings if one.code_hash not in people}
    if new:
        session.execute(
            insert(Participant),
            [
                {
                    "id": key,
                    "study_id": study.id,
                    "code_hash": code_hash,
                    "group_id": groups.get(code_hash),
                }
                for code_hash, key in new.items()
            ],
        )
        session.execute(
            insert(ImportedParticipant),
            [{"participant_id": key, "import_id": import_id} for key in new.values()],
        )
    return people | new, len(new)


@dataclass(frozen=True)
class Target:
    """Where rows go: whose they are, and the import that they belong to."""

    import_id: str
    waves: Mapping[str, str]  # keys of the tables, by the wave's own
    people: Mapping[str, str]  # by hash
    wordings: Wordings


def add_sittings(session: Session, target: Target, sittings: Sequence[Sitting]) -> None:
    """Store everything that these rows say."""
    for start in range(0, len(sittings), ROWS_AT_A_TIME):
        some = sittings[start : start + ROWS_AT_A_TIME]
        keys = [new_id() for _ in some]
        _add_participations(session, target, some, keys)
        _add_beside(session, some, keys)
        _add_items(session, target, some)


def _add_participations(
    session: Session, target: Target, sittings: Sequence[Sitting], keys: Sequence[str]
) -> None:
    rows = [
        {
            "id": key,
            "participant_id": target.people[one.code_hash],
            "wave_id": target.waves[one.row.wave],
            "submitted_week": one.week,
            "meetings_before": _meetings_before(one),
        }
        for one, key in zip(sittings, keys, strict=True)
    ]
    session.execute(insert(Participation), rows)
    session.execute(
        insert(ImportedParticipation),
        [{"participation_id": key, "import_id": target.import_id} for key in keys],
    )


def _meetings_before(one: Sitting) -> str | None:
    if one.row.wave == POST:
        return None
    return one.row.said("meetings_before") or (LATE if one.row.said("late_pre") == "1" else None)


def _add_beside(session: Session, sittings: Sequence[Sitting], keys: Sequence[str]) -> None:
    """Store what was asked beside the instruments, where the file has its columns."""
    after, background = [], []
    for one, key in zip(sittings, keys, strict=True):
        declined = in_one_cell(name for name in DECLINABLE if name in one.row.declined())
        said = _values(one, AFTER_KEYS)
        if one.row.wave == POST and (said or declined):
            after.append({"participation_id": key, **said, "declined": declined})
        about = _values(one, BACKGROUND_KEYS)
        if one.row.wave != POST and any(about.values()):
            background.append({"participation_id": key, **about})
    if after:
        session.execute(insert(AfterAnswer), _even(after))
    if background:
        session.execute(insert(BackgroundAnswer), _even(background))


def _values(one: Sitting, names: Sequence[str]) -> dict[str, Any]:
    """Return what was said to these questions, none where one was left open."""
    cells = one.row.cells
    return {
        name: cells[name].value for name in names if name in cells and cells[name].kind != NOT_ASKED
    }


def _even(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows that all name the same columns, as one statement for many wants them."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]


def _add_items(session: Session, target: Target, sittings: Sequence[Sitting]) -> None:
    """Store the responses to each instrument; of one that was not asked there is nothing."""
    administrations: list[dict[str, Any]] = []
    responses: list[dict[str, Any]] = []
    for one in sittings:
        declined = one.row.declined()
        for instrument, items in ITEMS.items():
            asked = {
                item: one.row.cells[item]
                for item in items
                if item in one.row.cells and one.row.cells[item].kind != NOT_ASKED
            }
            if not asked:
                continue
            administration = _administration(target, one, instrument)
            administrations.append(administration)
            responses += [
                {
                    "administration_id": administration["id"],
                    "item_key": item,
                    "value": cell.value,
                    "declined": item in declined,
                }
                for item, cell in asked.items()
            ]
    if administrations:
        session.execute(insert(Administration), administrations)
        session.execute(insert(Response), responses)


def _administration(target: Target, one: Sitting, instrument: str) -> dict[str, Any]:
    said = one.row.said
    return {
        "id": new_id(),
        "participant_id": target.people[one.code_hash],
        "wave_id": target.waves[one.row.wave],
        "instrument_key": instrument,
        "wording_id": target.wordings.find(instrument, said("language"), said("wording")),
        "mode": said("mode") or IMPORTED,
        "started_week": one.week,
        "submitted_week": one.week,
    }
