"""The tables of the set-up come and go, and leave every study and answer in place."""

from __future__ import annotations

import datetime as dt

import pytest
from alembic.script import ScriptDirectory
from flask import Flask

from survey import schema
from survey.config import Settings
from survey.database import make_engine
from survey.models import (
    GroupLabel,
    LetterDraft,
    Municipality,
    Pool,
    PoolMunicipality,
    StudySetUp,
)
from survey.models.study import ANONYMISED, CLOSED, DRAFT, NEEDS_PERMISSION, OPEN, PAUSED
from tests.factories import make_answered_groups, make_group, make_study, writing
from tests.stored_rows import rows

SCRIPTS = ScriptDirectory.from_config(schema.alembic_config())
NEW = {"study_setup", "letter_draft", "pool", "pool_municipality", "group_label"}
BEFORE = str(SCRIPTS.get_revision("0012").down_revision)


def test_the_set_up_comes_and_goes_and_leaves_every_other_row(
    settings: Settings, app: Flask
) -> None:
    study = make_study(app, background=["gender"], post_window_weeks=9)
    make_answered_groups(app, study, [2])
    group = make_group(app, study)
    with writing(app) as session:
        session.add(StudySetUp(study_id=study.id, begins_on=dt.date(2027, 1, 11)))
        session.add(LetterDraft(study_id=study.id, content={"facts": {}}))
        session.add(GroupLabel(group_id=group.id, study_id=study.id, label="Tirsdag"))
        session.merge(Municipality(number="1804", name="Bodø"))
        pool = Pool(study_id=study.id, name="Salten")
        session.add(pool)
        session.flush()
        session.add(
            PoolMunicipality(study_id=study.id, pool_id=pool.id, municipality_number="1804")
        )
    engine = make_engine(settings.database)
    schema.downgrade(engine, "0012")
    before = rows(engine)
    assert all(len(before.pop(name)) == 1 for name in NEW)
    schema.downgrade(engine, BEFORE)
    assert rows(engine) == before
    schema.upgrade(engine, "0012")
    after = rows(engine)
    assert [after.pop(name) for name in sorted(NEW)] == [[]] * len(NEW)
    assert after == before
    engine.dispose()


@pytest.mark.parametrize(
    ("state", "known_before"),
    [
        (DRAFT, DRAFT),
        (NEEDS_PERMISSION, DRAFT),
        (OPEN, OPEN),
        (PAUSED, DRAFT),
        (CLOSED, CLOSED),
        (ANONYMISED, CLOSED),
    ],
)
def test_a_state_that_the_older_program_has_not_becomes_one_that_takes_no_answers_either(
    settings: Settings, app: Flask, state: str, known_before: str
) -> None:
    make_study(app, state=state)
    engine = make_engine(settings.database)
    schema.downgrade(engine, BEFORE)
    assert [row[4] for row in rows(engine)["study"]] == [known_before]
    engine.dispose()
