"""What of a study's set-up is done and what is still missing, in the order one works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from survey.analysis_plan import store as analysis_plans
from survey.journal import recording
from survey.letter import store as letters
from survey.letter.checking import faults_in
from survey.models import (
    ContactPoint,
    Draft,
    Group,
    KeyedReading,
    Participant,
    Participation,
    Staff,
    Study,
    StudyPart,
)
from survey.models.staff import REVIEWER
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.set_up.policies import Readiness
from survey.set_up.stored import set_up_of
from survey.wording import uses

ABOUT, PERMISSIONS, LETTER, WORDING = "about", "permissions", "letter", "wording"
QUESTIONS, PLAN, PLACES = "questions", "plan", "places"
GROUPS, CARDS = "groups", "cards"
SECOND_PERSON, OPENING = "second_person", "opening"
# Which facts of the letter are asked for on which step's page; the letter's own has the others.
FACTS_OF = {
    ABOUT: (
        "institution",
        "municipality_is_controller",
        "contacts",
        "data_protection_officer",
    ),
    PERMISSIONS: (
        "legal_basis",
        "sikt_reference",
        "no_sikt_because",
        "project_end",
        "at_the_end",
        "last_day_to_erase",
    ),
    LETTER: (
        "readers",
        "processors",
        "recipients",
        "transfers_outside_eea",
        "collects_elsewhere",
        "optional_purposes",
    ),
}


@dataclass(frozen=True)
class Step:
    """One step of the set-up; what is missing is named by key, for ``words.py`` to say."""

    key: str
    missing: tuple[str, ...] = ()
    is_needed: bool = True  # before the study may open

    @property
    def is_done(self) -> bool:
        """Return whether nothing is missing."""
        return not self.missing


def steps(session: Session, study: Study) -> tuple[Step, ...]:
    """Return the steps before the last, which is to open."""
    is_real = study.kind not in WITHOUT_REAL_PEOPLE
    faults = [one.place for one in faults_in(letters.working(session, study))]
    return (
        Step(ABOUT, (*_about(session, study), *_at(faults, ABOUT)), is_real),
        Step(PERMISSIONS, (*_at(faults, PERMISSIONS), *_rek(session, study)), is_real),
        Step(LETTER, tuple(_letter(session, study, faults)), is_real),
        Step(WORDING, without_permission(session, study), is_real),
        Step(QUESTIONS),
        Step(PLAN, _plan(session, study), is_needed=False),
        Step(PLACES, _none(session, _points(study), "contact_point"), is_real),
        Step(GROUPS, _none(session, _groups(study), "group"), is_real),
        Step(CARDS, _none(session, _cards(study), "cards"), is_needed=False),
        Step(SECOND_PERSON, _none(session, _reviewers(study), "reviewer"), is_real),
    )


def readiness(session: Session, study: Study) -> Readiness:
    """Return what the rules between states look at."""
    found = steps(session, study)
    missing = [one.key for one in found if one.is_needed and one.missing and one.key != WORDING]
    return Readiness(
        letters.faults_of(session, study),
        missing,
        without_permission(session, study),
        has_journal(study),
    )


def has_journal(study: Study) -> bool:
    """Return whether what is erased in a study stays erased, or nobody in it is real."""
    return study.kind in WITHOUT_REAL_PEOPLE or recording.journal() is not None


def next_step(found: Sequence[Step]) -> Step | None:
    """Return the step to go on with: the first that is needed, else the first that is open."""
    left = [one for one in found if one.missing]
    return next((one for one in left if one.is_needed), next(iter(left), None))


def has_answers(session: Session, study: Study) -> bool:
    """Return whether somebody has answered in a study, or begun to, on the web or on paper."""
    asked = (
        select(table.participant_id)
        .join(Participant, Participant.id == table.participant_id)
        .where(Participant.study_id == study.id)
        for table in (Participation, Draft, KeyedReading)
    )
    return any(session.scalar(one.limit(1)) is not None for one in asked)


def without_permission(session: Session, study: Study) -> tuple[str, ...]:
    """Return the instruments of which a study of real people has no text that it may show."""
    lacks = uses.readiness(session, study)
    return tuple(dict.fromkeys(one.instrument_key for one in lacks if one.blocks))


def _at(faults: Sequence[str], step: str) -> tuple[str, ...]:
    """Return the places of the letter that lack something and are asked for on a step's page."""
    keys = FACTS_OF[step]
    return tuple(one for one in faults if fact_of(one) in keys)


def fact_of(place: str) -> str:
    """Return the fact that a place is of: facts.contacts 1.name is of contacts."""
    table, _, rest = place.partition(".")
    return rest.partition(" ")[0].partition(".")[0] if table == "facts" else ""


def _about(session: Session, study: Study) -> Iterator[str]:
    row = set_up_of(session, study)
    if not study.contact.strip():
        yield "contact"
    if row.begins_on is None:
        yield "begins_on"
    if row.planned_groups is None:
        yield "planned_groups"


def _rek(session: Session, study: Study) -> tuple[str, ...]:
    row = set_up_of(session, study)
    return () if row.rek_reference or row.rek_not_needed else ("rek",)


def _letter(session: Session, study: Study, faults: Sequence[str]) -> Iterator[str]:
    elsewhere = {*FACTS_OF[ABOUT], *FACTS_OF[PERMISSIONS]}
    yield from (one for one in faults if fact_of(one) not in elsewhere)
    if letters.has_draft(session, study) or letters.newest(session, study) is None:
        yield "in_use"


def _plan(session: Session, study: Study) -> tuple[str, ...]:
    return () if analysis_plans.plan_of(session, study).given_week else ("plan",)


def _points(study: Study) -> Select[str]:
    return select(ContactPoint.id).where(ContactPoint.study_id == study.id)


def _groups(study: Study) -> Select[str]:
    return select(Group.id).join(ContactPoint).where(ContactPoint.study_id == study.id)


def _cards(study: Study) -> Select[str]:
    return select(Participant.id).where(Participant.study_id == study.id)


def _reviewers(study: Study) -> Select[str]:
    return (
        select(Staff.id)
        .join(StudyPart, StudyPart.staff_id == Staff.id)
        .where(StudyPart.study_id == study.id, Staff.role == REVIEWER)
    )


def _none(session: Session, asked: Select[str], what: str) -> tuple[str, ...]:
    return () if session.scalar(asked.limit(1)) else (what,)
