"""Rows of every kind that goes by itself, as old as a test wants them."""

from __future__ import annotations

import datetime as dt
import secrets

from flask import Flask
from sqlalchemy import select

from survey.models import (
    CardBatch,
    CardInBatch,
    CardSheet,
    CodeAttempt,
    Contact,
    CutOff,
    Draft,
    Export,
    ExportPiece,
    ExportProposal,
    ImportUpload,
    Invitation,
    Job,
    Participant,
    SignInAttempt,
    Staff,
    StaffSession,
    Study,
    Wave,
    WordAttempt,
)
from survey.models.base import Base, new_id
from survey.weeks import week_of
from tests.factories import Card, make_answered, make_card, random_responses, writing

Moment = dt.datetime


def make_printing(app: Flask, study: Study, week: str, n_cards: int = 4) -> list[Card]:
    """Make a printing of a week with its cards."""
    cards = [make_card(app, study) for _ in range(n_cards)]
    with writing(app) as session:
        number = len(session.scalars(select(CardBatch.id).filter_by(study_id=study.id)).all()) + 1
        batch = CardBatch(
            id=new_id(),
            study_id=study.id,
            number=number,
            n_cards=n_cards,
            language="nb",
            week=week,
            state="printed",
        )
        session.add(batch)
        session.flush()
        session.add_all(
            CardInBatch(participant_id=one.participant_id, batch_id=batch.id) for one in cards
        )
    return cards


def make_draft(app: Flask, card: Card, begun: str, saved: str | None) -> None:
    """Make answers that were begun and not sent in."""
    with writing(app) as session:
        study_id = session.get_one(Participant, card.participant_id).study_id
        wave_id = session.scalars(select(Wave.id).filter_by(study_id=study_id, key="pre")).one()
        session.add(
            Draft(
                participant_id=card.participant_id,
                wave_id=wave_id,
                sealed=b"sealed",
                started_week=begun,
                saved_week=saved,
            )
        )


def make_of_every_kind(app: Flask, study: Study, staff: Staff, at: Moment) -> None:
    """Make something of every kind that goes, all of it from one moment."""
    week = week_of(at.date())
    make_printing(app, study, week)
    make_draft(app, make_card(app, study), week, week)
    told = make_card(app, study)
    make_answered(app, told, "pre", random_responses(1), week=week)
    with writing(app) as session:
        for row in _rows(study, staff, at, week, told):
            session.add(row)
            session.flush()


def _rows(study: Study, staff: Staff, at: Moment, week: str, told: Card) -> list[Base]:
    batch, proposal, export = new_id(), new_id(), new_id()
    return [
        Contact(participant_id=told.participant_id, sealed=b"x" * 348, n_sent=0),
        CutOff(study_id=study.id, week=week, frozen_week=week),
        WordAttempt(participant_id=told.participant_id, day=at.date(), n_tried=1),
        CodeAttempt(source=secrets.token_hex(32), began_at=at, n_failed=1),
        SignInAttempt(source=secrets.token_hex(32), began_at=at, n_tried=1),
        StaffSession(secret_hash=secrets.token_hex(32), staff_id=staff.id, began_at=at, seen_at=at),
        Invitation(
            token_hash=secrets.token_hex(32),
            email="new@example.org",
            role="researcher",
            invited_by="",
            ends_at=at + dt.timedelta(days=7),
        ),
        CardBatch(
            id=batch,
            study_id=study.id,
            number=900,
            n_cards=1,
            language="nb",
            week=week,
            state="asked",
        ),
        CardSheet(batch_id=batch, public_key="k", until=at + dt.timedelta(hours=1)),
        ImportUpload(
            study_id=study.id,
            staff_id=staff.id,
            at=at,
            state="read",
            ending=".csv",
            sealed=b"sealed",
        ),
        ExportProposal(
            id=proposal,
            study_id=study.id,
            kind="research",
            variables=[],
            variables_sha256="0" * 64,
            purpose="To see",
            valid_until=at.date(),
            state="proposed",
            proposed_by="somebody",
            proposed_week=week,
        ),
        Export(
            id=export,
            study_id=study.id,
            proposal_id=proposal,
            kind="research",
            file_format="csv",
            shape="long",
            language="nb",
            state="ready",
            made_by="somebody",
            week=week,
            sha256="0" * 64,
        ),
        ExportPiece(export_id=export, number=0, content=b"zip"),
        Job(study_id=study.id, kind="export", area=new_id(), state="failed", changed_at=at),
    ]
