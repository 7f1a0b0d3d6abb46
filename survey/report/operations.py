"""Results for pages: what is stored, or a job that makes it. Imports no pandas."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from survey.extensions import db
from survey.models import Administration, InstrumentWording, Participant, Study
from survey.models.job import FAILED
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.models.study import DEMONSTRATION
from survey.report import artefacts, worker
from survey.report.facts import StudyFacts


@dataclass(frozen=True)
class Result:
    """A stored result, or why there is none yet."""

    content: bytes | None
    has_failed: bool = False
    n_done: int = 0
    n_steps: int = 0  # 0 where it is not known how many there are


def result(study: Study, kind: str, name: str, area: str = artefacts.ALL) -> Result:
    """Return a result made from today's data; where there is none, have it made and say so."""
    content = artefacts.find(db.session, study, name, area)
    if content is not None:
        return Result(content)
    with db.writing() as session:
        is_new, state = artefacts.ask_for(session, study, kind, area)
        n_done, n_steps = artefacts.n_done(session, study, kind, area)
    if is_new:
        worker.start(current_app.config["SETTINGS"])
    return Result(None, has_failed=state == FAILED, n_done=n_done, n_steps=n_steps)


def study_facts(study: Study) -> StudyFacts:
    """Return what a report says of the study itself."""
    stand_in = db.session.scalar(
        select(Administration.id)
        .join(Participant, Participant.id == Administration.participant_id)
        .join(InstrumentWording, InstrumentWording.id == Administration.wording_id)
        .where(
            Participant.study_id == study.id,
            Participant.id.not_in(WITHDRAWN_PEOPLE),
            InstrumentWording.kind == "stand_in",
        )
        .limit(1)
    )
    return StudyFacts(
        key=study.key,
        name=study.name,
        is_demonstration=study.kind == DEMONSTRATION,
        has_stand_in=stand_in is not None,
    )
