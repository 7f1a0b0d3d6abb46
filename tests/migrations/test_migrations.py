"""Every migration up and down, with rows in the tables, and against the models."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from survey import schema
from survey.cli import main
from survey.config import Settings
from survey.database import make_engine
from survey.errors import SchemaOutOfDate
from survey.models import Base
from tests.databases import IS_POSTGRESQL, ON_SQLITE, Databases
from tests.factories import make_answered_groups, make_card, make_staff, make_study
from tests.stored_rows import rows, schema_text, stored_tables, table_names

VERSIONS = schema.migrations_folder() / "versions"
SCRIPTS = ScriptDirectory.from_config(schema.alembic_config())
REVISIONS = [one.revision for one in reversed(list(SCRIPTS.walk_revisions()))]


@pytest.fixture
def engine(tmp_path: Path, databases: Databases) -> Iterator[Engine]:
    engine = make_engine(databases.make_empty(tmp_path / "fresh.sqlite"))
    yield engine
    engine.dispose()


def test_the_newest_migration_gives_the_schema_of_the_models(
    engine: Engine, tmp_path: Path, databases: Databases
) -> None:
    schema.upgrade(engine)
    from_models = make_engine(databases.make_empty(tmp_path / "models.sqlite"))
    Base.metadata.create_all(from_models)
    assert schema_text(engine) == schema_text(from_models)
    from_models.dispose()


def test_the_schema_text_holds_the_checks(engine: Engine) -> None:
    schema.upgrade(engine)
    check = "(item_key NOT LIKE 'gse%' OR value <= 4)"
    if IS_POSTGRESQL:
        check = "((((item_key)::text !~~ 'gse%'::text) OR (value <= 4)))"
    assert f"ck_response_gse_value CHECK {check}" in schema_text(engine)["response"]


def test_alembic_finds_nothing_that_a_migration_forgot(engine: Engine) -> None:
    schema.upgrade(engine)
    config = schema.alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_up_down_and_up_again(engine: Engine, revision: str) -> None:
    schema.upgrade(engine, revision)
    before = schema_text(engine)
    schema.downgrade(engine, SCRIPTS.get_revision(revision).down_revision or "base")
    schema.upgrade(engine, revision)
    assert schema_text(engine) == before
    assert schema.current_revision(engine) == revision


def test_all_the_way_down_leaves_no_table_even_with_rows_in_them(
    settings: Settings, app: Flask
) -> None:
    study = make_study(app)
    make_answered_groups(app, study, [2])
    make_staff(app, "researcher")
    engine = make_engine(settings.database)
    schema.downgrade(engine, "base")
    assert table_names(engine) == set()
    schema.upgrade(engine)
    assert table_names(engine) == set(Base.metadata.tables)
    engine.dispose()


def test_migrating_a_database_that_is_up_to_date_changes_no_row(
    settings: Settings, app: Flask
) -> None:
    make_answered_groups(app, make_study(app), [2])
    engine = make_engine(settings.database)
    before = rows(engine)
    schema.upgrade(engine)
    assert rows(engine) == before
    engine.dispose()


def insert(engine: Engine, name: str, *values: tuple[object, ...]) -> None:
    table = stored_tables(engine)[name]
    with engine.begin() as connection:
        for row in values:
            connection.execute(table.insert().values(row))


def test_declined_answers_and_displays_come_and_go_and_leave_every_other_row(
    settings: Settings, app: Flask
) -> None:
    make_answered_groups(app, make_study(app), [2])
    engine = make_engine(settings.database)
    (before,) = SCRIPTS.get_revision("0005")._all_down_revisions
    schema.downgrade(engine, before)
    old = rows(engine)
    assert len(old["response"]) == 2 * 2 * 23
    schema.upgrade(engine, "0005")
    with engine.begin() as connection:
        counted = "SELECT count(*) FROM response WHERE NOT declined"
        assert connection.execute(text(counted)).scalar() == 2 * 2 * 23
        connection.execute(text("UPDATE response SET value = NULL, declined = TRUE"))
        connection.execute(text("UPDATE response SET value = NULL, declined = FALSE"))
    schema.downgrade(engine, before)
    kept = rows(engine)
    assert len(kept.pop("response")) == len(old.pop("response"))
    assert kept == old
    schema.upgrade(engine)
    engine.dispose()


@pytest.mark.parametrize("table", ["response", "after_answer"])
def test_a_table_that_was_made_anew_keeps_its_checks_on_the_way_down_too(
    engine: Engine, table: str
) -> None:
    (before,) = SCRIPTS.get_revision("0005")._all_down_revisions
    schema.upgrade(engine, before)
    at_first = schema_text(engine)[table]
    assert at_first.count("CHECK") >= 3
    schema.upgrade(engine, "0005")
    schema.downgrade(engine, before)
    assert schema_text(engine)[table] == at_first


def test_the_questions_after_the_instruments_come_and_go_and_leave_every_other_row(
    settings: Settings, app: Flask
) -> None:
    make_answered_groups(app, make_study(app), [2])
    engine = make_engine(settings.database)
    schema.downgrade(engine, "0002")
    before = rows(engine)
    assert len(before.pop("after_answer")) == 2
    schema.downgrade(engine, "0001")
    assert "after_answer" not in table_names(engine)
    assert rows(engine) == before
    schema.upgrade(engine, "0002")
    assert rows(engine) == before | {"after_answer": []}
    engine.dispose()


def test_the_second_times_window_and_what_a_study_may_ask_come_and_go_with_every_row_in_place(
    settings: Settings, app: Flask
) -> None:
    study = make_study(app, post_window_weeks=9, background=["gender"], open_field=True)
    make_answered_groups(app, study, [2])
    engine = make_engine(settings.database)
    schema.downgrade(engine, "0006")
    before = rows(engine)
    schema.downgrade(engine, SCRIPTS.get_revision("0006").down_revision)
    assert not {"background_answer", "open_answer"} & table_names(engine)
    schema.upgrade(engine, "0006")
    after = rows(engine)
    assert after.pop("study") == [(*before.pop("study")[0][:-3], None, [], False)]
    assert after == before
    if not IS_POSTGRESQL:
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


@ON_SQLITE  # PostgreSQL has no moment without references
def test_a_migration_that_would_leave_a_row_without_its_owner_changes_nothing(
    settings: Settings, app: Flask
) -> None:
    make_answered_groups(app, make_study(app), [2])
    engine = make_engine(settings.database)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("DELETE FROM participant")
        driver.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(RuntimeError, match="would refer to nothing"):
        schema.downgrade(engine, SCRIPTS.get_revision("0006").down_revision)
    assert "open_answer" in table_names(engine)
    engine.dispose()


def test_the_database_that_was_upgraded_erases_the_new_answers_with_their_participant(
    settings: Settings, app: Flask
) -> None:
    make_answered_groups(app, make_study(app), [2])
    engine = make_engine(settings.database)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM participant"))
    assert rows(engine)["after_answer"] == []
    engine.dispose()


def test_consents_stay_when_letters_come_and_the_first_of_each_purpose_stays_when_they_go(
    settings: Settings, app: Flask
) -> None:
    card = make_card(app, make_study(app))
    engine = make_engine(settings.database)
    schema.downgrade(engine, "0003")
    old = ("old", card.participant_id, "evaluation", "2", "0" * 64, "nn", "2026-W10")
    insert(engine, "consent", old)
    schema.upgrade(engine, "0004")
    assert rows(engine)["consent"] == [(*old, "web")]
    newer = ("new", card.participant_id, "evaluation", "letter-1", "1" * 64, "nn", "2026-W40")
    reuse = ("reuse", card.participant_id, "reuse", "letter-1", "1" * 64, "nn", "2026-W40")
    insert(engine, "consent", (*newer, "web"), (*reuse, "web"))
    schema.downgrade(engine, "0003")
    assert sorted(rows(engine)["consent"]) == [old, reuse]
    engine.dispose()


def test_there_is_one_line_of_migrations() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert [one.name[:4] for one in sorted(VERSIONS.glob("*.py"))] == REVISIONS


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("*.py")), ids=lambda path: path.stem)
def test_a_migration_imports_nothing_of_ours(path: Path) -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
    }
    assert imported <= {
        "alembic",
        "sqlalchemy",
        "json",
        "datetime",
        "secrets",
        "hashlib",
        "__future__",
    }


def test_an_old_schema_is_named_with_the_remedy(engine: Engine) -> None:
    with pytest.raises(SchemaOutOfDate, match="sammenheng db upgrade"):
        schema.check_up_to_date(engine)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


@pytest.fixture
def configured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings.source))
    return settings


def test_db_check_passes_a_schema_that_is_up_to_date(configured: Settings) -> None:
    assert run("db", "check") == 0


@pytest.mark.parametrize(
    "arguments", [("db", "check"), ("jobs", "run"), ("study", "list"), ("serve", "--port", "0")]
)
def test_a_command_refuses_an_old_schema(
    configured: Settings, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    engine = make_engine(configured.database)
    schema.downgrade(engine, "base")
    engine.dispose()
    assert run(*arguments) == 1
    assert "sammenheng db upgrade" in capsys.readouterr().err


def test_db_upgrade_brings_an_old_schema_up_to_date(configured: Settings) -> None:
    engine = make_engine(configured.database)
    schema.downgrade(engine, "base")
    engine.dispose()
    assert run("db", "upgrade") == 0
    assert run("db", "check") == 0


def test_keying_comes_and_goes_and_leaves_every_card_answer_and_account_but_the_keyers(
    settings: Settings, app: Flask
) -> None:
    make_answered_groups(app, make_study(app), [2])
    for role in ("researcher", "keyer"):
        make_staff(app, role)
    engine = make_engine(settings.database)
    schema.downgrade(engine, "0008")
    new_tables = {"paper_form", "keyed_reading", "audit_event"}
    before = {
        name: rows(engine)[name]
        for name in table_names(engine) - new_tables - {"instrument_wording"}
    }
    schema.downgrade(engine, SCRIPTS.get_revision("0008").down_revision)
    after = rows(engine)
    assert new_tables & after.keys() == set()
    assert [row[0] for row in after.pop("participant")] == [row[0] for row in before["participant"]]
    assert [row[2] for row in after.pop("staff")] == ["researcher"]
    assert after == {name: before[name] for name in after}
    schema.upgrade(engine, "0008")
    assert [row[2] for row in rows(engine)["staff"]] == ["researcher"]
    assert rows(engine)["response"] == before["response"]
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET count = 2",
        "DELETE FROM audit_event",
        "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event",
        "INSERT INTO audit_event VALUES (3, '2026-11-23', 'a', 'keyer', 'x', 'y', 1, 'z')",
    ],
)
def test_the_database_that_was_upgraded_lets_no_audit_event_be_changed(
    engine: Engine, statement: str
) -> None:
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO audit_event VALUES (1, '2026-11-23', 'a', 'keyer', 'x', 'y', 1, 'z')")
        )
    with pytest.raises(IntegrityError, match="audit events"), engine.begin() as connection:
        connection.execute(text(statement))
