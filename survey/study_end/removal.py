"""Takes out what points to people, or everything: in portions, and gone on from after any break.

From the moment a study's end is in the state ``removing`` nothing of it is decided any more: who is
still there goes. So whoever finds that state, a job or the daily run, can go on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey.audit.operations import PROGRAM, record
from survey.extensions import db
from survey.journal import entries, recording
from survey.journal.rows import row_of
from survey.models import Participant, StudyEnd
from survey.models.study_end import ANONYMISED_RESULT, DONE, REMOVING
from survey.retention import compacting
from survey.retention.portions import in_portions
from survey.retention.terms import BACKUPS
from survey.study_end import protocol, stripping
from survey.study_end.ends import OBJECT

PEOPLE_AT_A_TIME = 50  # each with some sixty rows: a tenth of a second
Told = Callable[[int, int], None]


def unfinished() -> list[str]:
    """Return the ids of ends that were broken off in the middle."""
    with db.reading() as session:
        return list(session.scalars(select(StudyEnd.id).filter_by(state=REMOVING)))


def remove(end_id: str, tell: Told = lambda _done, _all: None) -> None:
    """Remove what is still there of a study whose end is under way, and write the protocol.

    tell: how many people of how many have gone. Afterwards nothing of them is in the database's
    file: deleted rows are overwritten, the log beside it is emptied, and the file is written anew
    unless that takes long.
    """
    with db.reading() as session:
        end = session.get(StudyEnd, end_id)
        if end is None or end.state != REMOVING:
            return
        study_id = end.study_id
        n_all = session.scalar(select(func.count()).where(Participant.study_id == study_id)) or 0
    n_gone = 0

    def told(n_now: int) -> None:
        nonlocal n_gone
        n_gone += n_now
        tell(n_gone, n_all)

    in_portions(lambda session, most: _some_people(session, study_id, most), told, PEOPLE_AT_A_TIME)
    with db.writing() as session:
        _finish(session, end_id)
        session.commit()
    compacting.compact_if_quick()


def _some_people(session: Session, study_id: str, most: int) -> int:
    ids = session.scalars(select(Participant.id).filter_by(study_id=study_id).limit(most)).all()
    session.execute(
        delete(Participant).where(Participant.id.in_(ids)),
        execution_options={"synchronize_session": False},
    )
    return len(ids)


def _finish(session: Session, end_id: str) -> None:
    """Remove what is left beside the people, and say what was done; all of it or nothing."""
    end = session.get_one(StudyEnd, end_id)
    if end.state != REMOVING:  # somebody else was faster
        return
    taken_out = protocol.research_files(session, end.study_id)
    deed = "study_anonymised" if end.result == ANONYMISED_RESULT else "study_deleted"
    recording.ready(session)
    stripping.strip(session, end)
    with session.no_autoflush:  # state, days and protocol are true together only
        end.state = DONE
        end.done_on = dt.datetime.now(tz=dt.UTC).date()
        end.final_on = end.done_on + BACKUPS
        protocol.write(session, end, taken_out)
    record(session, PROGRAM, deed, OBJECT)
    recording.record(session, entries.ENDED, rows=[row_of(end)])
