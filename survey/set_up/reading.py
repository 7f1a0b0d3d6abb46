"""What the pages of the set-up show of what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.extensions import db
from survey.letter import store as letters
from survey.letter.checking import Fault, faults_in
from survey.models import Study, StudySetUp
from survey.set_up import letter_forms
from survey.set_up.checklist import Step, has_answers, readiness, steps
from survey.set_up.policies import can_move
from survey.set_up.stored import set_up_of
from survey.study_states import Move, moves_from


@dataclass(frozen=True)
class Known:
    """The letter in work, and what is said beside it."""

    content: Mapping[str, Any]
    set_up: StudySetUp

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return the letter's facts."""
        found: Mapping[str, Any] = self.content.get("facts", {})
        return found


@dataclass(frozen=True)
class Overview:
    """How far a study has come, and where it may go from here."""

    steps: Sequence[Step]
    moves: Sequence[Move]
    shows_example: bool  # people meet the example though a letter of the study's own is in work
    letter_faults: Sequence[object]
    has_journal: bool


@dataclass(frozen=True)
class LetterInWork:
    """How far the letter has come."""

    version: int | None
    has_draft: bool
    faults: Sequence[Fault]


def known(study: Study) -> Known:
    """Return what is said of a study so far."""
    return Known(letters.working(db.session, study), set_up_of(db.session, study))


def overview(study: Study) -> Overview:
    """Return the checklist, and the ways to other states that are open now."""
    ready = readiness(db.session, study)
    newest = letters.newest(db.session, study)
    return Overview(
        steps(db.session, study),
        [one for one in moves_from(study.state) if can_move(study, one.end, ready)],
        shows_example=newest is None and letters.has_draft(db.session, study),
        letter_faults=ready.letter_faults,
        has_journal=ready.has_journal,
    )


def letter_in_work(study: Study) -> LetterInWork:
    """Return the letter's version, whether something is in work, and what is missing in it."""
    row = letters.newest(db.session, study)
    return LetterInWork(
        row.version if row else None,
        letters.has_draft(db.session, study),
        faults_in(letters.working(db.session, study)),
    )


def is_answered(study: Study) -> bool:
    """Return whether somebody has answered, or begun to."""
    return has_answers(db.session, study)


def standing_about(study: Study, said: Known, keys: Iterable[str]) -> dict[str, Any]:
    """Return what is to stand in the fields about the study."""
    return {
        "name": study.name,
        "contact": study.contact,
        "begins_on": said.set_up.begins_on and said.set_up.begins_on.isoformat(),
        "planned_groups": said.set_up.planned_groups and str(said.set_up.planned_groups),
        **letter_forms.standing_facts(said.facts, keys),
        **letter_forms.standing_contacts(said.facts.get("contacts")),
    }


def standing_permissions(said: Known, keys: Iterable[str]) -> dict[str, Any]:
    """Return what is to stand in the fields about permissions."""
    return {
        "rek_reference": said.set_up.rek_reference,
        "rek_not_needed": said.set_up.rek_not_needed,
        **letter_forms.standing_facts(said.facts, keys),
    }


def standing_questions(study: Study) -> dict[str, Any]:
    """Return what is to stand in the fields about when and what."""
    window = study.post_window_weeks
    return {
        "post_after_weeks": str(study.post_after_weeks),
        "post_window_weeks": "" if window is None else str(window),
        "background": list(study.background),
        "open_field": study.open_field,
    }
