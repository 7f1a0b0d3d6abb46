"""What the pages of an import do; reading and storing are left to a child process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from survey import policies
from survey.errors import StudyClosed, StudyNotOpen, UnknownPage
from survey.extensions import db
from survey.imports import uploads, worker
from survey.imports.mapping import ColumnMapping, read_mapping, write_mapping
from survey.imports.undoing import undo
from survey.imports.uploads import Sent, Ticket
from survey.models import AnswerImport, Staff, Study
from survey.models.answer_import import DONE, FAILED, READ, READING, STORING


@dataclass(frozen=True)
class Waiting:
    """A file that was sent in, and how far it has come."""

    state: str
    mapping: str
    found: dict[str, Any]

    @property
    def is_under_way(self) -> bool:
        """Return whether the child process has not ended yet."""
        return self.state in {READING, STORING}

    @property
    def has_failed(self) -> bool:
        """Return whether the program, not the file, was at fault."""
        return self.state == FAILED

    @property
    def is_done(self) -> bool:
        """Return whether its answers are stored."""
        return self.state == DONE


def imports_of(study: Study) -> Sequence[AnswerImport]:
    """Return a study's imports, the newest first as far as weeks tell."""
    return db.session.scalars(
        select(AnswerImport)
        .filter_by(study_id=study.id)
        .order_by(AnswerImport.week.desc(), AnswerImport.id)
    ).all()


def import_of(study: Study, import_id: str) -> AnswerImport:
    """Return one import of a study; raise UnknownPage for any other."""
    found = db.session.scalar(select(AnswerImport).filter_by(study_id=study.id, id=import_id))
    if found is None:
        raise UnknownPage(f"{study.key} has no import {import_id}")
    return found


def takes_answers(study: Study) -> bool:
    """Return whether a file can be taken in now."""
    try:
        policies.check_takes_answers(study)
    except (StudyClosed, StudyNotOpen):
        return False
    return True


def send_in(study: Study, staff: Staff, sent: Sent) -> Ticket:
    """Keep a file sealed and have it read; raise BadMapping where its mapping is none."""
    policies.check_takes_answers(study)
    if sent.mapping:
        read_mapping(sent.mapping)
    uploads.forget_old(db.session)
    ticket = uploads.keep(db.session, study, staff, sent)
    db.session.commit()
    worker.start(current_app.config["SETTINGS"], ticket, worker.READ)
    worker.forget_in_time(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way to hand the application on
    return ticket


def waiting(study: Study, staff: Staff, ticket: Ticket) -> Waiting | None:
    """Return a person's waiting file; None where there is none, or its hour is over."""
    with db.reading() as session:
        row = uploads.find(session, study, staff, ticket)
        if row is None:
            return None
        state = row.state
        if state in {READING, STORING} and uploads.now() - row.at > uploads.STUCK_AFTER:
            state = FAILED
        return Waiting(state, uploads.mapping_of(row, ticket), uploads.found_in(row, ticket))


def say(study: Study, staff: Staff, ticket: Ticket, mapping: ColumnMapping) -> None:
    """Have a waiting file read once more, with what was said of it."""
    text = write_mapping(mapping)
    if _hand_over(study, staff, ticket, state=READING, mapping=text):
        worker.start(current_app.config["SETTINGS"], ticket, worker.READ)


def store(study: Study, staff: Staff, ticket: Ticket) -> None:
    """Have a waiting file stored as its page showed it."""
    policies.check_takes_answers(study)
    if _hand_over(study, staff, ticket, state=STORING):
        worker.start(current_app.config["SETTINGS"], ticket, worker.STORE)


def _hand_over(
    study: Study, staff: Staff, ticket: Ticket, *, state: str, mapping: str = ""
) -> bool:
    """Note what is to be done with a file; not where it was pressed twice or the hour is over."""
    row = uploads.find(db.session, study, staff, ticket)
    if row is None or row.state != READ:
        return False
    row.state = state
    if mapping:
        uploads.put_mapping(row, ticket, mapping)
    db.session.commit()
    return True


def throw_away(staff: Staff) -> None:
    """Delete a person's waiting file."""
    uploads.forget(db.session, staff)
    db.session.commit()


def forget_old() -> None:
    """Delete what has waited for more than its hour, should nobody else have done it."""
    with db.reading() as session:
        has_old = uploads.has_old(session)
    if has_old:
        with db.writing() as session:
            uploads.forget_old(session)
            session.commit()


def take_back(study: Study, import_id: str, staff: Staff) -> None:
    """Remove what an import stored; raise CannotUndo with the reason."""
    undo(db.session, import_of(study, import_id), staff)
