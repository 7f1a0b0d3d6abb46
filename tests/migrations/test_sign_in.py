"""Sessions, phones and invitations come and go, and no shut account opens on the way."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select

from survey import schema
from survey.auth import invitations, sessions
from survey.auth.operations import state_of
from survey.auth.recovery import make_anew
from survey.config import Settings
from survey.database import make_engine
from survey.models import Staff, Study, StudyPart
from tests.factories import make_staff, make_study, staff_of, writing

SCRIPTS = ScriptDirectory.from_config(schema.alembic_config())


def test_going_down_removes_shut_accounts_with_their_parts_and_leaves_the_others(
    settings: Settings, app: Flask
) -> None:
    study = make_study(app)
    for role in ("researcher", "keyer"):
        make_staff(app, role)
    with writing(app) as session:
        shut = session.get_one(Staff, staff_of(app, "keyer@example.org").id)
        state_of(session, shut).is_disabled = True
        sessions.begin(session, shut, is_proved=True)
        make_anew(session, shut)
        studies = [session.get_one(Study, study.id)]
        invitations.invite(session, role="reviewer", invited_by=shut.id, studies=studies)
    engine = make_engine(settings.database)
    (migration,) = [one for one in SCRIPTS.walk_revisions() if one.path.endswith("_sign_in.py")]
    schema.downgrade(engine, str(migration.down_revision))
    assert not inspect(engine).has_table("staff_session")
    with engine.connect() as connection:
        assert connection.execute(select(Staff.email)).all() == [("researcher@example.org",)]
        assert len(connection.execute(select(StudyPart.staff_id)).all()) == 1
    schema.upgrade(engine)
    assert inspect(engine).has_table("staff_session")
    engine.dispose()
