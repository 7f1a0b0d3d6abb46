"""The table of addresses comes and goes without touching another row."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select

from survey import schema
from survey.config import Settings
from survey.database import make_engine
from survey.models import Base, Contact
from tests.factories import make_answered, make_card, make_study, random_responses, writing

SCRIPTS = ScriptDirectory.from_config(schema.alembic_config())
ABOUT_A_PARTICIPANT = {"study", "participant", "participation", "administration", "response"}


def test_going_down_erases_every_address_and_going_up_again_leaves_every_other_row(
    settings: Settings, app: Flask
) -> None:
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", random_responses(1))
    with writing(app) as session:
        session.add(Contact(participant_id=card.participant_id, sealed=bytes(348), n_sent=0))
    engine = make_engine(settings.database)

    def rows() -> dict[str, list[str]]:
        with engine.connect() as connection:
            return {
                name: sorted(map(str, connection.execute(table.select())))
                for name, table in Base.metadata.tables.items()
                if name in ABOUT_A_PARTICIPANT
            }

    before = rows()
    (migration,) = [one for one in SCRIPTS.walk_revisions() if one.path.endswith("_contact.py")]
    schema.downgrade(engine, str(migration.down_revision))
    assert not inspect(engine).has_table("contact")
    assert rows() == before
    schema.upgrade(engine)
    assert rows() == before
    with engine.connect() as connection:
        assert connection.execute(select(Contact)).all() == []
    engine.dispose()
