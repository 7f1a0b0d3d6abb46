"""What pages of a study's end do, each in one transaction, and what they show. No pandas here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from survey.audit.operations import record
from survey.auth.parts import has_part
from survey.errors import UnknownPage
from survey.export.operations import n_people_in_fives
from survey.extensions import db
from survey.letter import store as letters
from survey.models import KeptFile, Staff, Study, StudyEnd
from survey.models.job import FAILED
from survey.models.study_end import APPROVED, CARRIED_OUT, REMOVING
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.report import artefacts, worker
from survey.retention.overdue import Overdue, of_studies, project_end
from survey.study_end import conditions, ends, proposals, protocol


@dataclass(frozen=True)
class Shown:
    """Everything on a study's page of its end."""

    row: StudyEnd | None  # proposed, under way or carried out
    refused: StudyEnd | None
    in_the_way: Sequence[str]
    against_anonymising: Sequence[str]
    is_released: bool
    is_trial: bool
    project_end: dt.date | None
    promised: str  # what the letter says of the end; empty where there is none
    is_own: bool
    has_file: bool
    has_failed: bool
    n_done: int
    n_steps: int

    @property
    def is_waiting(self) -> bool:
        """Return whether the page is to ask again by itself."""
        is_running = self.row is not None and self.row.state in {APPROVED, REMOVING}
        return is_running and not self.has_failed

    @property
    def is_done(self) -> bool:
        """Return whether the study has ended."""
        return self.row is not None and self.row.state in CARRIED_OUT


@dataclass(frozen=True)
class Waiting:
    """An end before its second person: what is asked, and sizes in fives."""

    row: StudyEnd
    study: Study
    n_people: int
    promised: str
    project_end: dt.date | None
    against: Sequence[str]


def shown(study: Study, staff: Staff) -> Shown:
    """Return what a study's page of its end shows to somebody."""
    session = db.session
    row = ends.standing(session, study.id)
    is_running = row is not None and row.state in {APPROVED, REMOVING}
    job_state = _keep_asking(study, row) if row is not None and is_running else ""
    done = artefacts.n_done(session, study, ends.KIND, row.id) if row else (0, 0)
    return Shown(
        row=row,
        refused=None if row else ends.newest_refused(session, study),
        in_the_way=conditions.in_the_way(session, study),
        against_anonymising=conditions.against_anonymising(session, study),
        is_released=conditions.is_released(session, study),
        is_trial=study.kind in WITHOUT_REAL_PEOPLE,
        project_end=project_end(session, study),
        promised=_promised(study),
        is_own=row is not None and row.proposed_by == staff.id,
        has_file=row is not None and session.get(KeptFile, row.id) is not None,
        has_failed=job_state == FAILED,
        n_done=done[0],
        n_steps=done[1],
    )


def propose(study: Study, staff: Staff, kind: str, reports: str) -> None:
    """Put the end before a second person; raise EndNotPossible.

    In a demonstration or a trial two invented people agree at once.
    """
    if study.kind in WITHOUT_REAL_PEOPLE:
        record(db.session, staff, "study_end_asked", ends.OBJECT)
        row = proposals.scripted(db.session, study, kind, reports)
        _start(study, row)
    else:
        proposals.propose(db.session, study, staff, kind, reports)
        db.session.commit()


def take_back(study: Study, staff: Staff) -> None:
    """Take back what one has proposed."""
    row = ends.standing(db.session, study.id)
    if row is None:
        raise UnknownPage("nothing is proposed")
    proposals.take_back(db.session, staff, row)
    db.session.commit()


def try_again(study: Study, staff: Staff) -> None:
    """Have an approved end tried again whose job has failed."""
    row = ends.standing(db.session, study.id)
    if row is None or row.state not in {APPROVED, REMOVING}:
        raise UnknownPage("nothing waits to be carried out")
    record(db.session, staff, "study_end_asked", ends.OBJECT)
    _start(study, row)


def waiting(staff: Staff) -> list[Waiting]:
    """Return what waits for this second person."""
    return [
        Waiting(
            row,
            study,
            n_people_in_fives(db.session, study),
            _promised(study),
            project_end(db.session, study),
            conditions.against(db.session, study, row.kind, row.reports),
        )
        for row, study in proposals.waiting(db.session)
        if has_part(staff, study) and row.proposed_by != staff.id
    ]


def waiting_one(staff: Staff, end_id: str) -> Waiting:
    """Return one that waits; raise UnknownPage for any other."""
    found = [one for one in waiting(staff) if one.row.id == end_id]
    if not found:
        raise UnknownPage("no such proposal waits")
    return found[0]


def decide(staff: Staff, end_id: str, *, is_yes: bool, reason: str) -> None:
    """Approve and begin, or refuse."""
    one = waiting_one(staff, end_id)
    proposals.decide(db.session, one.study, staff, one.row, None if is_yes else reason)
    if is_yes:
        _start(one.study, one.row)
    else:
        db.session.commit()


def fetch_file(study: Study, staff: Staff) -> bytes:
    """Return the kept file of a study, and keep that it was fetched."""
    row = ends.standing(db.session, study.id)
    file = None if row is None else db.session.get(KeptFile, row.id)
    if file is None:
        raise UnknownPage("no file is kept")
    record(db.session, staff, "kept_file_fetched", ends.OBJECT)
    content = file.content
    db.session.commit()
    return content


def protocol_of(study: Study) -> StudyEnd:
    """Return the end of a study that was carried out."""
    row = ends.standing(db.session, study.id)
    if row is None or row.state not in CARRIED_OUT:
        raise UnknownPage("the study has not ended")
    return row


def ended() -> Sequence[StudyEnd]:
    """Return every end that was carried out here, for an administrator."""
    return ends.carried_out(db.session)


def ended_one(end_id: str) -> StudyEnd:
    """Return one of them."""
    row = db.session.get(StudyEnd, end_id)
    if row is None or row.state not in CARRIED_OUT:
        raise UnknownPage("no such study has ended")
    return row


def said_in(row: StudyEnd) -> dict[str, Any]:
    """Return what a protocol says."""
    return protocol.read(row)


def overdue(studies: Sequence[Study]) -> dict[str, dt.date]:
    """Return the last days that have passed, by the keys of those studies that were to end."""
    today = dt.datetime.now(tz=dt.UTC).date()
    late: list[Overdue] = of_studies(db.session, studies, today)
    return {one.study.key: one.project_end for one in late}


def _start(study: Study, row: StudyEnd) -> None:
    artefacts.ask_for(db.session, study, ends.KIND, row.id)  # commits
    db.session.commit()
    worker.start(current_app.config["SETTINGS"])


def _keep_asking(study: Study, row: StudyEnd) -> str:
    """Start the job once more where it got lost; return its state.

    For a page that is only read: the lock is taken for no longer than this.
    """
    with db.writing() as session:
        is_new, state = artefacts.ask_for(session, study, ends.KIND, row.id)
    if is_new:
        worker.start(current_app.config["SETTINGS"])
    return state


def _promised(study: Study) -> str:
    row = letters.newest(db.session, study)
    return str(row.content.get("facts", {}).get("at_the_end") or "") if row else ""
