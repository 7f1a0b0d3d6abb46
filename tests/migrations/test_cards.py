"""The tables about cards and dry runs come and go, and leave every other row."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from sqlalchemy import func, select, table

from survey import schema
from survey.config import Settings
from survey.database import make_engine
from survey.models import CardBatch, CardInBatch, CardSheet, CardsReturned, DryRun
from survey.models.base import Base, new_id
from tests.factories import make_answered, make_card, make_study, random_responses, writing
from tests.stored_rows import table_names

NEW = {"card_batch", "card_in_batch", "card_sheet", "cards_returned", "dry_run"}


def test_going_down_and_up_keeps_cards_and_answers(settings: Settings, app: Flask) -> None:
    study, copy = make_study(app), make_study(app, "copy")
    card = make_card(app, study)
    make_answered(app, card, "pre", random_responses(1))
    batch = {"id": new_id(), "study_id": study.id, "number": 1, "n_cards": 8}
    with writing(app) as session:
        session.add(CardBatch(**batch, language="nb", week="2026-W48", state="printed"))
        session.flush()
        session.add(CardInBatch(participant_id=card.participant_id, batch_id=batch["id"]))
        until = dt.datetime(2026, 11, 29, 8, tzinfo=dt.UTC).replace(tzinfo=None)
        session.add(CardSheet(batch_id=batch["id"], public_key="x", until=until))
        session.add(CardsReturned(study_id=study.id, week="2026-W48", n_cards=3))
        session.add(DryRun(study_id=copy.id, of_study_id=study.id))
    engine = make_engine(settings.database)

    def counts() -> dict[str, int]:
        with engine.connect() as connection:
            names = table_names(engine)
            return {
                name: connection.execute(select(func.count()).select_from(table(name))).scalar()
                for name in names & Base.metadata.tables.keys()
            }

    schema.downgrade(engine, "0017")
    before = counts()
    assert {before[name] for name in NEW} == {1}
    schema.downgrade(engine, "-1")
    kept = {name: count for name, count in before.items() if name not in NEW}
    assert counts() == kept
    schema.upgrade(engine, "0017")
    assert counts() == kept | dict.fromkeys(NEW, 0)
    engine.dispose()
