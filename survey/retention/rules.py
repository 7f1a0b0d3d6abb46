"""Everything that goes by itself when its time is over: one table of rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update
from sqlalchemy.orm import Session

from survey.audit import beginning
from survey.audit.operations import chain_key
from survey.auth import attempts
from survey.cards import unused
from survey.models import (
    CardSheet,
    CodeAttempt,
    Draft,
    Export,
    ExportPiece,
    ImportUpload,
    Invitation,
    Job,
    SignInAttempt,
    StaffSession,
    WordAttempt,
)
from survey.models.export import GONE, READY
from survey.reminders import claims
from survey.retention import terms
from survey.retention.portions import PORTION, Count, RemoveSome, Rows
from survey.retention.terms import newest_moment_over, newest_week_over
from survey.weeks import week_of


@dataclass(frozen=True)
class Rule:
    """One kind of thing, how long it is kept and counted from what, and what lets go of it."""

    kind: str
    keeps: str
    counted_from: str
    count: Count
    remove_some: RemoveSome
    portion: int = PORTION
    is_about_people: bool = False  # its counts are told in fives


def _drafts(now: dt.datetime) -> ColumnElement[bool]:
    last = func.coalesce(Draft.saved_week, Draft.started_week)
    return last <= newest_week_over(now, terms.DRAFTS)


def _n_printings(session: Session, now: dt.datetime) -> int:
    return unused.n_printings_of_before(session, newest_week_over(now, terms.UNUSED_CARDS))


def _void_printings(session: Session, now: dt.datetime, most: int) -> int:
    week = newest_week_over(now, terms.UNUSED_CARDS)
    found = unused.printings_of_before(session, week, most)
    unused.make_void(session, found)
    return len(found)


def _n_contacts(session: Session, now: dt.datetime) -> int:
    return claims.n_done(session, week_of(now.date()))


def _erase_contacts(session: Session, now: dt.datetime, most: int) -> int:
    return claims.erase_some(session, week_of(now.date()), most)


def _prepared(now: dt.datetime) -> ColumnElement[bool]:
    has_pieces = exists().where(ExportPiece.export_id == Export.id)
    return and_(Export.week <= newest_week_over(now, terms.PREPARED_FILES), has_pieces)


def _n_prepared(session: Session, now: dt.datetime) -> int:
    return session.scalar(select(func.count()).select_from(Export).where(_prepared(now))) or 0


def _drop_prepared(session: Session, now: dt.datetime, most: int) -> int:
    found = session.scalars(select(Export.id).where(_prepared(now)).limit(most)).all()
    session.execute(delete(ExportPiece).where(ExportPiece.export_id.in_(found)))
    never_fetched = update(Export).where(Export.id.in_(found), Export.state == READY)
    session.execute(never_fetched.values(state=GONE))
    return len(found)


def _n_events(session: Session, now: dt.datetime) -> int:
    return beginning.n_older(session, newest_moment_over(now, terms.AUDIT_LOG))


def _drop_events(session: Session, now: dt.datetime, most: int) -> int:
    before = newest_moment_over(now, terms.AUDIT_LOG)
    return beginning.remove_older(session, before, most, chain_key())


def _of(
    kind: str, keeps: str, counted_from: str, rows: Rows, *, is_about_people: bool = False
) -> Rule:
    return Rule(
        kind,
        keeps,
        counted_from,
        rows.count,
        rows.remove_some,
        is_about_people=is_about_people,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        # How many cards these were would tell how many of few people have used theirs.
        "printings with unused cards",
        "6 months",
        "the week of the printing",
        _n_printings,
        _void_printings,
        portion=10,
        is_about_people=True,
    ),
    _of(
        "answers begun and not sent in",
        "30 days",
        "the week of the last saved page",
        Rows(Draft, _drafts),
        is_about_people=True,
    ),
    Rule(
        "addresses for reminders",
        "until the second answers, or 30 days",
        "the study's last freeze",
        _n_contacts,
        _erase_contacts,
        is_about_people=True,
    ),
    _of(
        "counts of tried own words",
        "the day",
        "the first try",
        Rows(WordAttempt, lambda now: WordAttempt.day < now.date()),
        is_about_people=True,
    ),
    _of(
        "counts of tried codes",
        "24 hours",
        "the first try",
        Rows(CodeAttempt, lambda now: CodeAttempt.began_at <= now - terms.ATTEMPTS),
        is_about_people=True,
    ),
    _of(
        "counts of tried sign-ins",
        "24 hours",
        "the first try",
        Rows(SignInAttempt, attempts.is_old),
    ),
    _of(
        "staff's sessions",
        "24 hours",
        "the sign-in",
        Rows(StaffSession, lambda now: StaffSession.began_at <= now - terms.STAFF_SESSIONS),
    ),
    _of(
        "invitations",
        "7 days",
        "the invitation",
        Rows(Invitation, lambda now: Invitation.ends_at <= now),
    ),
    _of(
        "sheets of cards",
        "1 hour",
        "the asking",
        Rows(CardSheet, lambda now: CardSheet.until <= now),
    ),
    _of(
        "files sent in to be imported",
        "1 hour",
        "the sending",
        Rows(ImportUpload, lambda now: ImportUpload.at <= now - terms.UPLOADS),
    ),
    Rule(
        "files prepared to be taken out",
        "30 days",
        "the week of the asking",
        _n_prepared,
        _drop_prepared,
        portion=1,
    ),
    _of(
        "jobs that came to nothing",
        "7 days",
        "the last sign of life",
        Rows(Job, lambda now: Job.changed_at <= newest_moment_over(now, terms.JOBS)),
    ),
    Rule(
        "events of the log",
        "2 years",
        "the event",
        _n_events,
        _drop_events,
        portion=1_000,
    ),
)
