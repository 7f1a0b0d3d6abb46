"""The log of what people who sign in have done."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from survey.audit.chain import (
    BEGINNING,
    BrokenChainError,
    Event,
    Link,
    audit_key,
    link,
    verify,
)
from survey.audit.operations import record
from survey.cli import main
from survey.config import Settings
from survey.database import make_engine
from survey.models import AuditEvent, Staff
from tests.databases import IS_POSTGRESQL, stored_bytes
from tests.factories import make_staff, read, writing

Run = Callable[..., tuple[int, str, str]]
KILLED = """
import os, signal
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from survey.audit.operations import record
from survey.commands._app import application
from survey.extensions import db
from survey.models import Staff
from tests.databases import stored_bytes

with application(writes=True):
    staff = db.session.scalars(select(Staff)).one()
    record(db.session, staff, "second", "paper_form")
    event.listen(Session, "{moment}", lambda session: os.kill(os.getpid(), signal.SIGKILL))
    db.session.commit()
"""

COPIED_HASH = (
    "UPDATE audit_event SET chain = (SELECT chain FROM audit_event WHERE number = 1) "
    "WHERE number = 3"
)


@pytest.fixture
def run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings.source))

    def verify(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["audit", "verify", *arguments])
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out.strip(), shown.err

    return verify


@pytest.fixture
def staff(app: Flask) -> Staff:
    make_staff(app, "keyer")
    ((found,),) = read(app, select(Staff))
    return found


def add(app: Flask, staff: Staff, *actions: str) -> None:
    for action in actions:
        with writing(app) as session:
            record(session, staff, action, "paper_form")


def change(app: Flask, *statements: str) -> None:
    """Change the file as somebody would who has it in hand: no trigger is in the way."""
    of_table = " ON audit_event" if IS_POSTGRESQL else ""
    names = ("no_update", "no_delete", "one_after_the_other")
    engine = make_engine(app.config["SETTINGS"].database)
    with engine.begin() as connection:
        for name in names:
            connection.execute(text(f"DROP TRIGGER IF EXISTS audit_event_{name}{of_table}"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_log_without_events_is_whole(app: Flask, run: Run) -> None:
    assert run() == (0, "", "No events yet.\n")


def test_each_event_is_kept_with_who_and_what_and_the_newest_is_printed(
    app: Flask, staff: Staff, run: Run
) -> None:
    add(app, staff, "first", "second", "third")

    code, out, err = run()

    assert code == 0
    assert "Events: 3" in err
    rows = read(app, select(AuditEvent.number, AuditEvent.actor, AuditEvent.role, AuditEvent.chain))
    assert [tuple(row)[:3] for row in rows] == [(n, staff.id, "keyer") for n in (1, 2, 3)]
    assert out == f"3:{rows[-1].chain[:16]}"


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE audit_event SET action = 'other' WHERE number = 2", "event 2 was changed"),
        ("UPDATE audit_event SET count = 7 WHERE number = 1", "event 1 was changed"),
        ("UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE number = 3", "event 3 was"),
        ("UPDATE audit_event SET actor = 'somebody' WHERE number = 2", "event 2 was changed"),
        ("UPDATE audit_event SET role = 'coordinator' WHERE number = 2", "event 2 was changed"),
        ("UPDATE audit_event SET object_type = 'staff' WHERE number = 2", "event 2 was changed"),
        ("DELETE FROM audit_event WHERE number = 1", "event 1 is missing"),
        ("DELETE FROM audit_event WHERE number = 2", "event 2 is missing"),
        (COPIED_HASH, "event 3 was changed"),
    ],
)
def test_the_first_event_that_was_tampered_with_is_named(
    app: Flask, staff: Staff, run: Run, statement: str, named: str
) -> None:
    add(app, staff, "first", "second", "third")
    change(app, statement)

    code, out, err = run()

    assert (code, out) == (1, "")
    assert named in err


def test_renumbering_the_events_that_are_left_does_not_hide_one_that_is_gone(
    app: Flask, staff: Staff, run: Run
) -> None:
    add(app, staff, "first", "second", "third")
    change(
        app,
        "DELETE FROM audit_event WHERE number = 2",
        "UPDATE audit_event SET number = 2 WHERE number = 3",
    )
    code, _out, err = run()
    assert code == 1
    assert "event 2 was changed" in err


def test_events_missing_at_the_end_are_seen_against_what_was_written_down(
    app: Flask, staff: Staff, run: Run
) -> None:
    add(app, staff, "first", "second", "third")
    _code, head, _err = run()
    change(app, "DELETE FROM audit_event WHERE number > 1")

    assert run()[0] == 0
    code, _out, err = run("--head", head)
    assert code == 1
    assert "event 2 is missing" in err


def test_a_log_that_has_grown_still_holds_what_was_written_down(
    app: Flask, staff: Staff, run: Run
) -> None:
    add(app, staff, "first", "second")
    _code, head, _err = run()
    add(app, staff, "third")
    assert run("--head", head)[0] == 0
    code, _out, err = run("--head", f"2:{'0' * 16}")
    assert code == 1
    assert "event 2 is not the one" in err


@pytest.mark.parametrize(
    "head", ["", "2", "2:", "0:0123456789abcdef", "x:0123456789abcdef", "2:zz"]
)
def test_what_is_no_head_is_a_usage_error(run: Run, head: str) -> None:
    assert run("--head", head)[0] == 2


def test_another_key_does_not_pass(
    app: Flask, staff: Staff, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(app, staff, "first")
    monkeypatch.setenv("SAMMENHENG_SECRET_KEY", "t" * 32)
    assert run()[0] == 1


def test_many_writers_at_once_make_one_chain(app: Flask, staff: Staff, run: Run) -> None:
    def write(_number: int) -> None:
        add(app, staff, *["same moment"] * 5)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    code, out, _err = run()
    assert code == 0
    assert out.startswith("40:")


def test_an_event_stands_or_falls_with_the_deed(app: Flask, staff: Staff, run: Run) -> None:
    add(app, staff, "first")
    with app.app_context(), Session(app.extensions["database"]) as session:
        record(session, staff, "second", "paper_form")
        session.rollback()
    add(app, staff, "third")
    code, out, _err = run()
    assert code == 0
    assert out.startswith("2:")


@pytest.mark.kills
@pytest.mark.parametrize(("moment", "n_events"), [("before_commit", 1), ("after_commit", 2)])
def test_the_chain_is_whole_after_a_kill(
    app: Flask, staff: Staff, run: Run, moment: str, n_events: int
) -> None:
    add(app, staff, "first")
    done = subprocess.run(
        [sys.executable, "-c", KILLED.format(moment=moment)],
        env=os.environ | {"PYTHONPATH": ":".join(sys.path)},
        check=False,
    )
    assert done.returncode == -9
    code, out, _err = run()
    assert code == 0
    assert out.startswith(f"{n_events}:")
    add(app, staff, "after the kill")
    assert run()[1].startswith(f"{n_events + 1}:")


def test_the_key_is_not_in_the_database(app: Flask, staff: Staff, tmp_path: Path) -> None:
    add(app, staff, "first")
    stored = stored_bytes(app.config["SETTINGS"].database)
    assert staff.id.encode() in stored
    assert app.config["SETTINGS"].secret_key.encode() not in stored


def test_an_event_that_the_program_itself_once_wrote_does_not_fit_into_another_history() -> None:
    """Somebody with an older copy could put its events in place of later ones."""
    key = audit_key("s" * 32)
    moment = dt.datetime(2026, 11, 23, 12)  # noqa: DTZ001 - as the database holds it
    first, other, second = (
        Event(number, moment, "a", "keyer", action, "paper_form", 1)
        for number, action in ((1, "keyed_first"), (1, "keying_put_aside"), (2, "keyed_second"))
    )
    begun = link(first, BEGINNING, key)
    after = Link(second, link(second, begun, key))
    assert verify([Link(first, begun), after], key) == after

    with pytest.raises(BrokenChainError, match="event 2"):
        verify([Link(other, link(other, BEGINNING, key)), after], key)
