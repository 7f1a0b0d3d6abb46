"""Permissions and versions come and go without touching a text, an answer or a study."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from survey import schema
from survey.config import Settings
from survey.database import make_engine
from survey.models import Base
from tests.factories import make_answered, make_card, make_study, random_responses
from tests.stored_rows import schema_text, table_names
from tests.wordings import install_both, make_real_study

SCRIPTS = ScriptDirectory.from_config(schema.alembic_config())
NEW = {"wording_version", "wording_permission", "wording_retirement", "wording_draft", "study_use"}
KEPT = ("study", "instrument_wording", "participation", "administration", "response")


def test_going_down_and_up_again_leaves_every_text_and_answer_and_numbers_the_texts_anew(
    settings: Settings, app: Flask
) -> None:
    install_both(app)
    make_answered(app, make_card(app, make_study(app)), "pre", random_responses(1))
    make_real_study(app, "service_evaluation", key="real")
    engine = make_engine(settings.database)

    def rows() -> dict[str, list[str]]:
        with engine.connect() as connection:
            return {
                name: sorted(map(str, connection.execute(Base.metadata.tables[name].select())))
                for name in KEPT
            }

    before = rows()
    (migration,) = [one for one in SCRIPTS.walk_revisions() if one.path.endswith("_wording.py")]
    schema.downgrade(engine, str(migration.down_revision))
    assert not table_names(engine) & set(NEW)
    assert not [one for one in schema_text(engine).values() if "wording_no_" in one]
    assert rows() == before
    schema.upgrade(engine)
    assert rows() == before
    with engine.connect() as connection:
        counted = connection.execute(text("SELECT number FROM wording_version ORDER BY number"))
        assert counted.scalars().all() == [1, 2]
    with pytest.raises(IntegrityError, match="never changed"), engine.begin() as connection:
        connection.execute(text("UPDATE instrument_wording SET source = 'x'"))
    engine.dispose()


def test_what_a_study_is_for_goes_with_the_study(settings: Settings, app: Flask) -> None:
    make_real_study(app, "research")
    engine = make_engine(settings.database)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM study"))
        assert connection.execute(text("SELECT count(*) FROM study_use")).scalar() == 0
    engine.dispose()
