"""A file's rows held against the study: who, when, and what is refused.

Imports pandas by way of the file readers: jobs and commands only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.imports.converting import Converted, Row
from survey.imports.faults import Fault
from survey.imports.people import answered_weeks, participant_hash, withdrawn
from survey.models import AnswerImport, Study
from survey.models.answer_import import STORED
from survey.models.study import POST, PRE
from survey.weeks import current_week, weeks_later

Weeks = Mapping[tuple[str, str], str]  # by hash and wave


@dataclass(frozen=True)
class Sitting:
    """A row of which it is known who answered, and in which week."""

    row: Row
    code_hash: str
    week: str


@dataclass(frozen=True)
class Checked:
    """What would be stored, and everything that speaks against it."""

    sittings: tuple[Sitting, ...]
    faults: tuple[Fault, ...]
    n_joined: int  # rows of people who are in the study already


def check(
    session: Session, study: Study, converted: Converted, *, file_sha256: str, pepper: str
) -> Checked:
    """Return the rows with people and weeks, and every fault of the file at once."""
    answered = answered_weeks(session, study)
    hashes = [participant_hash(row.said("participant"), study, pepper) for row in converted.rows]
    weeks = _weeks(converted.rows, hashes, answered)
    sittings = tuple(map(Sitting, converted.rows, hashes, weeks))
    known = tuple(wave.key for wave in study.waves)
    theirs = {(place.ours, place.wave): place.theirs for place in converted.places}
    faults = [
        *_same_file(session, study, file_sha256),
        *_row_faults(sittings, known, answered, withdrawn(session, study)),
        *_week_faults(sittings, answered, theirs.get(("week", ""), "week")),
        *converted.faults,
    ]
    people = {code_hash for code_hash, _ in answered}
    return Checked(
        sittings,
        tuple(sorted(faults, key=_place)),
        sum(code_hash in people for code_hash in hashes),
    )


def _place(fault: Fault) -> int:
    """Return where in the file a fault is, so that they are listed from the top."""
    number = fault.row.split(" ")[0]
    return int(number) if number.isdecimal() else 0


def _same_file(session: Session, study: Study, sha256: str) -> Iterator[Fault]:
    found = session.scalar(
        select(AnswerImport.week).filter_by(study_id=study.id, file_sha256=sha256, state=STORED)
    )
    if found is not None:
        yield Fault("", "", "", "same_file", {"week": found})


def _weeks(rows: Sequence[Row], hashes: Sequence[str], answered: Weeks) -> list[str]:
    """Return the week of each row's answers.

    What a file does not say is this week. Where it only says how many weeks lie between two
    answers of a person, as our own files do, that many lie between what is stored.
    """
    said = {
        (code_hash, row.wave): row.said("week")
        for row, code_hash in zip(rows, hashes, strict=True)
        if row.said("week")
    }
    between = {
        code_hash: int(row.said("weeks_since_pre"))
        for row, code_hash in zip(rows, hashes, strict=True)
        if row.wave == POST and row.said("weeks_since_pre")
    }
    now = current_week()
    weeks = []
    for row, code_hash in zip(rows, hashes, strict=True):
        week = row.said("week")
        if not week and code_hash in between:
            first = answered.get((code_hash, PRE)) or said.get((code_hash, PRE))
            first = first or weeks_later(now, -between[code_hash])
            week = first if row.wave == PRE else weeks_later(first, between[code_hash])
        weeks.append(week or now)
    return weeks


def _week_faults(sittings: Sequence[Sitting], answered: Weeks, column: str) -> Iterator[Fault]:
    now = current_week()
    first = {one.code_hash: one.week for one in sittings if one.row.wave == PRE}
    first |= {code_hash: week for (code_hash, wave), week in answered.items() if wave == PRE}
    for one in sittings:
        said = one.row.said("week") or one.week
        if one.week > now:
            yield Fault(one.row.number, column, said, "week_ahead")
        elif one.row.wave == POST and one.week < first.get(one.code_hash, ""):
            yield Fault(one.row.number, column, said, "week_order")


def _row_faults(
    sittings: Sequence[Sitting], known: Sequence[str], answered: Weeks, gone: frozenset[str]
) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    for one in sittings:
        number, wave = one.row.number, one.row.wave
        if wave not in known:
            about = {"wave": wave, "known": ", ".join(sorted(known))}
            yield Fault(number, "", "", "wave" if wave else "no_wave", about if wave else {})
            continue
        if one.code_hash in gone:
            yield Fault(number, "", "", "withdrawn")
        if (one.code_hash, wave) in answered:
            yield Fault(number, "", "", "answered", {"wave": wave})
        if (one.code_hash, wave) in seen:
            about = {"before": seen[one.code_hash, wave], "wave": wave}
            yield Fault(number, "", "", "twice", about)
        seen.setdefault((one.code_hash, wave), number)
