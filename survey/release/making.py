"""The jobs behind an edition: make its plan; and, once accepted, enter it and make its documents.

For jobs and commands only: this loads pandas and typst. Reading answers, auditing and typesetting
take long, so none of it is done while the write lock is held; before anything is written the
ledger is looked at again, and what was made from an older one is thrown away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey.audit.operations import PROGRAM, Actor, record
from survey.extensions import db
from survey.journal import recording
from survey.journal.entries import RELEASED
from survey.journal.rows import row_of
from survey.models import CutOff, Edition, ReportDocument, ReportFile, Staff, Study
from survey.models.base import new_id
from survey.models.edition import ACCEPTED, MADE, OUTDATED, PROPOSED
from survey.release import book, calendar, editions
from survey.release.check_codes import new_check_code
from survey.release.contexts import Contexts, Made
from survey.release.files import FILE_NAMES, parts_of
from survey.release.freezing import freeze
from survey.release.gate import load_thresholds
from survey.release.planning import Line, new_sets, plan
from survey.release.stored_pools import pools_of
from survey.release.study_people import FrozenPeople, complete, people
from survey.report import progress
from survey.report.facts import ReportFacts
from survey.report.typeset import typeset
from survey.weeks import current_week

Told = Callable[[int, int], None]


def propose(study_id: str, staff_id: str) -> None:
    """Freeze what is due, and put a plan before a second person: the job behind the button."""
    with db.reading() as session:
        staff = session.get_one(Staff, staff_id)
        session.expunge(staff)
    make_plan(study_id, staff)


def make_plan(study_id: str, actor: Staff | Actor) -> str:
    """Freeze what is due and propose an edition by this person; return the edition's id.

    Raises NothingDue.
    """
    with db.reading() as session:
        study = session.get_one(Study, study_id)
        due = [one.week for one in calendar.due(session, study)]
        pairs = complete(session, study, people(session, study))
    with db.writing() as session:
        study = session.get_one(Study, study_id)
        for week in due:
            cut_off = session.get_one(CutOff, (study_id, week))
            if cut_off.frozen_week is None:
                freeze(session, study, cut_off, pairs)
                # Not how many: the log is read by people who may not know.
                record(session, actor, "pairs_frozen", "ledger_atom")
        session.commit()
    while True:
        with db.reading() as session:
            ledger = book.read(session, study_id)
            lines = plan(
                ledger,
                pools_of(session, study_id),
                load_thresholds(),
                _published(session, study_id),
            )
        with db.writing() as session:
            if book.head(session, study_id) != ledger.head:
                continue  # somebody has left meanwhile
            calendar.check_none_under_way(session, session.get_one(Study, study_id))
            edition = Edition(
                id=new_id(),
                study_id=study_id,
                cut_off_week=due[-1],
                state=PROPOSED,
                ledger_head=ledger.head,
                plan=[line.stored() for line in lines],
                proposed_by=actor.id,
                proposed_week=current_week(),
            )
            session.add(edition)
            record(session, actor, "edition_proposed", editions.OBJECT)
            session.commit()
            return edition.id


def _published(session: Session, study_id: str) -> list[tuple[str, str, frozenset[str]]]:
    """Return the sets of the reports that released editions hold."""
    study = session.get_one(Study, study_id)
    out = {
        (edition.id, document.kind, document.recipient)
        for document, edition in editions.released_documents(session, study)
    }
    return [
        (line.kind, line.recipient, frozenset(line.atoms))
        for edition_id in {one[0] for one in out}
        for line in editions.lines(session.get_one(Edition, edition_id))
        if (edition_id, line.kind, line.recipient) in out
    ]


def release(_study_id: str, edition_id: str) -> None:
    """Enter an accepted edition into the ledger and make its documents: the job of a yes."""
    make_documents(edition_id, progress.tell)


def make_documents(edition_id: str, tell: Told) -> None:
    """Enter the sets with the facts about them, then typeset; may be told twice."""
    with db.reading() as session:
        edition = session.get_one(Edition, edition_id)
        is_entered = bool(editions.documents(session, edition))
        is_accepted = edition.state == ACCEPTED
    if not is_accepted:
        return
    if not is_entered and not _enter(edition_id):
        return
    _typeset_all(edition_id, tell)
    with db.writing() as session:
        edition = session.get_one(Edition, edition_id)
        edition.state = MADE
        editions.keep(session, edition, files=_sha256s(session, edition))
        record(session, PROGRAM, "edition_made", editions.OBJECT)
        session.commit()


def _enter(edition_id: str) -> bool:
    """Write the accepted sets and the facts of their reports in one transaction.

    Where the ledger has moved on since the plan was judged, nothing is written, and the edition
    is outdated: its second person has to see the new sizes.
    """
    with db.reading() as session:
        edition = session.get_one(Edition, edition_id)
        study = session.get_one(Study, edition.study_id)
        ledger = book.read(session, study.id)
        made, lines, number = [], list[Line](), _next_number(session, study)
        if ledger.head == edition.ledger_head:
            frozen = FrozenPeople(session, study, people(session, study))
            contexts = Contexts(session, edition, number, ledger, frozen)
            codes = {(one.kind, one.recipient): new_check_code() for one in contexts.due()}
            made, lines = list(contexts.made(codes)), contexts.told()
    with db.writing() as session:
        recording.ready(session)
        edition = session.get_one(Edition, edition_id)
        study = session.get_one(Study, edition.study_id)
        if edition.state != ACCEPTED or editions.documents(session, edition):
            return edition.state == ACCEPTED  # another run of the job was first
        is_current = book.head(session, study.id) == edition.ledger_head == ledger.head
        if not is_current or _next_number(session, study) != number:
            edition.state = OUTDATED
            record(session, PROGRAM, "edition_outdated", editions.OBJECT)
            session.commit()
            return False
        edition.number = number
        edition.plan = [line.stored() for line in lines]
        documents = list(_documents(edition, made))
        entered = book.add(session, study.id, edition.id, new_sets(lines))
        session.add_all(documents)
        session.flush()
        record(session, PROGRAM, "edition_entered", editions.OBJECT, len(made))
        kept = [*entered, *map(row_of, (edition, *documents))]
        recording.record(session, RELEASED, rows=kept)
        session.commit()
    return True


def _next_number(session: Session, study: Study) -> int:
    last = session.scalar(select(func.max(Edition.number)).filter_by(study_id=study.id))
    return (last or 0) + 1


def _documents(edition: Edition, made: list[Made]) -> Iterator[ReportDocument]:
    for place, one in enumerate(made):
        yield ReportDocument(
            id=new_id(),
            edition_id=edition.id,
            kind=one.kind,
            recipient=one.recipient,
            check_code=one.facts.edition.check_code,
            facts=one.facts.to_json(),
            place=place,
        )


def _typeset_all(edition_id: str, tell: Told) -> None:
    with db.reading() as session:
        edition = session.get_one(Edition, edition_id)
        waiting = [
            (document.id, document.facts) for document in editions.documents(session, edition)
        ]
        done = set(session.scalars(select(ReportFile.document_id).distinct()))
    for place, (document_id, text) in enumerate(waiting):
        tell(place, len(waiting))
        if document_id in done:
            continue
        files = list(typeset_files(document_id, ReportFacts.from_json(text)))
        with db.writing() as session:
            is_there = select(ReportFile.name).filter_by(document_id=document_id).limit(1)
            if session.scalar(is_there) is None:  # another run of the job may have been first
                session.add_all(files)
                session.commit()
    tell(len(waiting), len(waiting))


def _sha256s(session: Session, edition: Edition) -> dict[str, str]:
    found = session.execute(
        select(ReportFile.document_id, ReportFile.name, ReportFile.sha256)
        .join(ReportDocument, ReportDocument.id == ReportFile.document_id)
        .where(ReportDocument.edition_id == edition.id)
    )
    return {f"{document}/{name}": sha256 for document, name, sha256 in found}


def typeset_files(document_id: str, facts: ReportFacts) -> Iterator[ReportFile]:
    """Yield every file of a document."""
    for name in FILE_NAMES:
        register, language = parts_of(name)
        content = typeset(facts, language, register)
        yield ReportFile(
            document_id=document_id,
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
        )
