"""A study is added, described, and led from state to state; each change is saved by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from survey.analysis_plan import store as analysis_plans
from survey.audit.operations import record
from survey.errors import BadStudyKey, NoSuchMove
from survey.extensions import db
from survey.letter import store as letters
from survey.models import Staff, Study, StudyPart, Wave
from survey.models.study import DRAFT, EVALUATION, OPEN, POST, PRE, TRIAL
from survey.set_up import policies
from survey.set_up.checklist import has_answers, readiness
from survey.set_up.stored import set_up_of
from survey.study_end import ends
from survey.wording import store

KEY_FORM = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
RESERVED = frozenset({"new"})  # the address of the page that adds a study


@dataclass(frozen=True)
class NewStudy:
    """What is known of a study when it is added."""

    trial: bool
    name: str | None
    institution: str = ""
    contact: str = ""
    post_after_weeks: int = 26
    post_window_weeks: int | None = 26
    background: tuple[str, ...] = ()
    open_field: bool = False
    is_draft: bool = False  # a trial too, to be set up first


@dataclass(frozen=True)
class About:
    """What a study is called, whom the cards name, and how large it is to be."""

    name: str
    contact: str
    begins_on: dt.date | None
    planned_groups: int | None


@dataclass(frozen=True)
class Asked:
    """What a study asks beside the instruments, and when it asks again."""

    post_after_weeks: int
    post_window_weeks: int | None
    background: tuple[str, ...]
    open_field: bool


def saved(by: Staff | None, action: str, what: str) -> None:
    """Commit a change together with its event; a command's is nobody's."""
    if by is not None:
        record(db.session, by, action, what)
    db.session.commit()


def add_study(key: str, new: NewStudy, by: Staff | None = None) -> Study:
    """Add a study with its two waves; a trial is open at once unless it is to be set up first."""
    if not KEY_FORM.fullmatch(key):
        raise BadStudyKey(f"{key!r} cannot be a study's key: use small letters, digits and hyphens")
    if key in RESERVED or db.session.scalar(select(Study.id).where(Study.key == key)):
        raise BadStudyKey(f"there is a study {key} already; choose another key")
    study = Study(
        key=key,
        name=new.name or key,
        kind=TRIAL if new.trial else EVALUATION,
        state=OPEN if new.trial and not new.is_draft else DRAFT,
        institution=new.institution,
        contact=new.contact,
        post_after_weeks=new.post_after_weeks,
        post_window_weeks=new.post_window_weeks,
        background=list(new.background),
        open_field=new.open_field,
        waves=[Wave(key=PRE, position=1), Wave(key=POST, position=2)],
    )
    db.session.add(study)
    store.keep_stand_ins(db.session)
    if by is not None:
        db.session.flush()
        db.session.add(StudyPart(staff_id=by.id, study_id=study.id))
    saved(by, "add_study", "study")
    return study


def change_state(study: Study, end: str, by: Staff | None = None) -> None:
    """Lead a study to another state; raise what stands in the way. To be there already is fine."""
    ready = readiness(db.session, study)
    if study.state == end == OPEN:
        policies.check_may_stay_open(study, ready)
    if study.state == end:
        return
    if ends.standing(db.session, study.id) is not None:
        raise NoSuchMove(f"{study.key} is being ended: take that back first")
    move = policies.check_move(study, end, ready)
    study.state = end
    if end == OPEN:
        analysis_plans.lock(db.session, study)
    saved(by, f"{move.deed}_study", "study")


def save_about(study: Study, about: About, facts: Mapping[str, Any], by: Staff | None) -> None:
    """Keep what a study is about; who is responsible goes into the letter in work."""
    policies.check_may_change_set_up(study)
    study.name, study.contact = about.name, about.contact
    row = db.session.merge(set_up_of(db.session, study))
    row.begins_on, row.planned_groups = about.begins_on, about.planned_groups
    _write_facts(study, facts)
    saved(by, "change_set_up", "about")


def save_permissions(
    study: Study, rek: tuple[str, str], facts: Mapping[str, Any], by: Staff | None
) -> None:
    """Keep who has approved what, or why nobody had to, and how long the answers are kept."""
    policies.check_may_change_set_up(study)
    row = db.session.merge(set_up_of(db.session, study))
    row.rek_reference, row.rek_not_needed = rek[0] or None, rek[1] or None
    _write_facts(study, facts)
    saved(by, "change_set_up", "permissions")


def save_facts(study: Study, facts: Mapping[str, Any], by: Staff | None) -> None:
    """Keep some facts of the letter in work."""
    policies.check_may_change_set_up(study)
    _write_facts(study, facts)
    saved(by, "change_set_up", "letter")


def save_texts(study: Study, language: str, texts: Mapping[str, str], by: Staff | None) -> None:
    """Keep the study's own sentences of the letter in work, in one language."""
    policies.check_may_change_set_up(study)
    content = letters.working(db.session, study)
    content[language] = content.get(language, {}) | texts
    letters.keep_draft(db.session, study, content)
    saved(by, "change_set_up", "letter")


def take_letter(study: Study, content: Mapping[str, Any], by: Staff | None) -> None:
    """Make a file's content the letter in work; raise BadLetter where something in it is wrong."""
    policies.check_may_change_set_up(study)
    letters.keep_draft(db.session, study, content)
    saved(by, "change_set_up", "letter")


def use_letter(study: Study, by: Staff | None) -> int:
    """Make the letter in work the one that people meet; return its version."""
    policies.check_may_change_set_up(study)
    row = letters.put_to_use(db.session, study)
    saved(by, "use_letter", "letter")
    return row.version


def save_asked(study: Study, asked: Asked, by: Staff | None) -> None:
    """Keep what is asked and when; raise SetUpLocked once somebody has answered."""
    answered = has_answers(db.session, study)
    policies.check_may_change_what_is_asked(study, has_answers=answered)
    study.post_after_weeks = asked.post_after_weeks
    study.post_window_weeks = asked.post_window_weeks
    study.background, study.open_field = list(asked.background), asked.open_field
    saved(by, "change_set_up", "questions")


def _write_facts(study: Study, facts: Mapping[str, Any]) -> None:
    content = letters.working(db.session, study)
    content["facts"] = content.get("facts", {}) | facts
    letters.keep_draft(db.session, study, content)
