"""Simulated people by the million, written straight into the tables of a database.

Before and after, two instruments, every answer drawn by chance and one in fifty left open.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Flask
from sqlalchemy import make_url

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.codes import hash_code, new_code
from survey.database_sqlite import PRAGMAS
from survey.models import Participant
from tests.factories import Card, writing

ITEMS = {key: load_instrument(key).item_keys for key in INSTRUMENT_KEYS}
POINTS = {"soc13": 7, "gse": 4}
AT_ONCE = 20_000  # people
OPEN_ANSWERS = 0.02
INTO = {
    "study": "id, key, name, kind, state, institution, contact, post_after_weeks, background,"
    " open_field",
    "wave": "id, study_id, key, position",
    "municipality": "number, name",
    "contact_point": "id, study_id, municipality_number, name",
    "group": "id, contact_point_id, group_type, life_problem, started_week",
    "instrument_wording": "id, instrument_key, instrument_version, language, kind, anchor_layout,"
    " source, sha256",
    "participant": "id, study_id, group_id, code_hash",
    "consent": "id, participant_id, purpose, text_version, text_sha256, language, week, method",
    "participation": "id, participant_id, wave_id, meetings_before, submitted_week",
    "administration": "id, participant_id, wave_id, instrument_key, wording_id, mode,"
    " started_week, submitted_week",
    "response": "administration_id, item_key, value, declined",
}
Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Place:
    """Where people are put: a study, its two waves, and the text of each instrument."""

    study_id: str
    wave_ids: Sequence[str]
    wording_ids: dict[str, str]  # by instrument
    contact_point_id: str


def people(place: Place, n_people: int, chance: random.Random) -> Iterator[tuple[str, Rows]]:
    """Yield a table and rows of it, in an order in which they may be written."""

    def new_id() -> str:
        return f"{chance.getrandbits(128):032x}"

    groups = [new_id() for _ in range(1 + n_people // 6)]
    made = (place.contact_point_id, "self_organised", "same", "2026-W01")
    yield "group", [(one, *made) for one in groups]
    agreed = ("reuse", "1", "0" * 64, "nb", "2026-W10", "web")
    for start in range(0, n_people, AT_ONCE):
        ids = [new_id() for _ in range(min(AT_ONCE, n_people - start))]
        sittings = [(new_id(), one, wave) for one in ids for wave in place.wave_ids]
        sent = [(new_id(), *one[1:], key) for one in sittings for key in ITEMS]
        yield (
            "participant",
            [(one, place.study_id, chance.choice(groups), new_id() * 2) for one in ids],
        )
        yield "consent", [(new_id(), one, *agreed) for one in ids]
        yield "participation", [(*one, None, "2026-W10") for one in sittings]
        weeks = ("web", "2026-W10", "2026-W10")
        yield "administration", [(*one, place.wording_ids[one[3]], *weeks) for one in sent]
        yield "response", sorted(_answers(sent, chance))


def _answers(sent: Rows, chance: random.Random) -> Iterator[tuple[str, str, int | None, bool]]:
    for one in sent:
        for item in ITEMS[one[3]]:
            is_open = chance.random() < OPEN_ANSWERS
            yield one[0], item, None if is_open else chance.randint(1, POINTS[one[3]]), False


def make_cards(app: Flask, study_id: str, count: int) -> list[Card]:
    """Make so many cards at once, without the numbers that are printed on them."""
    pepper = app.config["SETTINGS"].code_pepper
    codes = [new_code() for _ in range(count)]
    with writing(app) as session:
        people = [
            Participant(study_id=study_id, code_hash=hash_code(code, pepper)) for code in codes
        ]
        session.add_all(people)
        session.flush()
        return [Card(code, one.id, "") for code, one in zip(codes, people, strict=True)]


def write(database: str, batches: Iterable[tuple[str, Rows]]) -> None:
    """Write everything, as quickly as this kind of database takes it; the address names it."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite":
        _write_file(str(url.database), batches)
    else:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        _write_server(address, batches)


def _write_file(path: str, batches: Iterable[tuple[str, Rows]]) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        for table, rows in batches:
            marks = ", ".join("?" * len(INTO[table].split(",")))
            file.executemany(f'INSERT INTO "{table}" ({INTO[table]}) VALUES ({marks})', rows)  # noqa: S608
        file.commit()
        file.execute(f"PRAGMA {PRAGMAS[0]}")


def _write_server(address: str, batches: Iterable[tuple[str, Rows]]) -> None:
    with import_module("psycopg").connect(address) as line:
        for table, rows in batches:
            with line.cursor().copy(f'COPY "{table}" ({INTO[table]}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
