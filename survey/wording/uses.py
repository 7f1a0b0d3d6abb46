"""What studies of real people may show, print and report of the installed texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS
from survey.errors import NotPermitted, StudyNotOpen
from survey.models import (
    Administration,
    InstrumentWording,
    Participant,
    Study,
    StudyUse,
    WordingPermission,
    WordingRetirement,
    WordingVersion,
)
from survey.models.study import DRAFT, EVALUATION
from survey.models.wording import RESEARCH, WEB
from survey.wording.finding import Finding
from survey.wording.nearest import nearest_languages
from survey.wording.permission import Use, check_covers, covers, why_not
from survey.wording.reading import LANGUAGES
from survey.wording_words import in_english


@dataclass(frozen=True)
class Lack:
    """What is missing of an instrument's text in a language, and whether the study waits for it."""

    instrument_key: str
    language: str  # empty where it is about every language
    what: Finding
    blocks: bool  # the study cannot open before it is there


class UsingStudy(Protocol):
    """What decides which texts a study may use: the stored study, or its columns alone."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102


def today() -> dt.date:
    """Return this day, as permissions count it."""
    return dt.datetime.now(tz=dt.UTC).date()


def needs_permission(study: UsingStudy) -> bool:
    """Return whether a study meets real people."""
    return study.kind == EVALUATION


def purpose_of(session: Session, study: UsingStudy) -> str:
    """Return what a study uses the instruments for: research, unless it says otherwise."""
    return session.scalar(select(StudyUse.purpose).filter_by(study_id=study.id)) or RESEARCH


def check_may_change_purpose(study: Study) -> None:
    """Raise StudyNotOpen once people have been asked for one purpose: it cannot become another."""
    if not may_change_purpose(study):
        raise StudyNotOpen(f"{study.key} is {study.state}: its purpose stays what people were told")


def may_change_purpose(study: Study) -> bool:
    """Return whether a study may still say what it is for."""
    return study.state == DRAFT or not needs_permission(study)


def set_purpose(session: Session, study: Study, purpose: str) -> None:
    """Say what a study uses the instruments for; the caller commits."""
    check_may_change_purpose(study)
    session.merge(StudyUse(study_id=study.id, purpose=purpose))


def permitted(session: Session, use: Use) -> dict[str, InstrumentWording]:
    """Return the installed texts that may be used so, by row id."""
    rows = _by_wording(session)
    found = session.scalars(
        select(InstrumentWording)
        .join(WordingVersion, WordingVersion.wording_id == InstrumentWording.id)
        .where(InstrumentWording.id.not_in(select(WordingRetirement.wording_id)))
    )
    return {one.id: one for one in found if covers(one, rows.get(one.id, []), use)}


def _by_wording(session: Session) -> dict[str, list[WordingPermission]]:
    found: dict[str, list[WordingPermission]] = {}
    for row in session.scalars(select(WordingPermission)):
        found.setdefault(row.wording_id, []).append(row)
    return found


def readiness(session: Session, study: UsingStudy, mode: str = WEB) -> list[Lack]:
    """Return what a study of real people lacks before these texts may be used so today.

    Empty for demonstrations and trials: there the stand-ins are free.
    """
    if not needs_permission(study):
        return []
    use = Use(purpose_of(session, study), mode, today())
    may_be_used = permitted(session, use)
    lacks: list[Lack] = []
    for key in INSTRUMENT_KEYS:
        languages = {one.language for one in may_be_used.values() if one.instrument_key == key}
        lacks += _lacking(session, key, languages, use)
    return lacks


def _lacking(session: Session, key: str, languages: set[str], use: Use) -> Iterable[Lack]:
    if not languages:
        yield from (Lack(key, "", one, blocks=True) for one in _reasons(session, key, use))
        return
    for language in LANGUAGES:
        nearest = next(one for one in nearest_languages(language) if one in languages)
        if nearest != language:
            what = Finding("no_nearest", key, {"nearest": nearest})
            yield Lack(key, language, what, blocks=False)


def _reasons(session: Session, instrument_key: str, use: Use) -> list[Finding]:
    """Return why no text of an instrument may be used: of the newest one that there is."""
    newest = session.scalar(
        select(InstrumentWording)
        .join(WordingVersion, WordingVersion.wording_id == InstrumentWording.id)
        .where(InstrumentWording.instrument_key == instrument_key)
        .where(InstrumentWording.id.not_in(select(WordingRetirement.wording_id)))
        .order_by(WordingVersion.number.desc())
        .limit(1)
    )
    if newest is None:
        return [Finding("not_installed", instrument_key)]
    return why_not(newest, _by_wording(session).get(newest.id, []), use)


def check_may_open(session: Session, study: Study, mode: str = WEB) -> None:
    """Raise NotPermitted while an instrument has no text that a study may use so today."""
    if missing := [one.what for one in readiness(session, study, mode) if one.blocks]:
        lines = "\n".join(f"- {in_english(one)}" for one in missing)
        raise NotPermitted(
            f"{study.key} needs for each instrument an installed text and a permission that covers "
            f"what it does:\n{lines}"
        )


def may_open(session: Session, study: UsingStudy, mode: str = WEB) -> bool:
    """Return whether every instrument has a text that a study may use so today."""
    return not any(one.blocks for one in readiness(session, study, mode))


def check_may_report(session: Session, study: Study) -> None:
    """Raise NotPermitted where a text was answered that the study's purpose has no permission for.

    When a permission ended does not matter here: what was answered in time may be told.
    """
    if not needs_permission(study):
        return
    use = Use(purpose_of(session, study), "", None)
    answered = session.scalars(
        select(InstrumentWording)
        .where(
            InstrumentWording.id.in_(
                select(Administration.wording_id)
                .join(Participant, Participant.id == Administration.participant_id)
                .where(Participant.study_id == study.id)
            )
        )
        .order_by(InstrumentWording.instrument_key)
    )
    rows = _by_wording(session)
    for one in answered:
        check_covers(one, rows.get(one.id, []), use, f"{study.key} cannot be reported")
