"""Backups as an operator meets them: whole or not there, and back into an empty database only."""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, MetaData, create_engine, insert, inspect, select, text

from survey import migration_state, schema
from survey.backup import operations
from survey.backup.dumping import LEFT_OUT, tables
from survey.backup.faults import BadBackup
from survey.backup.reading import read_through
from survey.backup.sealed_chunks import SealedWriter
from survey.backup.values import kind_of, kinds_of, selected, writer
from survey.models import (
    Base,
    InstrumentWording,
    Participant,
    WordingPermission,
)
from survey.models.base import new_id
from survey.models.study import PRE
from tests.databases import IS_POSTGRESQL, ON_SQLITE
from tests.factories import make_answered, make_card, make_study, random_responses, writing
from tests.restoring import Installation, Since

KEY = "b" * 32


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return every value of every table as the database itself has it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - LEFT_OUT
        found = {}
        for name in names:
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608 - its own names
            found[name] = sorted(map(tuple, rows), key=repr)
    engine.dispose()
    return found


def fill(here: Installation, released: Since) -> None:
    """Add odd values to a study with people and a released edition."""
    app, study = here.app(), released.study
    card = make_card(app, study)
    make_answered(app, card, PRE, random_responses(1))
    with writing(app) as session:
        session.execute(
            insert(InstrumentWording),
            [
                {
                    "id": new_id(),
                    "instrument_key": "soc13",
                    "instrument_version": "1",
                    "language": "nb",
                    "kind": "reference",
                    "anchor_layout": "as_published",
                    "source": "Øæå 'quoted' \\ \n ☃",
                    "sha256": "a" * 64,
                    "text": None,
                }
            ],
        )
        wording = session.scalars(select(InstrumentWording.id)).first()
        session.add(
            WordingPermission(
                wording_id=wording,
                number=1,
                reference="STARS 1",
                dated_on=dt.date(2026, 2, 28),
                holder="Somebody",
                research=True,
                service_evaluation=False,
                web=True,
                paper=False,
                languages=["nb", "nn"],
                valid_until=None,
                note="",
                recorded_on=dt.date(2026, 3, 1),
            )
        )


def test_a_restored_database_holds_every_value_as_it_was(
    here: Installation, released: Since
) -> None:
    fill(here, released)
    before = content(here.settings.database)
    after = content(here.restore(here.back_up()))
    assert {name for name, rows in before.items() if rows} > {"response", "release", "report_file"}
    assert after == before


@pytest.mark.skipif(not IS_POSTGRESQL, reason="from one kind of database to the other")
def test_an_installation_moves_to_the_other_kind_of_database_and_back(
    here: Installation, released: Since
) -> None:
    fill(here, released)
    server = here.settings.database
    before = content(server)
    backup = here.back_up()
    here.change(server, f"sqlite:///{here.folder / 'moved.sqlite'}")
    assert here.run("restore", backup).code == 0
    assert here.run("study", "list").code == 0
    back = here.back_up()
    assert read_through(back, KEY).n_rows == read_through(backup, KEY).n_rows
    after = content(here.restore(back, "again.sqlite"))
    assert after == before


def test_a_backup_and_the_backup_of_what_it_gives_hold_the_same(here: Installation) -> None:
    make_study(here.app())
    first = here.back_up()
    here.restore(first)
    assert read_through(first, KEY).n_rows == read_through(here.back_up(), KEY).n_rows


def test_every_table_is_backed_up_or_named_as_one_that_ends_by_itself() -> None:
    backed_up = {one.name for one in tables()}
    assert backed_up | LEFT_OUT == set(Base.metadata.tables)
    assert not backed_up & LEFT_OUT


def test_every_column_has_a_kind_of_value() -> None:
    assert {kind_of(column) for one in tables() for column in one.columns} <= {
        "boolean", "bytes", "date", "datetime", "integer", "json", "text",
    }  # fmt: skip


def test_a_backup_says_what_it_holds_and_nothing_about_anybody(here: Installation) -> None:
    study = make_study(here.app(), name="Sorg i Narvik")
    card = make_card(here.app(), study)
    made = here.run("backup")
    path = Path(made.out.strip())
    assert path.parent == here.folder
    assert path.stat().st_mode & 0o777 == 0o600
    checked = here.run("backup", "check", path)
    assert checked.code == 0
    assert "participant\t1" in checked.out
    assert "at migration 0" in checked.err
    for secret in ("Narvik", card.participant_id, card.code):
        assert secret not in checked.out + checked.err
        assert secret.encode() not in path.read_bytes()


def test_the_rows_of_a_backup_come_in_the_order_of_their_keys(here: Installation) -> None:
    study = make_study(here.app())
    cards = [make_card(here.app(), study) for _ in range(20)]
    ids = [one.participant_id for one in cards]
    here.restore(here.back_up())
    with writing(here.app()) as session:
        assert list(session.scalars(select(Participant.id))) == sorted(ids)


def test_sessions_and_links_that_were_ended_do_not_come_back(here: Installation) -> None:
    assert {"staff_session", "invitation", "sign_in_attempt"} <= LEFT_OUT
    assert not read_through(here.back_up(), KEY).n_rows.keys() & LEFT_OUT


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f'backup_key = "{KEY}"', "", "backup_key is missing"),
        ("backup_folder", "# backup_folder", "name a folder"),
    ],
)
def test_a_missing_setting_is_named(here: Installation, old: str, new: str, said: str) -> None:
    here.change(old, new)
    refused = here.run("backup")
    assert refused.code == 1
    assert said in refused.err


def test_a_folder_that_is_not_there_is_named(here: Installation) -> None:
    refused = here.run("backup", "-o", here.folder / "nowhere")
    assert refused.code == 1
    assert "nowhere" in refused.err
    assert "-o" in refused.err


BEHIND_A_LIMIT = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
    "from survey.cli import main; main(sys.argv[1:])"
)


def test_a_full_disk_leaves_nothing_half(here: Installation, released: Since) -> None:
    folder = here.folder / "backups"
    folder.mkdir()
    fill(here, released)
    size = here.back_up().stat().st_size
    program = BEHIND_A_LIMIT.format(limit=size // 2)
    full = subprocess.run(
        [sys.executable, "-c", program, "backup", "-o", folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert full.returncode == 1
    assert "there is no room" in full.stderr
    assert list(folder.iterdir()) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.kills
def test_a_backup_that_is_killed_leaves_no_backup_and_the_next_one_clears_up(
    here: Installation, released: Since
) -> None:
    fill(here, released)
    folder = here.folder / "backups"
    folder.mkdir()
    command = [sys.executable, "-m", "survey", "backup", "-o", folder]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    late = time.monotonic() + 60
    while not list(folder.iterdir()) and time.monotonic() < late:
        time.sleep(0.001)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert list(folder.glob("*.backup")) == []
    assert here.run("backup", "-o", folder).code == 0
    assert [one.suffix for one in folder.iterdir()] == [".backup"]


@pytest.mark.kills
@ON_SQLITE
def test_a_restore_that_is_killed_leaves_an_empty_database(
    here: Installation, released: Since
) -> None:
    fill(here, released)
    backup = here.back_up()
    here.use_new_database()
    log = here.folder / "new.sqlite-wal"
    command = [sys.executable, "-m", "survey", "restore", backup]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    late = time.monotonic() + 60
    while not (log.exists() and log.stat().st_size) and time.monotonic() < late:
        time.sleep(0.001)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    restored = here.run("restore", backup)
    assert restored.code == 0, restored.err


def test_old_backups_go_after_a_new_one_and_nothing_else_does(here: Installation) -> None:
    old = here.folder / "sammenheng-20200101T000000.backup"
    others = [
        here.folder / name
        for name in (
            "sammenheng-20200101T000000.backup.copy",
            "other.backup",
            "sammenheng-x.backup",
        )
    ]
    for path in (old, *others):
        path.write_bytes(b"old")
    made = here.run("backup")
    assert "Removed 1 older than 30 days" in made.err
    assert not old.exists()
    assert all(one.exists() for one in others)
    assert Path(made.out.strip()).exists()


def test_old_backups_stay_where_no_new_one_could_be_made(here: Installation) -> None:
    old = here.folder / "sammenheng-20200101T000000.backup"
    old.write_bytes(b"old")
    here.change(f'backup_key = "{KEY}"', "")
    assert here.run("backup").code == 1
    assert old.exists()


def test_a_backup_is_put_into_an_empty_database_only(here: Installation) -> None:
    make_study(here.app())
    backup = here.back_up()
    before = content(here.settings.database)
    refused = here.run("restore", backup)
    assert refused.code == 1
    assert "not empty" in refused.err
    assert content(here.settings.database) == before


def test_tables_without_rows_are_an_empty_database(here: Installation) -> None:
    make_study(here.app())
    backup = here.back_up()
    here.use_new_database()
    here.run("db", "upgrade")
    assert here.run("restore", backup).code == 0


def test_another_key_and_a_damaged_file_write_nothing(here: Installation) -> None:
    make_study(here.app())
    backup = here.back_up()
    database = here.use_new_database()
    damaged = backup.with_name("damaged")
    damaged.write_bytes(backup.read_bytes()[:-1])
    refused = here.run("restore", damaged)
    assert refused.code == 1
    assert "damaged" in refused.err
    here.change(KEY, "x" * 32)
    refused = here.run("restore", backup)
    assert "another backup_key" in refused.err
    assert content(database) == {}


def test_a_backup_of_a_newer_program_is_refused_by_name(here: Installation) -> None:
    app = here.app()
    make_study(app)
    with writing(app) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with app.app_context(), writing(app) as session:
        made = operations.back_up(session, "9999", here.folder, KEY, lambda _rows: None)
    database = here.use_new_database()
    for command in (("restore", made.path), ("backup", "check", made.path)):
        refused = here.run(*command)
        assert refused.code == 1
        assert "9999" in refused.err
    assert content(database) == {}


def test_a_backup_of_an_older_program_comes_to_the_newest_migration(here: Installation) -> None:
    make_study(here.app())
    engine = here.app().extensions["database"]
    schema.downgrade(engine, "0018")
    older = schema.current_revision(engine)
    with engine.connect() as connection:
        held = {one for one in inspect(connection).get_table_names() if one != "alembic_version"}
        studies = connection.scalar(text("SELECT count(*) FROM study"))
    path = here.folder / "older.backup"
    _dump_as_it_stands(engine, older or "", held, path)
    here.restore(path)
    restored = here.app().extensions["database"]
    assert schema.current_revision(restored) == migration_state.newest_revision() != older
    with restored.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM study")) == studies == 1


def _dump_as_it_stands(engine: Engine, revision: str, held: set[str], path: Path) -> None:
    """Write the backup that a program of before would have written, of the tables it had."""
    metadata = MetaData()
    metadata.reflect(engine, only=lambda name, _: name in held)
    lines: list[str] = [json.dumps({"revision": revision, "made": "2026-01-01T00", "n_rows": 0})]
    counts = {}
    with engine.connect() as connection:
        for one in (one for one in metadata.sorted_tables if one.name not in LEFT_OUT):
            kinds = kinds_of(one)
            columns = [selected(column) for column in one.columns]
            written = [writer(kinds)(row) for row in connection.execute(select(*columns))]
            lines += [json.dumps({"table": one.name, "columns": kinds}), *written]
            counts[one.name] = len(written)
    lines.append(json.dumps({"end": counts}))
    with path.open("wb") as file:
        into = SealedWriter(file, KEY)
        into.write(zlib.compress("".join(f"{line}\n" for line in lines).encode()))
        into.finish()


@pytest.fixture(scope="module")
def some_backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a backup lies that every example of a property begins with."""
    return tmp_path_factory.mktemp("backup") / "some.backup"


@given(data=st.data())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_one_changed_byte_of_a_real_backup_is_noticed(
    here: Installation, some_backup: Path, data: st.DataObject
) -> None:
    if not some_backup.exists():
        make_study(here.app())
        some_backup.write_bytes(here.back_up().read_bytes())
    whole = some_backup.read_bytes()
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    path = some_backup.with_name("changed.backup")
    path.write_bytes(changed)
    with pytest.raises(BadBackup, match=r"changed\.backup cannot be used"):
        read_through(path, KEY)
