"""An upgrade that is killed, that fails, or that two start at once: done, or not begun."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from survey import migration_state, schema
from survey.config import Settings
from survey.database import make_engine
from tests.databases import IS_POSTGRESQL, Databases
from tests.factories import make_answered_groups, make_study
from tests.faults.breaking import ROOT, command, environment, with_database
from tests.proofs import IS_LONG
from tests.stored_rows import rows, schema_text, table_names

OLD = "0004"  # the migration after it makes tables with rows anew
N_KILLS = 300 if IS_LONG else 6
SEED = int(os.environ.get("SAMMENHENG_SEED", "1"))
HALF = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None
def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("DELETE FROM response")
    raise RuntimeError("the power went")
"""


@pytest.fixture
def engine(app: Flask, settings: Settings) -> Iterator[Engine]:
    """A database of an old release, with people's answers in it."""
    make_answered_groups(app, make_study(app), [3])
    app.extensions["database"].dispose()
    engine = make_engine(settings.database)
    schema.downgrade(engine, OLD)
    yield engine
    engine.dispose()


@pytest.fixture
def killing(engine: Engine) -> Iterator[Callable[[float], str]]:
    url = engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.upgrading", url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    into, out = process.stdin, process.stdout
    assert out.readline() == "ready\n"

    def kill_after(seconds: float) -> str:
        into.write(f"{seconds}\n")
        into.flush()
        said = out.readline().strip()
        wait_for_nobody(engine)
        return said

    yield kill_after
    process.communicate()


def wait_for_nobody(engine: Engine) -> None:
    """Wait until the server has noticed that a process is gone: it may be in a statement still."""
    if not IS_POSTGRESQL:
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    engine.dispose()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        late = time.monotonic() + 30
        while connection.execute(others).scalar():
            assert time.monotonic() < late
            time.sleep(0.01)


@pytest.mark.kills
def test_an_upgrade_that_is_killed_anywhere_is_done_or_was_never_begun(
    engine: Engine, killing: Callable[[float], str], capsys: pytest.CaptureFixture[str]
) -> None:
    before, shape_before = rows(engine), schema_text(engine)
    start = time.monotonic()
    schema.upgrade(engine)
    whole = 1.2 * (time.monotonic() - start)
    after, shape_after = rows(engine), schema_text(engine)
    chance = random.Random(SEED)
    told = {"killed": 0, "ended": 0}
    done = 0
    for _ in range(N_KILLS):
        schema.downgrade(engine, OLD)
        told[killing(chance.random() * whole)] += 1
        if schema.current_revision(engine) == OLD:
            assert (rows(engine), schema_text(engine)) == (before, shape_before)
            schema.upgrade(engine)
        else:
            done += 1
        assert (rows(engine), schema_text(engine)) == (after, shape_after)
        migration_state.check_up_to_date(engine)
    if IS_LONG:
        with capsys.disabled():
            print(f"\n{told} upgrades, {done} of them done")
    assert told["killed"] >= N_KILLS // 3


def test_a_migration_that_fails_in_the_middle_leaves_everything_as_it_was(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, shape = rows(engine), schema_text(engine)
    folder = tmp_path / "migrations"
    shutil.copytree(schema.migrations_folder(), folder)
    half = HALF.format(head=migration_state.newest_revision())
    (folder / "versions" / "9999_half.py").write_text(half, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations_folder", lambda: folder)
        with pytest.raises(RuntimeError, match="the power went"):
            schema.upgrade(engine)
    assert schema.current_revision(engine) == OLD
    assert (rows(engine), schema_text(engine)) == (before, shape)
    schema.upgrade(engine)


def test_two_upgrades_at_once_both_end_well_and_it_is_done_once(
    settings: Settings, databases: Databases, tmp_path: Path
) -> None:
    assert settings.source is not None
    url = databases.make_empty(tmp_path / "fresh.sqlite")
    other = with_database(settings.source, url)
    both = [
        subprocess.Popen(command("db", "upgrade"), env=environment(other), stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=120)[1].decode() for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert all(f"to {migration_state.newest_revision()}." in one for one in said), said
    engine = make_engine(url)
    migration_state.check_up_to_date(engine)
    assert "key_check" in table_names(engine)
    engine.dispose()
