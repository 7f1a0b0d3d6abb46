"""What a study's settings say, read from its tables. Imports no typst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from survey.audit import operations as audit
from survey.extensions import db
from survey.letter import store as letters
from survey.letter.checking import Fault, faults_in
from survey.letter.reading import Letter, letter
from survey.manage.operations import municipalities
from survey.models import Staff, Study
from survey.report import to_order
from survey.set_up.stored import set_up_of
from survey.sikt.facts import Facts, Settings, facts_of

KIND = "sikt"  # of the job
REFERENCE_TO_COME = "..."  # stands in the letter where the reference will
ORDER = to_order.Order(KIND, "all", "sikt-pack.zip")


@dataclass(frozen=True)
class Gathered:
    """The settings, and what the letter still lacks."""

    settings: Settings
    letter_faults: Sequence[Fault]


def ask(staff: Staff, study: Study) -> None:
    """Have the pack made anew."""
    audit.record(db.session, staff, "pack_asked_for", "study")
    to_order.ask(study, ORDER)  # commits


def missing(study: Study) -> Sequence[str]:
    """Return what the pack will lack, in the words of its documents."""
    return facts_with_letter(gathered(db.session, study)).missing


def gathered(session: Session, study: Study) -> Gathered:
    """Return what is stored of a study: the letter in work, and what is said beside it."""
    beside = set_up_of(session, study)
    content: Mapping[str, Any] = letters.working(session, study)
    settings = Settings(
        name=study.name,
        post_after_weeks=study.post_after_weeks,
        background=tuple(study.background),
        has_open_field=bool(study.open_field),
        letter=content,
        begins_on=beside.begins_on,
        planned_groups=beside.planned_groups,
        rek_reference=beside.rek_reference or "",
        rek_not_needed=beside.rek_not_needed or "",
        municipalities=[one.name for one in municipalities(study)],
        sends_reminders=current_app.config["SETTINGS"].sends_reminders,
    )
    return Gathered(settings, faults_in(_to_be_notified(content)))


def _to_be_notified(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the letter as it can be shown before Sikt has answered: the reference comes later."""
    facts = content.get("facts", {})
    if facts.get("sikt_reference") or facts.get("no_sikt_because"):
        return content
    return {**content, "facts": {**facts, "sikt_reference": REFERENCE_TO_COME}}


def facts_with_letter(gathered: Gathered) -> Facts:
    """Return the facts; a letter that cannot be shown yet is among what is missing."""
    facts = facts_of(gathered.settings)
    if not gathered.letter_faults:
        return facts
    n_open = len({one.place for one in gathered.letter_faults})
    words = f"informasjonsskrivet: {n_open} felt er ikke fylt ut, og skrivet er derfor ikke med"
    return replace(facts, missing=(*facts.missing, words))


def letter_of(gathered: Gathered) -> Letter:
    """Return the letter as people will meet it, with what the study asks beside."""
    known = gathered.settings
    return replace(
        letter(dict(_to_be_notified(known.letter))),
        background=tuple(known.background),
        has_open_field=known.has_open_field,
    )
