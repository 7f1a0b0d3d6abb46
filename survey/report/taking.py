"""Taking a job, so that nobody else does it, and keeping it for as long as one works on it.

The moment of the last sign of life stands in the job. Whoever works renews it every few seconds; a
job without one for two minutes is taken by the next worker, on whichever machine. That moment also
tells whose it is: who finds another one there than the own last has lost the job, and what it made
meanwhile is not stored. So machines' clocks should agree to within some seconds (NTP); where they
do not, a job may be done twice, and the result is the same.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Engine, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from survey.models import Job
from survey.models.job import FAILED, QUEUED, RUNNING

SIGN_OF_LIFE_EVERY = 15.0  # seconds
GIVEN_UP_AFTER = dt.timedelta(minutes=2)  # its worker was killed, or the machine is gone


@dataclass
class Task:
    """A job that this worker has taken, and its last sign of life."""

    job_id: str
    study_id: str
    kind: str
    area: str
    at: dt.datetime
    is_lost: bool = field(default=False)


def is_waiting(session: Session) -> bool:
    """Return whether there is a job that may be taken."""
    return session.scalar(select(Job.id).where(_waits()).limit(1)) is not None


def take(session: Session) -> Task | None:
    """Take the job that waits longest, and commit; None where no job waits."""
    job = session.scalar(
        select(Job)
        .where(_waits())
        .order_by(Job.changed_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.state, job.changed_at, job.n_done = RUNNING, now(), 0
    task = Task(job.id, job.study_id, job.kind, job.area, job.changed_at)
    session.commit()
    return task


@contextmanager
def signs_of_life(engine: Engine, task: Task) -> Iterator[None]:
    """Renew a task from a thread of its own until it is done."""
    is_over = threading.Event()

    def renew_again_and_again() -> None:
        while not is_over.wait(SIGN_OF_LIFE_EVERY):
            # A database that is away for a moment: the next sign of life may reach it.
            with Session(engine) as session:
                try:
                    renew(session, task)
                except SQLAlchemyError:
                    session.rollback()

    renewing = threading.Thread(target=renew_again_and_again, daemon=True)
    renewing.start()
    try:
        yield
    finally:
        is_over.set()
        renewing.join()


def renew(session: Session, task: Task) -> None:
    """Give a sign of life and commit, unless somebody else has taken the job."""
    at = now()
    if not task.is_lost and _mine(session, task, at):
        task.at = at
    session.commit()


def finish(session: Session, task: Task) -> bool:
    """Take a job that is done out of the queue; the caller commits.

    Returns False where somebody else has taken it, and then nothing of it is to be stored.
    """
    if not _mine(session, task, now()):
        return False
    session.execute(delete(Job).where(Job.id == task.job_id))
    return True


def fail(session: Session, task: Task) -> None:
    """Say of a job that it failed, unless somebody else has taken it; the caller commits."""
    at = now()
    if _mine(session, task, at):
        session.execute(update(Job).where(Job.id == task.job_id).values(state=FAILED))


def _waits() -> ColumnElement[bool]:
    """Return what is true of a job that nobody works on."""
    is_given_up = (Job.state == RUNNING) & (Job.changed_at < now() - GIVEN_UP_AFTER)
    return or_(Job.state == QUEUED, is_given_up)


def _mine(session: Session, task: Task, at: dt.datetime) -> bool:
    """Move a job's sign of life, if the last one is this worker's; return whether it was."""
    own = (Job.id == task.job_id) & (Job.state == RUNNING) & (Job.changed_at == task.at)
    moved = session.execute(update(Job).where(own).values(changed_at=at))
    task.is_lost = moved.rowcount == 0  # type: ignore[attr-defined]  # of every changing statement
    return not task.is_lost


def now() -> dt.datetime:
    """Return the time in UTC, as the job table keeps it."""
    return dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)
