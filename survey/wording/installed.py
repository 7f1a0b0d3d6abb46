"""Installed texts: stored once, never changed, a correction is a new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, distinct, func, select
from sqlalchemy.orm import Session

from survey.errors import BadWording, NotPermitted, WordingInUse
from survey.models import (
    Administration,
    InstrumentWording,
    PaperForm,
    Participant,
    WordingPermission,
    WordingRetirement,
    WordingVersion,
)
from survey.wording import store
from survey.wording.checking import faults_in
from survey.wording.permission import in_force
from survey.wording_words import in_english


@dataclass(frozen=True)
class Scope:
    """A permission as somebody records it."""

    reference: str
    dated_on: dt.date
    purposes: frozenset[str]
    modes: frozenset[str]
    languages: tuple[str, ...]
    valid_until: dt.date | None
    note: str = ""


@dataclass(frozen=True)
class Version:
    """One stored text with all that is known of it."""

    wording: InstrumentWording
    number: int  # among the installed texts of its instrument and language; 0 for a reference
    permissions: Sequence[WordingPermission]  # that hold, the newest first
    is_retired: bool
    n_studies: int  # whose participants have answered it
    is_printed: bool

    @property
    def is_used(self) -> bool:
        """Whether somebody has answered it or may hold it on paper."""
        return bool(self.n_studies) or self.is_printed


def install(
    session: Session, content: dict[str, Any], scope: Scope, today: dt.date
) -> InstrumentWording:
    """Store a text as the newest version of its language, with what is allowed; return its row.

    The same text again is the same version, and the same permission again is none; the caller
    commits. Raises BadWording for a faulty text, NotPermitted where the permission is not for it.
    """
    if faults := faults_in(content):
        lines = "\n".join(f"- {in_english(one)}" for one in faults)
        raise BadWording(f"the text cannot be installed:\n{lines}")
    row = store.keep(session, content)
    session.flush()
    session.execute(delete(WordingRetirement).where(WordingRetirement.wording_id == row.id))
    if session.get(WordingVersion, row.id) is None:
        number = _next(session, WordingVersion)
        session.add(WordingVersion(wording_id=row.id, number=number, installed_on=today))
    allow(session, row, scope, today)
    return row


def allow(session: Session, row: InstrumentWording, scope: Scope, today: dt.date) -> None:
    """Record what is allowed with an installed text, unless the very same is recorded already."""
    if row.language not in scope.languages:
        raise NotPermitted(
            f"the permission {scope.reference} is for {', '.join(scope.languages)}, and this text "
            f"is in {row.language}; record it with the language it was given for"
        )
    if scope.valid_until and scope.valid_until < scope.dated_on:
        raise NotPermitted("the permission ends before the day it is dated")
    values = _values(row, scope)
    newest = next(iter(permissions(session, row.id)), None)
    if newest is None or {key: getattr(newest, key) for key in values} != values:
        _record(session, row, values, today)


def take_back(session: Session, row: InstrumentWording, note: str, today: dt.date) -> None:
    """Record that nothing is allowed any more, or that what is recorded was an error."""
    before = next(iter(permissions(session, row.id)), None)
    if before is None:
        raise NotPermitted("no permission is recorded that could be taken back")
    nothing = {"research": False, "service_evaluation": False, "web": False, "paper": False}
    kept = {"reference": before.reference, "holder": before.holder, "note": note}
    values: dict[str, Any] = {**kept, **nothing, "dated_on": today, "languages": []}
    values["valid_until"] = None
    _record(session, row, values, today)


def _values(row: InstrumentWording, scope: Scope) -> dict[str, Any]:
    return {
        "reference": scope.reference,
        "dated_on": scope.dated_on,
        "holder": (row.text or {}).get("rights_holder", ""),
        "research": "research" in scope.purposes,
        "service_evaluation": "service_evaluation" in scope.purposes,
        "web": "web" in scope.modes,
        "paper": "paper" in scope.modes,
        "languages": sorted(scope.languages),
        "valid_until": scope.valid_until,
        "note": scope.note,
    }


def _record(
    session: Session, row: InstrumentWording, values: Mapping[str, Any], today: dt.date
) -> None:
    number = _next(session, WordingPermission)
    session.add(WordingPermission(wording_id=row.id, number=number, recorded_on=today, **values))
    session.flush()


def _next(session: Session, table: type[WordingVersion | WordingPermission]) -> int:
    return (session.scalar(select(func.max(table.number))) or 0) + 1


def permissions(session: Session, wording_id: str) -> Sequence[WordingPermission]:
    """Return what holds for a text, the newest first."""
    rows = session.scalars(select(WordingPermission).filter_by(wording_id=wording_id)).all()
    return in_force(rows)


def retire(session: Session, version: Version, today: dt.date) -> None:
    """Set aside a text that nobody has answered: it is shown no more, and it stays stored."""
    if version.is_used:
        raise WordingInUse(
            "people have answered this text, or it stands on printed forms: it stays as it is. "
            "Install a corrected one, which is then shown instead"
        )
    if not version.is_retired:
        session.add(WordingRetirement(wording_id=version.wording.id, retired_on=today))


def versions(session: Session) -> list[Version]:
    """Return every installed text, by instrument and language, the newest first."""
    rows = session.execute(
        select(InstrumentWording, WordingVersion.number)
        .outerjoin(WordingVersion, WordingVersion.wording_id == InstrumentWording.id)
        .where(InstrumentWording.kind == "installed")
        .order_by(InstrumentWording.instrument_key.desc(), InstrumentWording.language)
        .order_by(WordingVersion.number)
    ).all()
    retired = set(session.scalars(select(WordingRetirement.wording_id)))
    used, printed = _n_studies(session), _on_paper(session)
    counted: dict[tuple[str, str], int] = {}
    found = []
    for row, _place in rows:
        key = (row.instrument_key, row.language)
        counted[key] = counted.get(key, 0) + 1
        found.append(
            Version(
                row,
                counted[key],
                permissions(session, row.id),
                row.id in retired,
                used.get(row.id, 0),
                row.id in printed,
            )
        )
    return found


def version_of(session: Session, wording_id: str) -> Version | None:
    """Return one installed text by its row, or by the first eight signs of its hash."""
    for one in versions(session):
        if wording_id in {one.wording.id, one.wording.sha256[:8]}:
            return one
    return None


def _n_studies(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(Administration.wording_id, func.count(distinct(Participant.study_id)))
        .join(Participant, Participant.id == Administration.participant_id)
        .group_by(Administration.wording_id)
    )
    return dict(rows.all())


def _on_paper(session: Session) -> set[str]:
    forms = session.scalars(select(PaperForm.wording_ids))
    return {wording_id for ids in forms for wording_id in ids.values()}
