"""What is installed and missing, what waits, and the deeds on these pages, each with its event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from scoring.instrument import INSTRUMENT_KEYS
from survey.audit.operations import record
from survey.errors import BadWording, UnknownPage
from survey.extensions import db
from survey.letter import store as letters
from survey.models import InstrumentWording, Staff, Study, WordingDraft
from survey.models.wording import WEB
from survey.wording import installed, store, uses
from survey.wording.installed import Scope, Version
from survey.wording.permission import Use
from survey.wording.reading import LANGUAGES, Wording, wording
from survey.wording.uses import Lack


@dataclass(frozen=True)
class Cell:
    """What people who choose a language read of an instrument."""

    instrument_key: str
    language: str
    shown: InstrumentWording | None  # none where nothing may be shown
    version: Version | None  # of an installed text


@dataclass(frozen=True)
class Overview:
    """Everything the first page tells."""

    needs_permission: bool
    purpose: str
    may_change_purpose: bool
    lacks: Sequence[Lack]
    cells: Sequence[Cell]
    versions: Sequence[Version]
    waiting: Sequence[WordingDraft]

    @property
    def blocking(self) -> list[Lack]:
        """Return what keeps the study from opening."""
        return [one for one in self.lacks if one.blocks]

    @property
    def can_open(self) -> bool:
        """Whether the texts do not keep the study from opening."""
        return not self.blocking


def overview(study: Study) -> Overview:
    """Return what is installed and what is missing, seen from a study."""
    found = installed.versions(db.session)
    return Overview(
        uses.needs_permission(study),
        uses.purpose_of(db.session, study),
        uses.may_change_purpose(study),
        uses.readiness(db.session, study),
        _cells(study, {one.wording.id: one for one in found}),
        found,
        db.session.scalars(select(WordingDraft).order_by(WordingDraft.uploaded_on)).all(),
    )


def _cells(study: Study, versions: dict[str, Version]) -> list[Cell]:
    allowed = None
    if uses.needs_permission(study):
        use = Use(uses.purpose_of(db.session, study), WEB, uses.today())
        allowed = uses.permitted(db.session, use)
    cells = []
    for key in INSTRUMENT_KEYS:
        for language in LANGUAGES:
            try:
                row_id = store.find(db.session, key, language, allowed)
            except BadWording:
                cells.append(Cell(key, language, None, None))
                continue
            row = db.session.get_one(InstrumentWording, row_id)
            cells.append(Cell(key, language, row, versions.get(row_id)))
    return cells


def keep_upload(staff: Staff, content: dict[str, Any]) -> WordingDraft:
    """Let a whole text wait to be compared and installed."""
    sha256 = wording(content).sha256
    draft = db.session.scalar(select(WordingDraft).filter_by(sha256=sha256))
    if draft is None:
        draft = WordingDraft(
            content=content, sha256=sha256, uploaded_by=staff.id, uploaded_on=uses.today()
        )
        db.session.add(draft)
        record(db.session, staff, "upload_wording", "wording")
        db.session.commit()
    return draft


def waiting(sha8: str) -> WordingDraft:
    """Return a text that waits, by the first signs of its hash; raise UnknownPage for any other."""
    drafts = db.session.scalars(select(WordingDraft))
    draft = next((one for one in drafts if one.sha256[:8] == sha8), None)
    if draft is None:
        raise UnknownPage("no text waits under this address; it may be installed by now")
    return draft


def put_aside(staff: Staff, draft: WordingDraft) -> None:
    """Keep nothing of a text that waits."""
    db.session.delete(draft)
    record(db.session, staff, "discard_wording", "wording")
    db.session.commit()


def install(staff: Staff, draft: WordingDraft, scope: Scope) -> str:
    """Install a text that waits; return the first signs of its hash."""
    row = installed.install(db.session, draft.content, scope, uses.today())
    db.session.delete(draft)
    record(db.session, staff, "install_wording", "wording")
    db.session.commit()
    return row.sha256[:8]


def version(sha8: str) -> Version:
    """Return an installed text; raise UnknownPage where there is none of that hash."""
    found = installed.version_of(db.session, sha8)
    if found is None:
        raise UnknownPage("no text is installed under this address")
    return found


def allow(staff: Staff, found: Version, scope: Scope) -> None:
    """Record a permission for an installed text."""
    installed.allow(db.session, found.wording, scope, uses.today())
    record(db.session, staff, "record_permission", "wording")
    db.session.commit()


def take_back(staff: Staff, found: Version, why: str) -> None:
    """Record that the permissions of a text hold no longer."""
    installed.take_back(db.session, found.wording, why, uses.today())
    record(db.session, staff, "take_back_permission", "wording")
    db.session.commit()


def set_aside(staff: Staff, found: Version) -> None:
    """Show an installed text no more; raise WordingInUse where it has been answered."""
    installed.retire(db.session, found, uses.today())
    record(db.session, staff, "set_wording_aside", "wording")
    db.session.commit()


def set_purpose(staff: Staff, study: Study, purpose: str) -> None:
    """Say what a study is for."""
    uses.set_purpose(db.session, study, purpose)
    record(db.session, staff, "set_purpose", "study")
    db.session.commit()


def others(instrument_key: str, but: str) -> list[Version]:
    """Return the installed texts of an instrument that may be seen beside another one."""
    return [
        one
        for one in installed.versions(db.session)
        if one.wording.instrument_key == instrument_key and one.wording.id != but
    ]


def text_of(found: Version) -> Wording:
    """Return the text of an installed version; raise BadWording where it was changed."""
    return store.parsed(found.wording)


@dataclass(frozen=True)
class LetterFacts:
    """What is known of a study for a letter to the rights holder; empty where it is not."""

    name: str
    institution: str
    contacts: str
    purpose_text: dict[str, str]  # by language, as people read it
    project_end: dt.date | None
    at_the_end: str
    weeks: int
    purpose: str


def letter_facts(study: Study) -> LetterFacts:
    """Return what the study and its information letter say of themselves."""
    row = letters.newest(db.session, study)
    content = row.content if row else {}
    facts = content.get("facts", {})
    contacts = [
        f"{one.get('name', '')}, {one.get('reach', '')}" for one in facts.get("contacts", [])
    ]
    return LetterFacts(
        name=study.name,
        institution=facts.get("institution") or study.institution,
        contacts="\n".join(one for one in contacts if one.strip(", ")) or study.contact,
        purpose_text={key: content.get(key, {}).get("purpose", "") for key in LANGUAGES},
        project_end=_day(facts.get("project_end")),
        at_the_end=facts.get("at_the_end", ""),
        weeks=study.post_after_weeks,
        purpose=uses.purpose_of(db.session, study),
    )


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None
