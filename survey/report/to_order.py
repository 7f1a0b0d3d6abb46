"""Files that somebody asks for with a button: made anew each time by a job, and kept until then.

Results that follow the answers are in ``artefacts.py``; these follow what a study is set up with,
so they are not compared with the answers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey.errors import UnknownPage
from survey.extensions import db
from survey.models import Artefact, Job, Study
from survey.models.job import FAILED
from survey.report import artefacts, worker


@dataclass(frozen=True)
class Order:
    """A file by its name, and the job that makes it."""

    kind: str
    area: str
    name: str


@dataclass(frozen=True)
class Made:
    """A file, or why there is none yet."""

    content: bytes | None
    has_failed: bool = False


def ask(study: Study, order: Order) -> None:
    """Have a file made anew; commits what the request has done so far."""
    db.session.execute(delete(Artefact).filter_by(study_id=study.id, name=order.name))
    artefacts.ask_for(db.session, study, order.kind, order.area)
    worker.start(current_app.config["SETTINGS"])


def find(study: Study, order: Order) -> Made:
    """Return a file that was asked for; raise UnknownPage where nobody has asked."""
    row = db.session.scalar(select(Artefact).filter_by(study_id=study.id, name=order.name))
    if row is not None:
        return Made(row.content)
    job = db.session.scalar(
        select(Job).filter_by(study_id=study.id, kind=order.kind, area=order.area)
    )
    if job is None:
        raise UnknownPage("nobody has asked for this")
    return Made(None, has_failed=job.state == FAILED)


def keep(session: Session, study_id: str, name: str, content: bytes) -> None:
    """Store a file that was made; the caller commits."""
    made_from = hashlib.sha256(content).hexdigest()
    artefacts.keep(session, study_id, artefacts.ALL, {name: content}, made_from)
