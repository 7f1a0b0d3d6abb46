"""Answers collected elsewhere, taken into a study all or nothing. Imports pandas: commands only."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from scoring.columns import find_instruments
from scoring.instrument import Instrument
from survey import policies
from survey.codes import hash_code, new_code
from survey.errors import RejectedAnswers
from survey.files.faults import listed
from survey.manage.importing_after import after_columns, read_after
from survey.manage.importing_declined import declined_columns, read_declined
from survey.manage.importing_rows import insert_after, insert_items, insert_sittings
from survey.models import InstrumentWording, Participant, Participation, Study, Wave
from survey.models.base import new_id
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.weeks import current_week, first_day

USED_COLUMNS = ("participant", "wave", "week")
UNKNOWN_LANGUAGE = "und"  # the code of the language tags' standard for "not determined"
ROWS_AT_A_TIME = 2_000
LANGUAGE_FORM = re.compile(r"[a-z]{2,3}(?![a-z])")


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    n_rows: int
    n_new_participants: int
    instruments: tuple[str, ...]
    unused_columns: tuple[str, ...]
    wording_key: str


def import_answers(  # noqa: PLR0913 - the answers, and what the file does not say itself
    session: Session,
    study: Study,
    frame: pd.DataFrame,
    *,
    pepper: str,
    wave_key: str | None = None,
    wording_key: str | None = None,
) -> Imported:
    """Store every row of raw answers and commit; or store nothing and raise RejectedAnswers.

    frame: as ``files.reading.read_items`` returns it, labelled with the file's row numbers. Rows
    without a participant get a new code; a participant's name in the file is kept only as a keyed
    hash, so that a later file's answers join the earlier ones.
    """
    policies.check_takes_answers(study)
    instruments = find_instruments(frame.columns)
    rows = _rows(frame, study, wave_key, pepper)
    after, more = read_after(frame, rows["wave"])
    declined, others = read_declined(frame, rows["wave"])
    if faults := _faults(session, study, rows) + more + others:
        raise RejectedAnswers("Nothing was imported.\n" + listed(faults))
    key = wording_key or UNKNOWN_LANGUAGE
    wordings = {one.key: _reference(session, one, key) for one in instruments}
    n_new = _add_participants(session, study, rows)
    for start in range(0, len(rows), ROWS_AT_A_TIME):
        some = rows.iloc[start : start + ROWS_AT_A_TIME]
        sittings = insert_sittings(session, study, some)
        insert_after(session, sittings, some, after, declined)
        insert_items(session, sittings, frame.loc[some.index], wordings, declined)
    session.commit()
    items = (key for one in instruments for key in one.item_keys)
    used = {*USED_COLUMNS, *after_columns(frame), *declined_columns(frame), *items}
    unused = tuple(str(column) for column in frame.columns if column not in used)
    return Imported(len(rows), n_new, tuple(wordings), unused, key)


def _rows(frame: pd.DataFrame, study: Study, wave_key: str | None, pepper: str) -> pd.DataFrame:
    """Return participant hash, wave and week of each row, under the file's row numbers."""
    rows = pd.DataFrame(index=frame.index)
    rows["code_hash"] = [_code_hash(name, study, pepper) for name in _texts(frame, "participant")]
    rows["wave"] = [wave or wave_key for wave in _texts(frame, "wave")]
    rows["week"] = [week or current_week() for week in _texts(frame, "week")]
    return rows


def _texts(frame: pd.DataFrame, column: str) -> list[str]:
    if column not in frame:
        return [""] * len(frame)
    return ["" if pd.isna(value) else str(value).strip() for value in frame[column]]


def _code_hash(name: str, study: Study, pepper: str) -> str:
    if not name:
        return hash_code(new_code(), pepper)
    label = f"imported\0{study.id}\0{name}"
    return hmac.new(pepper.encode(), label.encode(), hashlib.sha256).hexdigest()


def _faults(session: Session, study: Study, rows: pd.DataFrame) -> list[str]:
    known = {wave.key for wave in study.waves}
    answered, withdrawn = _answered(session, study), _withdrawn(session, study)
    seen: dict[tuple[str, str], Hashable] = {}
    faults = []
    for number, code_hash, wave, week in rows.itertuples(name=None):
        if wave not in known:
            what = f"wave {wave!r} is none of {', '.join(sorted(known))}" if wave else "no wave"
            faults.append(f"row {number}: {what}. Give a column wave, or --wave for all rows.")
            continue
        if not _is_week(week):
            faults.append(f"row {number}, column week: {week!r} is no ISO week such as 2027-W03.")
        if code_hash in withdrawn:
            faults.append(f"row {number}: this participant has withdrawn. Take the row out.")
        if (code_hash, wave) in answered:
            faults.append(
                f"row {number}: this participant has answered {wave} already. Take the row out."
            )
        if (code_hash, wave) in seen:
            before = seen[code_hash, wave]
            faults.append(
                f"row {number}: the participant of row {before} once more in {wave}. Keep one."
            )
        seen.setdefault((code_hash, wave), number)
    return faults


def _is_week(week: str) -> bool:
    try:
        return len(week) == 8 and week[4:6] == "-W" and bool(first_day(week))
    except ValueError:
        return False


def _answered(session: Session, study: Study) -> set[tuple[str, str]]:
    found = session.execute(
        select(Participant.code_hash, Wave.key)
        .join(Participation, Participation.participant_id == Participant.id)
        .join(Wave, Wave.id == Participation.wave_id)
        .where(Participant.study_id == study.id)
    )
    return {(code_hash, wave) for code_hash, wave in found}


def _withdrawn(session: Session, study: Study) -> set[str]:
    found = session.scalars(
        select(Participant.code_hash).where(
            Participant.study_id == study.id, Participant.id.in_(WITHDRAWN_PEOPLE)
        )
    )
    return set(found)


def _reference(session: Session, instrument: Instrument, key: str) -> str:
    """Return the wording that the answers were given to, kept by reference: no text is stored.

    key: a language code, and after a hyphen or colon where the text is from, such as fr-routliers.
    The anchors are taken to lie as in the instrument's definition: whoever maps columns onto its
    items says so.
    """
    language = LANGUAGE_FORM.match(key)
    if language is None:
        raise RejectedAnswers(
            f"--wording {key}: begin with a language code, such as nb or fr-routliers. "
            "Nothing was imported."
        )
    digest = hashlib.sha256(f"reference/{instrument.key}/{key}".encode()).hexdigest()
    found = session.scalar(
        select(InstrumentWording.id).filter_by(instrument_key=instrument.key, sha256=digest)
    )
    if found is not None:
        return found
    row = InstrumentWording(
        id=new_id(),
        instrument_key=instrument.key,
        instrument_version=instrument.version,
        language=language.group(),
        kind="reference",
        anchor_layout="as_published",
        source=key,
        sha256=digest,
    )
    session.add(row)
    session.flush()
    return row.id


def _add_participants(session: Session, study: Study, rows: pd.DataFrame) -> int:
    """Add those who are not there yet; put every row's participant into its column ``person``."""
    known = session.execute(
        select(Participant.code_hash, Participant.id).where(Participant.study_id == study.id)
    )
    there = dict(known.all())
    new = {code_hash: new_id() for code_hash in rows["code_hash"] if code_hash not in there}
    if new:
        session.execute(
            insert(Participant),
            [{"id": key, "study_id": study.id, "code_hash": code} for code, key in new.items()],
        )
    rows["person"] = rows["code_hash"].map(there | new)
    return len(new)
