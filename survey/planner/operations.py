"""The stored answer to a question, or a job that works it out. Imports no scipy."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from survey.extensions import db
from survey.models import Artefact, Study
from survey.models.job import FAILED
from survey.planner.asked import Asked
from survey.release.gate import load_thresholds
from survey.report import artefacts, worker
from survey.set_up.stored import set_up_of

KIND, NAME = "plan", "plan.json"


@dataclass(frozen=True)
class Answer:
    """The figures, or why there are none yet."""

    figures: dict[str, Any] | None
    has_failed: bool = False


def fingerprint() -> str:
    """Return a hash that changes with the program and the limits of a report."""
    return hashlib.sha256(f"{artefacts.VERSION} {load_thresholds()!r}".encode()).hexdigest()


def answer(study: Study, asked: Asked) -> Answer:
    """Return the answer to a question; where there is none, have it worked out."""
    row = db.session.scalar(
        select(Artefact).filter_by(study_id=study.id, name=NAME, area=asked.name)
    )
    if row is not None and row.fingerprint == fingerprint():
        return Answer(json.loads(row.content))
    with db.writing() as session:
        is_new, state = artefacts.ask_for(session, study, KIND, asked.name)
    if is_new:
        worker.start(current_app.config["SETTINGS"])
    return Answer(None, has_failed=state == FAILED)


def planned_groups(study: Study) -> int | None:
    """Return how many groups the set-up says are planned."""
    return set_up_of(db.session, study).planned_groups
