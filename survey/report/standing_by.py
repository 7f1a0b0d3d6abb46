"""Stands by for jobs: for a machine, or a service beside the web processes, that does only those.

It stays light, since children do the work; they end when nothing waits.
"""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from survey.config import Settings
from survey.extensions import db
from survey.report import taking, worker

LOOKS_EVERY = 2.0  # seconds
log = logging.getLogger(__name__)


def stand_by(settings: Settings, is_over: threading.Event) -> None:
    """Have jobs done as they come, until it is over; then let those in hand be finished."""
    started: list[threading.Thread] = []
    was_away = False
    while not is_over.wait(LOOKS_EVERY):
        try:
            with db.reading() as session:
                waits = taking.is_waiting(session)
        except SQLAlchemyError:
            if not was_away:
                log.exception("the database does not answer; it is asked again and again")
            was_away = True
            continue
        was_away = False
        started = [one for one in started if one.is_alive()]
        if waits and (thread := worker.start_here(settings)) is not None:
            started.append(thread)
    worker.let_end()
    for thread in started:
        thread.join()
