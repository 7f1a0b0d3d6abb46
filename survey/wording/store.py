"""Wordings in the database: stored once, never changed, found by instrument and language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from flask import g
from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS
from survey.errors import BadWording, StudyNotOpen
from survey.extensions import db
from survey.models import InstrumentWording, WordingRetirement, WordingVersion
from survey.models.wording import WEB
from survey.wording import uses
from survey.wording.nearest import nearest_languages
from survey.wording.permission import Use
from survey.wording.reading import FOLDER, LANGUAGES, Wording, read_file, wording

# By row id; a stored wording never changes, so this cannot go stale.
_parsed: dict[str, Wording] = {}
# References have no text, and what was set aside is met by nobody new.
IS_SHOWABLE: ColumnElement[bool] = (InstrumentWording.kind != "reference") & (
    InstrumentWording.id.not_in(select(WordingRetirement.wording_id))
)
# Asked on every page, so written once.
SHOWABLE = (
    select(
        InstrumentWording.instrument_key,
        InstrumentWording.kind,
        InstrumentWording.language,
        InstrumentWording.id,
        func.coalesce(WordingVersion.number, 0),
    )
    .outerjoin(WordingVersion, WordingVersion.wording_id == InstrumentWording.id)
    .where(IS_SHOWABLE)
)
# Which texts there are at this moment, for a query that asks something else anyway.
SPACE: Any = literal_column("' '")  # a part of the statement, not a value that is put in anew
SHOWABLE_IDS = (
    select(func.aggregate_strings(InstrumentWording.id, SPACE)).where(IS_SHOWABLE).scalar_subquery()
)


class Showable(NamedTuple):
    """A stored wording that may be shown; the number is that of its version, 0 for a stand-in."""

    instrument_key: str
    kind: str
    language: str
    row_id: str
    number: int


# The texts there were on the last page, by their ids: what an id stands for never changes, and a
# text that came since has an id that is not among them. One entry at most.
_last_seen: dict[str, tuple[Showable, ...]] = {}


@dataclass(frozen=True)
class ShownWording:
    """A wording and the row that an administration refers to."""

    row_id: str
    wording: Wording


def serve(study: uses.UsingStudy, begun_on: dt.date | None, begun: Collection[str]) -> None:
    """Let this request show only what a study may, and go on with the texts that were begun.

    begun_on: when the person began; none where nothing is begun. Whoever began before a permission
    ended goes on to the end: it is not for them to be broken off. So a newer version of a text is
    met by those who begin after it came. Raises StudyNotOpen where an instrument has no text.
    """
    g.begun_wordings = frozenset(begun)
    if uses.needs_permission(study):
        purpose = uses.purpose_of(db.session, study)
        use = Use(purpose, WEB, begun_on or uses.today())
        rows = uses.permitted(db.session, use)
        if {one.instrument_key for one in rows.values()} != set(INSTRUMENT_KEYS):
            # In a participant's words; staff read on their pages what is missing.
            raise StudyNotOpen(f"{study.key} may show no text of some instrument")
        g.permitted_wordings = frozenset(rows)


def shown(instrument_key: str, language: str) -> ShownWording:
    """Return the text a participant reads, in this language or the nearest one there is.

    Where any language has an installed text, stand-ins are out of the question: the participant
    reads the nearest installed one, and the page says so.
    """
    found = _row_of(instrument_key, language, _rows_on_page(language))
    if found not in _parsed:
        parsed(db.session.get_one(InstrumentWording, found))
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
    """Return the text of a row that has one; raise BadWording where it is not what was stored."""
    if row.id not in _parsed:
        read = wording(row.text or {})
        if read.sha256 != row.sha256:
            raise BadWording(
                f"the stored text {row.sha256[:8]} of {row.instrument_key} does not have its hash "
                "any more: it was changed past the program. Restore the database from a backup"
            )
        _parsed[row.id] = read
    return _parsed[row.id]


def shows_stand_in(language: str) -> bool:
    """Return whether some instrument is shown in its stand-in text in this language."""
    rows = _rows_on_page(language)
    return any(rows[key].kind == "stand_in" for key in rows.keys() & set(INSTRUMENT_KEYS))


def find(
    session: Session, instrument_key: str, language: str, allowed: Collection[str] | None = None
) -> str:
    """Return the row of the text that is shown; raise BadWording where none is stored.

    allowed: the rows that may be shown, where not all may.
    """
    among = None if allowed is None else frozenset(allowed)
    return _row_of(instrument_key, language, _shown_rows(_showable(session), language, among))


def _rows_on_page(language: str) -> Mapping[str, Showable]:
    showable = g.get("showable_wordings")
    if showable is None:  # a page asks several times, and reads as of one moment
        showable = g.showable_wordings = _showable(db.session)
    return _shown_rows(
        showable,
        language,
        g.get("permitted_wordings"),
        g.get("begun_wordings", frozenset()),
    )


def _showable(session: Session) -> tuple[Showable, ...]:
    # Past the session, which would look for something to flush and to load: there is neither.
    return tuple(Showable(*row) for row in session.connection().execute(SHOWABLE))


@lru_cache(maxsize=64)  # nothing but its arguments decides
def _shown_rows(
    showable: tuple[Showable, ...],
    language: str,
    allowed: frozenset[str] | None = None,
    begun: frozenset[str] = frozenset(),
) -> Mapping[str, Showable]:
    """Return the row that is shown of each instrument: the last one of a rising order stands."""
    near = nearest_languages(language)
    rows = [row for row in showable if row.language in near]
    if allowed is not None:
        rows = [row for row in rows if row.row_id in allowed]
    rows.sort(
        key=lambda row: (
            row.kind == "installed",
            -near.index(row.language),
            row.row_id in begun,
            row.number,
        )
    )
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
