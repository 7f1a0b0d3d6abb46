"""Wordings in the database: stored once, never changed, found by instrument and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from flask import g
from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS
from survey.errors import BadWording
from survey.extensions import db
from survey.models import InstrumentWording
from survey.wording.nearest import nearest_languages
from survey.wording.reading import FOLDER, LANGUAGES, Wording, read_file, wording

# By row id; a stored wording never changes, so this cannot go stale.
_parsed: dict[str, Wording] = {}
IS_SHOWABLE = InstrumentWording.kind != "reference"  # a reference has no text; it is never shown
# Asked on every page, so written once.
SHOWABLE = select(
    InstrumentWording.instrument_key,
    InstrumentWording.kind,
    InstrumentWording.language,
    InstrumentWording.id,
).where(IS_SHOWABLE)
# Which texts there are at this moment, for a query that asks something else anyway.
SPACE: Any = literal_column("' '")  # a part of the statement, not a value that is put in anew
SHOWABLE_IDS = (
    select(func.aggregate_strings(InstrumentWording.id, SPACE)).where(IS_SHOWABLE).scalar_subquery()
)


class Showable(NamedTuple):
    """A stored wording that may be shown."""

    instrument_key: str
    kind: str
    language: str
    row_id: str


# The texts there were on the last page, by their ids: what an id stands for never changes, and a
# text that came since has an id that is not among them. One entry at most.
_last_seen: dict[str, tuple[Showable, ...]] = {}


@dataclass(frozen=True)
class ShownWording:
    """A wording and the row that an administration refers to."""

    row_id: str
    wording: Wording


def shown(instrument_key: str, language: str) -> ShownWording:
    """Return the text a participant reads, in this language or the nearest one there is.

    Where any language has an installed text, stand-ins are out of the question: the participant
    reads the nearest installed one, and the page says so.
    """
    found = _row_of(instrument_key, language, _rows_on_page(language))
    if found not in _parsed:
        _parsed[found] = wording(db.session.get_one(InstrumentWording, found).text or {})
    return ShownWording(found, _parsed[found])


def note_showable(ids: str | None) -> None:
    """Let this page show what SHOWABLE_IDS has found, without asking once more."""
    noted = ids or ""
    if noted not in _last_seen:
        among = frozenset(noted.split())
        rows = tuple(row for row in _showable(db.session) if row.row_id in among)
        _last_seen.clear()
        _last_seen[noted] = rows
        g.showable_wordings = rows
    else:
        g.showable_wordings = _last_seen[noted]


def parsed(row: InstrumentWording) -> Wording:
    """Return the text of a row that has one."""
    if row.id not in _parsed:
        _parsed[row.id] = wording(row.text or {})
    return _parsed[row.id]


def shows_stand_in(language: str) -> bool:
    """Return whether some instrument is shown in its stand-in text in this language."""
    rows = _rows_on_page(language)
    return any(rows[key].kind == "stand_in" for key in rows.keys() & set(INSTRUMENT_KEYS))


def _rows_on_page(language: str) -> Mapping[str, Showable]:
    if "showable_wordings" not in g:  # a page asks several times, and reads as of one moment
        g.showable_wordings = _showable(db.session)
    return _shown_rows(g.showable_wordings, language)


def find(session: Session, instrument_key: str, language: str) -> str:
    """Return the row of the text that is shown; raise BadWording where none is stored."""
    return _row_of(instrument_key, language, _shown_rows(_showable(session), language))


def _showable(session: Session) -> tuple[Showable, ...]:
    # Past the session, which would look for something to flush and to load: there is neither.
    return tuple(Showable(*row) for row in session.connection().execute(SHOWABLE))


@lru_cache(maxsize=32)  # nothing but its arguments decides
def _shown_rows(showable: tuple[Showable, ...], language: str) -> Mapping[str, Showable]:
    """Return the row that is shown of each instrument: the last one of a rising order stands."""
    near = nearest_languages(language)
    rows = [row for row in showable if row.language in near]
    rows.sort(key=lambda row: (row.kind == "installed", -near.index(row.language)))
    return {row.instrument_key: row for row in rows}


def _row_of(instrument_key: str, language: str, rows: Mapping[str, Showable]) -> str:
    if instrument_key not in rows:
        raise BadWording(f"no wording of {instrument_key} in {language} is stored")
    return rows[instrument_key].row_id


def keep(session: Session, text: dict[str, Any]) -> InstrumentWording:
    """Store a checked text unless the very same is there; return its row."""
    parsed = wording(text)
    found = session.scalar(
        select(InstrumentWording).filter_by(
            instrument_key=parsed.instrument_key, sha256=parsed.sha256
        )
    )
    if found is not None:
        return found
    row = InstrumentWording(
        instrument_key=parsed.instrument_key,
        instrument_version=parsed.instrument_version,
        language=parsed.language,
        kind=parsed.kind,
        anchor_layout=parsed.anchor_layout,
        source=parsed.source,
        sha256=parsed.sha256,
        text=text,
    )
    session.add(row)
    return row


def keep_stand_ins(session: Session) -> None:
    """Store the stand-ins of every instrument and language."""
    for instrument_key in INSTRUMENT_KEYS:
        for language in LANGUAGES:
            keep(session, read_file(FOLDER / f"{instrument_key}.{language}.toml"))
