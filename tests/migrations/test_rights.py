"""The tables of the participant's rights come and go, and leave every other row."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select, table

from survey import schema
from survey.config import Settings
from survey.database import make_engine
from survey.models import OwnWord, Receipt, Wave, Withdrawal
from survey.models.base import Base
from tests.factories import make_answered, make_card, make_study, random_responses, writing
from tests.stored_rows import table_names

NEW = {"own_word", "word_attempt", "withdrawal", "receipt"}


def test_going_down_and_up_keeps_what_was_answered(settings: Settings, app: Flask) -> None:
    study = make_study(app)
    card = make_card(app, study)
    make_answered(app, card, "pre", random_responses(1))
    with writing(app) as session:
        wave = session.scalars(select(Wave.id).filter_by(key="pre")).one()
        person = {"participant_id": card.participant_id}
        session.add(OwnWord(**person, from_wave_id=wave, word_hash="x"))
        session.add(Withdrawal(**person, week="2026-W10"))
        session.add(Receipt(number_hash="0" * 64, kind="withdrawn", week="2026-W10"))
    engine = make_engine(settings.database)

    def counts() -> dict[str, int]:
        with engine.connect() as connection:
            there = table_names(engine)
            return {
                name: connection.execute(select(func.count()).select_from(table(name))).scalar()
                for name in there & Base.metadata.tables.keys()
            }

    schema.downgrade(engine, "0007")
    before = counts()
    assert {before[name] for name in NEW - {"word_attempt"}} == {1}
    schema.downgrade(engine, "-1")
    kept = {name: count for name, count in before.items() if name not in NEW}
    assert counts() == kept
    schema.upgrade(engine, "0007")
    assert counts() == kept | dict.fromkeys(NEW, 0)
    engine.dispose()
