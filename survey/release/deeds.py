"""What pages of editions do, each in one transaction. Imports no pandas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from survey import policies
from survey.audit.operations import record
from survey.auth.parts import has_part
from survey.errors import NothingDue, NotYours, UnknownPage
from survey.extensions import db
from survey.models import Edition, ReportDocument, ReportFile, Staff, Study
from survey.models.edition import ACCEPTED, MADE, REFUSED, RELEASED, STOPPED, TAKEN_BACK
from survey.models.ledger import MUNICIPALITY
from survey.release import calendar, editions, public, shown
from survey.release.gate import load_thresholds
from survey.release.reasons import Reason, reasons
from survey.release.shown import EditionShown, StudyShown
from survey.report import artefacts, worker
from survey.weeks import current_week

AGAIN = "again"
OF_PROPOSER = frozenset({TAKEN_BACK, STOPPED})
OF_SECOND = frozenset({ACCEPTED, REFUSED, RELEASED, STOPPED})
NEEDS_REASON = frozenset({REFUSED, STOPPED})


@dataclass(frozen=True)
class Waiting:
    """An edition that waits for its second person, with its study."""

    row: Edition
    study: Study


@dataclass(frozen=True)
class File:
    """The bytes of a document, and the name to keep them under."""

    name: str
    content: bytes


def of_study(study: Study, staff: Staff) -> StudyShown:
    """Return what a study's page of reports shows."""
    return shown.of_study(db.session, study, staff)


def of_edition(study: Study, staff: Staff, edition_id: str) -> EditionShown:
    """Return an edition of a study; raise UnknownPage for any other."""
    edition = editions.one_of(db.session, study, edition_id)
    return shown.of_edition(db.session, study, edition, staff)


def public_places(study: Study) -> Sequence[public.Place]:
    """Return the places of a study that have a page for anybody; none before it has begun."""
    try:
        return public.places(public.study_of(study.key))
    except UnknownPage:
        return ()


def add_cut_off(study: Study, staff: Staff, week: str) -> None:
    """Set one more week after which an edition comes; raise BrokenRule where it may not be."""
    weeks = [one.week for one in calendar.cut_offs(db.session, study)]
    calendar.set_cut_offs(db.session, study, staff, [*weeks, week])
    db.session.commit()


def remove_cut_off(study: Study, staff: Staff, week: str) -> None:
    """Take out a cut-off that has not come; raise UnknownPage where there is none."""
    weeks = [one.week for one in calendar.cut_offs(db.session, study)]
    if week not in weeks:
        raise UnknownPage(f"{study.key} has no cut-off {week}")
    calendar.set_cut_offs(db.session, study, staff, [one for one in weeks if one != week])
    db.session.commit()


def release_now(study: Study, staff: Staff) -> None:
    """Have a demonstration's or a trial's own two people release; commits.

    Raises OnlyTrials for a study of real people, NothingDue where an edition is under way or this
    week's is out.
    """
    policies.check_is_trial(study)
    calendar.check_none_under_way(db.session, study)
    if (calendar.last_released(db.session, study) or "") >= current_week():
        raise NothingDue(f"this week's edition of {study.key} is out")
    record(db.session, staff, "edition_asked", editions.OBJECT)
    artefacts.ask_for(db.session, study, editions.SCRIPTED)
    db.session.commit()
    worker.start(current_app.config["SETTINGS"])


def by_proposer(study: Study, staff: Staff, edition_id: str, end: str, reason: str) -> None:
    """Take back what one has proposed, or stop it; raise NotYours for anything else."""
    _move(editions.one_of(db.session, study, edition_id), staff, end, OF_PROPOSER, reason)


def waiting(staff: Staff) -> list[Waiting]:
    """Return the editions that this second person may decide on, or has accepted."""
    return [
        Waiting(edition, study)
        for edition, study in editions.waiting(db.session)
        if has_part(staff, study)
        and edition.proposed_by != staff.id
        and edition.decided_by in {None, staff.id}
    ]


def before_second(staff: Staff, edition_id: str) -> tuple[Study, EditionShown]:
    """Return an edition and its study for a second person; raise UnknownPage for any other."""
    study, edition = _of_any_study(staff, edition_id)
    return study, shown.of_edition(db.session, study, edition, staff)


def why(edition: EditionShown) -> dict[tuple[str, str], Reason]:
    """Return why each line waits that does, for the second person."""
    return reasons(db.session, edition.row, edition.lines, load_thresholds())


def by_second(staff: Staff, edition_id: str, end: str, reason: str) -> None:
    """Accept, refuse, release or stop, or have it made again; raise NotYours where it is not."""
    _study, edition = _of_any_study(staff, edition_id)
    if end == AGAIN:
        editions.try_again(edition, staff)
    elif end == ACCEPTED:
        editions.accept(edition, staff)
    else:
        _move(edition, staff, end, OF_SECOND, reason)


def _move(edition: Edition, staff: Staff, end: str, ends: frozenset[str], reason: str) -> None:
    if end not in ends:
        raise NotYours(f"nobody brings an edition from {edition.state} to {end} on this page")
    editions.move(db.session, edition, staff, end, reason)
    db.session.commit()


def _of_any_study(staff: Staff, edition_id: str) -> tuple[Study, Edition]:
    edition = db.session.get(Edition, edition_id)
    if edition is None:
        raise UnknownPage("there is no such edition")
    study = db.session.get_one(Study, edition.study_id)
    if not has_part(staff, study):
        raise UnknownPage("there is no such edition for this account")
    return study, edition


def file_of(staff: Staff, document_id: str, name: str) -> File:
    """Return a file of a document; raise UnknownPage where it is not for this person.

    That somebody reads what is not out yet is kept. It has a session of its own: the page is one
    that is only opened.
    """
    document = db.session.get(ReportDocument, document_id)
    if document is None:
        raise UnknownPage("there is no such document")
    study, edition = _of_any_study(staff, document.edition_id)
    row = db.session.get(ReportFile, (document_id, name))
    if row is None or not shown.may_see_documents(edition, staff):
        raise UnknownPage("there is no such file for this account")
    if edition.state == MADE:
        with db.writing() as session:
            record(session, staff, "report_read", editions.OBJECT)
            session.commit()
    whose = document.recipient if document.kind == MUNICIPALITY else document.kind
    return File(f"{study.key}-{edition.number}-{whose}-{name}", row.content)
