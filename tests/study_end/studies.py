"""A study that everything possible has been said in, so that nothing of it can be overlooked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from survey.config import Settings
from survey.models import (
    AnswerImport,
    Artefact,
    BackgroundAnswer,
    Base,
    CardsReturned,
    Consent,
    ContactPoint,
    Group,
    GroupLabel,
    OpenAnswer,
    OwnWord,
    Participant,
    Participation,
    Receipt,
    Revocation,
    ShownAs,
    Study,
    Wave,
)
from survey.models.base import new_id
from survey.models.study import CLOSED, TRIAL
from tests import databases
from tests.factories import make_answered_groups, make_card, make_study, read, writing

TEXT = "Naboen min heter Torvald og bor i nummer seksten"
WEEK = "2019-W07"  # of one known person: no other thing here has it
LABEL = "Tirsdagsgruppa i kjelleren"
SIZES = (7, 7, 7, 7)


def make_full_study(
    app: Flask, key: str = "try", kind: str = TRIAL, sizes: Sequence[int] = SIZES
) -> Study:
    """Make a closed study with four groups in which everything has been said."""
    study = make_study(app, key, kind=kind, background=["age_band", "gender"], open_field=True)
    make_answered_groups(app, study, sizes)
    chance = random.Random(3)
    with writing(app) as session:
        of_study = select(Wave.id).filter_by(study_id=study.id)
        said = session.scalars(
            select(Participation).where(Participation.wave_id.in_(of_study))
        ).all()
        waves = {one.id: one.key for one in session.scalars(select(Wave)).all()}
        for one in said:
            if waves[one.wave_id] == "pre":
                one.background = BackgroundAnswer(
                    age_band=chance.choice(["18-39", "40-59", "60-74", "75+"]),
                    gender=chance.choice(["woman", "man"]),
                )
        known = next(one for one in said if waves[one.wave_id] == "post")
        known.submitted_week = WEEK
        known.open_answer = OpenAnswer(text=TEXT)
        session.add_all(_beside(session, study, known))
    spare = make_card(app, study)
    assert spare.code
    close(app, study)
    return study


def _beside(session: Any, study: Study, known: Participation) -> list[Base]:
    person = known.participant_id
    points = select(ContactPoint.id).filter_by(study_id=study.id)
    group_id = session.scalars(select(Group.id).where(Group.contact_point_id.in_(points))).first()
    return [
        OwnWord(participant_id=person, from_wave_id=known.wave_id, word_hash="hash of a word"),
        ShownAs(participant_id=person, amount="page", text_size="large", spacing="more"),
        Consent(
            participant_id=person,
            purpose="evaluation",
            text_version="1",
            text_sha256="a" * 64,
            language="nb",
            week=WEEK,
            method="web",
        ),
        GroupLabel(group_id=group_id, study_id=study.id, label=LABEL),
        CardsReturned(study_id=study.id, week="2026-W20", n_cards=3),
        Revocation(study_id=study.id, row_id="rowrowrowrow"),
        Artefact(
            study_id=study.id, name="x", area="all", fingerprint="f" * 64, content=b"a result"
        ),
        AnswerImport(
            study_id=study.id,
            state="stored",
            week="2026-W20",
            by="somebody",
            tool="other",
            file_sha256="b" * 64,
            mapping_sha256="c" * 64,
            mapping="the mapping of a file",
            n_rows=3,
            n_people=3,
            made={},
        ),
        Receipt(number_hash=new_id() * 2, kind="erased", week="2026-W20"),
    ]


def close(app: Flask, study: Study) -> None:
    with writing(app) as session:
        session.execute(update(Study).where(Study.id == study.id).values(state=CLOSED))


def people_of(app: Flask, study: Study) -> list[str]:
    """Return everything that a row of one of a study's people is known by."""
    rows = [
        *read(app, select(Participant.id).filter_by(study_id=study.id)),
        *read(app, select(Participant.code_hash).filter_by(study_id=study.id)),
        *read(
            app,
            select(Participation.id)
            .join(Participant, Participant.id == Participation.participant_id)
            .where(Participant.study_id == study.id),
        ),
    ]
    return [one for (one,) in rows]


def stored_bytes(settings: Settings) -> bytes:
    """Return all that the database holds, byte for byte."""
    return databases.stored_bytes(settings.database)
