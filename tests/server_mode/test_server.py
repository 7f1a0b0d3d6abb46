"""What is asked of the PostgreSQL server, and what becomes of its errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from survey import database_check, database_postgresql, schema
from survey.database import make_engine
from survey.errors import SchemaOutOfDate
from survey.models import Participant
from tests.databases import IS_POSTGRESQL, SERVER, Databases, address, connect
from tests.factories import make_study, writing
from tests.page_client import PageClient

pytestmark = pytest.mark.skipif(not IS_POSTGRESQL, reason="about the server")


def test_an_error_does_not_tell_what_was_to_be_stored(app: Flask) -> None:
    study = make_study(app)
    with pytest.raises(IntegrityError) as refused, writing(app) as session:
        session.add(Participant(study_id=study.id, group_id="nowhere", code_hash="told" * 16))
    assert "told" not in str(refused.value)
    assert "nowhere" not in str(refused.value)
    assert "fk_participant_group_id_group" in str(refused.value)


def test_an_error_about_a_value_does_not_tell_the_value(app: Flask) -> None:
    with pytest.raises(DBAPIError) as refused, app.extensions["database"].connect() as connection:
        connection.execute(text("SELECT CAST(:value AS smallint)"), {"value": "grief"})
    assert "grief" not in str(refused.value)


def test_lines_that_the_server_cut_are_made_anew(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.open("/")
    make_study(app)
    client.open("/staff/sign-in")
    monkeypatch.setattr(database_postgresql, "IDLE", 0.0)
    name = app.extensions["database"].url.database
    with connect("postgres") as server:
        cut = server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        ).fetchall()
    assert len(cut) >= 1
    client.send(client.open("/"), code="00000-00000")


def test_what_was_planned_once_stays_planned_after_a_transaction_is_taken_back(app: Flask) -> None:
    planned = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%ready%'"
    engine = app.extensions["database"]
    engine.dispose()
    for _ in range(2):
        with engine.connect() as connection:
            for _ in range(6):  # the driver has a statement planned that comes back
                connection.execute(text("SELECT 'ready' WHERE :it = :it"), {"it": 1})
            connection.rollback()
    with engine.connect() as connection:
        assert connection.scalar(text(planned)) == 1


def test_what_no_transaction_may_hold_leaves_the_next_one_a_transaction(app: Flask) -> None:
    engine = app.extensions["database"]
    engine.dispose()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM code_attempt"))
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE taken_back (n int)"))
        assert connection.connection.driver_connection.autocommit, "it begins where we say"
        connection.rollback()
        assert connection.scalar(text("SELECT to_regclass('taken_back')")) is None


def test_a_database_that_sorts_by_a_language_is_refused(databases: Databases) -> None:
    found = "SELECT collname FROM pg_collation WHERE collprovider = 'c' AND collname LIKE '%.utf8'"
    name = f"{Path(SERVER).name}_by_language"
    with connect("postgres") as server:
        languages = [one for (one,) in server.execute(found) if not one.startswith(("C.", "POSIX"))]
        made = (
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE {}").format(
                sql.Identifier(name), sql.Literal(languages[0])
            )
            if languages
            else sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"
            ).format(sql.Identifier(name))
        )
        server.execute(made)
    engine = make_engine(address(name))
    try:
        with pytest.raises(SchemaOutOfDate, match=re.escape("--locale=C.UTF-8")):
            schema.upgrade(engine)
        assert schema.current_revision(engine) is None
    finally:
        engine.dispose()
        with connect("postgres") as server:
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_a_table_that_is_only_added_to_is_not_emptied_at_once_either(app: Flask) -> None:
    with (
        pytest.raises(IntegrityError, match="never deleted"),
        app.extensions["database"].begin() as connection,
    ):
        connection.exec_driver_sql("TRUNCATE audit_event")


def test_a_password_in_the_address_is_not_shown() -> None:
    engine = make_engine("postgresql+psycopg://somebody:secret@127.0.0.1:1/none")
    with pytest.raises(DBAPIError) as refused, engine.connect():
        pass
    assert "secret" not in f"{engine!r} {refused.value}"


@pytest.mark.usefixtures("installation")
def test_a_server_whose_own_log_would_tell_answers_is_named_with_the_remedy(
    app: Flask, sammenheng: Callable[..., Any]
) -> None:
    name = sql.Identifier(str(app.extensions["database"].url.database))
    told = sammenheng("db", "check")
    assert told.code == 0
    assert "log_error_verbosity = terse" in told.err
    with connect("postgres") as server:
        for setting, value in database_check.QUIET.items():
            server.execute(
                sql.SQL("ALTER DATABASE {} SET {} = {}").format(
                    name, sql.Identifier(setting), sql.Literal(value)
                )
            )
        quiet = sammenheng("db", "check")
        server.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(name))
    assert "log_" not in quiet.err
