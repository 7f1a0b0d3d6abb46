"""Editions: proposed by one person, accepted and released by another. Imports no pandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.audit.operations import Actor, record
from survey.errors import NotYours, UnknownPage
from survey.extensions import db
from survey.journal import recording
from survey.journal.entries import RELEASED as KEPT
from survey.journal.rows import row_of
from survey.models import Edition, ReportDocument, Staff, Study
from survey.models.edition import ACCEPTED, PROPOSED, REFUSED, RELEASED, STOPPED, TAKEN_BACK
from survey.release import calendar, states
from survey.release.planning import Line
from survey.report import artefacts, worker
from survey.weeks import current_week
from survey.wording import uses

PLAN, RELEASE, SCRIPTED = "release_plan", "release", "release_scripted"  # jobs
OBJECT = "edition"
# A demonstration's or a trial's own two people.
FIRST, SECOND = Actor("scripted-first", "scripted"), Actor("scripted-second", "scripted")
EVENTS = {
    TAKEN_BACK: "edition_taken_back",
    REFUSED: "edition_refused",
    ACCEPTED: "edition_accepted",
    RELEASED: "edition_released",
    STOPPED: "edition_stopped",
}


def ask(study: Study, staff: Staff) -> None:
    """Have a plan made and proposed by this person; commits.

    Raises NothingDue where no cut-off has come, NotPermitted where no report may be made of the
    texts that were shown.
    """
    uses.check_may_report(db.session, study)
    calendar.due(db.session, study)
    record(db.session, staff, "edition_asked", OBJECT)
    artefacts.ask_for(db.session, study, PLAN, staff.id)  # commits
    worker.start(current_app.config["SETTINGS"])


def of_study(session: Session, study: Study) -> Sequence[Edition]:
    """Return every edition of a study, the newest first."""
    return session.scalars(
        select(Edition)
        .where(Edition.study_id == study.id)
        .order_by(Edition.cut_off_week.desc(), Edition.number.desc(), Edition.id)
    ).all()


def one_of(session: Session, study: Study, edition_id: str) -> Edition:
    """Return an edition of a study; raise UnknownPage for any other."""
    found = session.scalar(select(Edition).filter_by(id=edition_id, study_id=study.id))
    if found is None:
        raise UnknownPage(f"{study.key} has no such edition")
    return found


def lines(edition: Edition) -> tuple[Line, ...]:
    """Return the plan of an edition."""
    return tuple(Line.from_stored(one) for one in edition.plan)


def waiting(session: Session) -> Sequence[tuple[Edition, Study]]:
    """Return every edition that waits for a second person, with its study."""
    found = session.execute(
        select(Edition, Study)
        .join(Study, Study.id == Edition.study_id)
        .where(Edition.state.in_((PROPOSED, ACCEPTED, "made")))
        .order_by(Study.key)
    )
    return [(edition, study) for edition, study in found]


def move(
    session: Session, edition: Edition, actor: Staff | Actor, end: str, reason: str = ""
) -> None:
    """Take a step of an edition; the caller commits. Raises NotYours where it is not theirs."""
    step = states.step(edition.state, end)
    if step is None or not states.may(step, actor.id, edition.proposed_by, edition.decided_by):
        raise NotYours(f"an edition that is {edition.state} is not made {end} by this person")
    edition.state = end
    if end in {REFUSED, ACCEPTED}:
        edition.decided_by, edition.decided_week = actor.id, current_week()
    if end in {RELEASED, STOPPED}:
        edition.closed_by, edition.closed_week = actor.id, current_week()
    edition.reason = reason or None
    record(session, actor, EVENTS[end], OBJECT)
    if edition.number is not None:
        keep(session, edition)


def keep(session: Session, edition: Edition, files: Mapping[str, str] | None = None) -> None:
    """Keep how an edition stands that is in the ledger, where no backup rolls it back.

    files: the SHA-256 of each file, by document and name. The caller commits at once.
    """
    recording.ready(session)
    recording.record(session, KEPT, rows=[row_of(edition)], files=files)


def accept(edition: Edition, staff: Staff) -> None:
    """Accept a plan and have its documents made; commits."""
    move(db.session, edition, staff, ACCEPTED)
    _have_made(edition)


def try_again(edition: Edition, staff: Staff) -> None:
    """Have the documents of an accepted edition made once more; commits.

    Raises NotYours for anybody but who accepted it, or where they are made.
    """
    if edition.state != ACCEPTED or edition.decided_by != staff.id:
        raise NotYours(f"an edition that is {edition.state} is not made again by this person")
    record(db.session, staff, "edition_made_again", OBJECT)
    _have_made(edition)


def _have_made(edition: Edition) -> None:
    study = db.session.get_one(Study, edition.study_id)
    artefacts.ask_for(db.session, study, RELEASE, edition.id)
    db.session.commit()
    worker.start(current_app.config["SETTINGS"])


def documents(session: Session, edition: Edition) -> Sequence[ReportDocument]:
    """Return the documents of an edition in the order of its plan."""
    return session.scalars(
        select(ReportDocument)
        .where(ReportDocument.edition_id == edition.id)
        .order_by(ReportDocument.place)
    ).all()


def released_documents(session: Session, study: Study) -> Sequence[tuple[ReportDocument, Edition]]:
    """Return the documents of every released edition of a study, the oldest edition first."""
    found = session.execute(
        select(ReportDocument, Edition)
        .join(Edition, Edition.id == ReportDocument.edition_id)
        .where(Edition.study_id == study.id, Edition.state == RELEASED)
        .order_by(Edition.number, ReportDocument.place)
    )
    return [(document, edition) for document, edition in found]


def entered(session: Session, study: Study) -> Sequence[Edition]:
    """Return the editions whose sets are in the ledger, also those that were stopped."""
    return session.scalars(
        select(Edition)
        .where(Edition.study_id == study.id, Edition.number.is_not(None))
        .order_by(Edition.number)
    ).all()
