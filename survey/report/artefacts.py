"""Stored results: asked for by pages, made by jobs, kept with the fingerprint of their data."""

from __future__ import annotations

import datetime as dt
import hashlib
from importlib.metadata import version

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.analysis_plan.store import plan_of
from survey.models import Administration, Artefact, Job, Participant, Study
from survey.models.job import FAILED, QUEUED, RUNNING
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.release.gate import load_thresholds
from survey.report.assumptions import load_assumptions
from survey.report.taking import GIVEN_UP_AFTER, now

VERSION = version("sammenheng")
FORMAT = "5"  # to be raised when the same answers are to give other results
ALL = "all"  # the area that is the whole study
EVALUATION = "evaluation"
EXPORT = "export"  # a file to take out; its area is the line of the manifest
RESULTS = "results.json"  # what the first page of results shows
PARTS = "parts.json"  # its other pages; the rest of an evaluation is for taking out
START_AGAIN_AFTER = dt.timedelta(seconds=30)  # no worker took it
REST_AFTER_FAILURE = dt.timedelta(minutes=1)


def fingerprint(session: Session, study: Study) -> str:
    """Return a hash that changes with every answer sent in, set aside or erased, and every rule.

    What is sent in never changes, so the set of administrations tells all of the answers. The
    program's version, the thresholds and what is assumed belong to it: a result made under
    other rules is not to be shown.
    """
    ids = session.scalars(
        select(Administration.id)
        .join(Participant, Participant.id == Administration.participant_id)
        .where(Participant.study_id == study.id, Participant.id.not_in(WITHDRAWN_PEOPLE))
        .order_by(Administration.id)
    )
    rules = [
        VERSION,
        FORMAT,
        repr(load_thresholds()),
        repr(load_assumptions()),
        study.name,
        study.kind,
        plan_of(session, study).plan.sha256,
    ]
    return hashlib.sha256("\n".join([*rules, *ids]).encode()).hexdigest()


def find(session: Session, study: Study, name: str, area: str = ALL) -> bytes | None:
    """Return a stored result made from today's data, or None."""
    row = session.scalar(select(Artefact).filter_by(study_id=study.id, name=name, area=area))
    if row is None or row.fingerprint != fingerprint(session, study):
        return None
    return row.content


def keep(
    session: Session, study_id: str, area: str, contents: dict[str, bytes], made_from: str
) -> None:
    """Store results in place of older ones of the same name; the caller commits."""
    for name, content in contents.items():
        row = session.scalar(select(Artefact).filter_by(study_id=study_id, name=name, area=area))
        if row is None:
            row = Artefact(study_id=study_id, name=name, area=area)
            session.add(row)
        row.fingerprint, row.content = made_from, content


def ask_for(session: Session, study: Study, kind: str, area: str = ALL) -> tuple[bool, str]:
    """Put a job in the queue unless it is there; return whether it is new there, and its state.

    Only who put it there starts a worker: a page that asks again every other second must not
    start one each time. A failed job is tried again after a rest, a stuck one later.
    """
    job = session.scalar(select(Job).filter_by(study_id=study.id, kind=kind, area=area))
    if job is None:
        job = Job(study_id=study.id, kind=kind, area=area)
        session.add(job)
    elif not _may_be_tried_again(job):
        return False, job.state
    job.state, job.changed_at = QUEUED, now()
    job.n_done = job.n_steps = 0
    session.commit()
    return True, QUEUED


def n_done(session: Session, study: Study, kind: str, area: str = ALL) -> tuple[int, int]:
    """Return how many steps of how many a job has done; (0, 0) where that is not known."""
    found = select(Job.n_done, Job.n_steps).filter_by(study_id=study.id, kind=kind, area=area)
    row = session.execute(found).one_or_none()
    return (0, 0) if row is None else (row.n_done, row.n_steps)


def _may_be_tried_again(job: Job) -> bool:
    waits = {QUEUED: START_AGAIN_AFTER, RUNNING: GIVEN_UP_AFTER, FAILED: REST_AFTER_FAILURE}
    return abs(now() - job.changed_at) > waits[job.state]  # also where the clock was set back
