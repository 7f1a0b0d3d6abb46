"""How far the job in hand has come, told to whoever waits for it."""

from __future__ import annotations

from flask import g
from sqlalchemy import update

from survey.extensions import db
from survey.models import Job


def begin(job_id: str) -> None:
    """Say which job this process does now."""
    g.job_id = job_id


def tell(n_done: int, n_steps: int) -> None:
    """Note how many of its steps the job in hand has done; nothing where no page asked for it.

    By a session of its own, and only for a moment: the job itself reads one moment's data and
    holds no lock that a participant's answer could have to wait for.
    """
    job_id = g.get("job_id")
    if job_id is None:
        return
    with db.writing() as session:
        session.execute(update(Job).where(Job.id == job_id).values(n_done=n_done, n_steps=n_steps))
        session.commit()
