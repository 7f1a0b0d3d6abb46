"""A study with answers and gaps of every kind, a researcher and a reviewer."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from survey.export import making
from survey.export.kinds import ENDINGS, LONG, RESEARCH, VARIABLES, Order
from survey.export.making import Asked, Made
from survey.extensions import db
from survey.models import (
    AfterAnswer,
    BackgroundAnswer,
    Consent,
    Participation,
    Response,
    Study,
)
from tests.at_work import do_jobs, sign_in
from tests.factories import (
    make_answered,
    make_answered_groups,
    make_card,
    make_group,
    make_study,
    random_responses,
    writing,
)

__all__ = ["do_jobs", "sign_in"]  # of people at work


@pytest.fixture
def study(app: Flask) -> Study:
    """Twelve people in three groups, one who never came back; some skip and some decline."""
    made = make_study(app, background=["age_band", "gender"])
    make_answered_groups(app, made, [4, 4, 4])
    alone = make_card(app, made, make_group(app, made, "0301", "Oslo"))
    make_answered(app, alone, "pre", random_responses(77), week="2026-W12", meetings="3+")
    chance = random.Random(5)
    with writing(app) as session:
        answers = session.query(Response).order_by(Response.administration_id, Response.item_key)
        for number, one in enumerate(answers):
            if number % 17 == 0:
                one.value = None
                one.declined = number % 34 == 0
        for one in session.query(Participation).filter(Participation.meetings_before.is_not(None)):
            one.background = BackgroundAnswer(
                age_band=chance.choice(["18-39", "40-59", "75+", None]),
                gender=chance.choice(["woman", "man", "prefer_not_to_say"]),
            )
        said = session.query(AfterAnswer).first()
        session.execute(
            update(AfterAnswer)
            .where(AfterAnswer.participation_id == said.participation_id)
            .values(climate_trust=None, status=None, leaving_reason=None, declined="climate_trust")
        )
    return made


@pytest.fixture
def make_file(app: Flask, tmp_path: Path) -> Callable[..., Made]:
    """Make a file of a study as a job does."""

    def make(study: Study, file_format: str, shape: str = LONG, **more: Any) -> Made:
        order = Order(
            more.get("kind", RESEARCH), file_format, shape, more.get("variables", VARIABLES)
        )
        with app.app_context():
            asked = Asked(study, order, app.config["SETTINGS"].export_key)
            path = tmp_path / f"{shape}{ENDINGS[file_format]}"
            return making.make(db.session, asked, path)

    return make


@pytest.fixture
def let_all_reuse(app: Flask) -> Callable[[], None]:
    """Let everybody say yes to later research."""

    def agree() -> None:
        with writing(app) as session:
            people = {one.participant_id for one in session.query(Participation)}
            session.add_all(
                Consent(
                    participant_id=one,
                    purpose="reuse",
                    text_version="1",
                    text_sha256="0" * 64,
                    language="nb",
                    week="2026-W10",
                    method="web",
                )
                for one in people
            )

    return agree
