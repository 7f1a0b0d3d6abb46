"""Wordings in the database: stored once, never changed, found by instrument and language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS
from survey.errors import BadWording, StudyNotOpen
from survey.extensions import db
from survey.models import InstrumentWording, Study, WordingRetirement, WordingVersion
from survey.models.wording import WEB
from survey.wording import uses
from survey.wording.nearest import nearest_languages
from survey.wording.permission import Use
from survey.wording.reading import FOLDER, LANGUAGES, Wording, read_file, wording

_parsed: dict[
    str, Wording
] = {}  # by row id; a stored wording never changes, so this cannot go stale
# Asked on every page, so written once. References are without text; they are never shown.
SHOWABLE = (
    select(
        InstrumentWording.instrument_key,
        InstrumentWording.kind,
        InstrumentWording.language,
        InstrumentWording.id,
        func.coalesce(WordingVersion.number, 0).label("number"),
    )
    .outerjoin(WordingVersion, WordingVersion.wording_id == InstrumentWording.id)
    .where(InstrumentWording.kind != "reference")
    .where(InstrumentWording.id.not_in(select(WordingRetirement.wording_id)))
)


@dataclass(frozen=True)
class ShownWording:
    """A wording and the row that an administration refers to."""

    row_id: str
    wording: Wording


def serve(study: Study, begun_on: dt.date | None, begun: Collection[str]) -> None:
    """Let this request show only what a study may, and go on with the texts that were begun.

    begun_on: when the person began; none where nothing is begun. Whoever began before a permission
    ended goes on to the end: it is not for them to be broken off. So a newer version of a text is
    met by those who begin after it came. Raises StudyNotOpen where an instrument has no text.
    """
    g.begun_wordings = frozenset(begun)
    g.pop("shown_wordings", None)
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
    if "shown_wordings" not in g:
        g.shown_wordings = {}  # a page asks several times, and reads as of one moment
    if language not in g.shown_wordings:
        g.shown_wordings[language] = _shown_rows(
            db.session,
            language,
            allowed=g.get("permitted_wordings"),
            begun=g.get("begun_wordings", ()),
        )
    found = _row_of(instrument_key, language, g.shown_wordings[language])
    if found not in _parsed:
        parsed(db.session.get_one(InstrumentWording, found))
    return ShownWording(found, _parsed[found])


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
    return any(shown(key, language).wording.is_stand_in for key in INSTRUMENT_KEYS)


def find(
    session: Session, instrument_key: str, language: str, allowed: Collection[str] | None = None
) -> str:
    """Return the row of the text that is shown; raise BadWording where none is stored.

    allowed: the rows that may be shown, where not all may.
    """
    return _row_of(instrument_key, language, _shown_rows(session, language, allowed=allowed))


def _shown_rows(
    session: Session,
    language: str,
    *,
    allowed: Collection[str] | None = None,
    begun: Collection[str] = (),
) -> dict[str, str]:
    """Return the row that is shown of each instrument: the last one of a rising order stands."""
    near = nearest_languages(language)
    # Past the session, which would look for something to flush and to load: there is neither.
    rows = [row for row in session.connection().execute(SHOWABLE) if row.language in near]
    if allowed is not None:
        rows = [row for row in rows if row.id in allowed]
    rows.sort(
        key=lambda row: (
            row.kind == "installed",
            -near.index(row.language),
            row.id in begun,
            row.number,
        )
    )
    return {row.instrument_key: row.id for row in rows}


def _row_of(instrument_key: str, language: str, rows: Mapping[str, str]) -> str:
    if instrument_key not in rows:
        raise BadWording(f"no wording of {instrument_key} in {language} is stored")
    return rows[instrument_key]


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
