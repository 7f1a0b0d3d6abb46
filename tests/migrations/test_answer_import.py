"""What imports stored is known from this migration on; going back leaves the answers."""

from __future__ import annotations

from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import func, inspect, select

from survey import schema
from survey.config import Settings
from survey.database import make_engine
from survey.models import Base, ImportedParticipation
from tests.factories import make_study
from tests.importing import take_in, write_csv
from tests.pages import ALL_ITEMS

SCRIPTS = ScriptDirectory.from_config(schema.alembic_config())
ABOUT_PEOPLE = {"study", "participant", "participation", "administration", "response"}


def test_going_down_forgets_the_imports_and_keeps_what_they_stored(
    settings: Settings, app: Flask, tmp_path: Path
) -> None:
    row = {"participant": "a", "wave": "pre"} | dict.fromkeys(ALL_ITEMS, 2)
    take_in(app, make_study(app), write_csv(tmp_path / "a.csv", [row]))
    engine = make_engine(settings.database)

    def rows() -> dict[str, list[str]]:
        with engine.connect() as connection:
            return {
                name: sorted(map(str, connection.execute(table.select())))
                for name, table in Base.metadata.tables.items()
                if name in ABOUT_PEOPLE
            }

    before = rows()
    (migration,) = [
        one for one in SCRIPTS.walk_revisions() if one.path.endswith("_answer_import.py")
    ]
    schema.downgrade(engine, str(migration.down_revision))
    assert not inspect(engine).has_table("answer_import")
    assert rows() == before
    schema.upgrade(engine)
    assert rows() == before
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(ImportedParticipation)) == 0
    engine.dispose()
