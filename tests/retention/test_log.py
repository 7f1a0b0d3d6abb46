"""Events of the log go after two years, and what is left can still be checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.audit.log import check_on
from survey.extensions import db
from survey.models import AuditBeginning, AuditEvent
from survey.models.guards import GuardGone
from survey.retention.operations import Run
from tests.databases import ON_SQLITE
from tests.factories import make_staff, read, staff_of, writing
from tests.old_events import NOW, YEAR, make_old_events
from tests.page_client import PageClient
from tests.pages import SignInPage


@pytest.fixture
def events(app: Flask) -> None:
    make_old_events(app)


def numbers(app: Flask) -> list[int]:
    return [one for (one,) in read(app, select(AuditEvent.number).order_by(AuditEvent.number))]


@pytest.mark.usefixtures("events", "installation")
def test_events_over_two_years_old_go_and_the_rest_is_still_a_whole_chain(
    app: Flask, run: Callable[[dt.datetime], Run], sammenheng: Callable[..., Any]
) -> None:
    run(NOW)
    assert numbers(app)[:3] == [8, 9, 10]
    checked = sammenheng("audit", "verify")
    assert checked.code == 0
    assert checked.out.startswith(f"{max(numbers(app))}:")
    assert "the chain is whole" in checked.err
    n_events = len(numbers(app))
    run(NOW)
    assert len(numbers(app)) == n_events + 1  # of the second run; the week's compacting is done
    assert sammenheng("audit", "verify").code == 0


@pytest.mark.usefixtures("events", "installation")
def test_a_head_written_down_long_ago_is_said_to_be_too_old_and_a_newer_one_still_counts(
    run: Callable[[dt.datetime], Run], sammenheng: Callable[..., Any], app: Flask
) -> None:
    ((old,), (new,)) = read(
        app, select(AuditEvent.chain).where(AuditEvent.number.in_((3, 9))).order_by("number")
    )
    run(NOW)
    refused = sammenheng("audit", "verify", "--head", f"3:{old[:16]}")
    assert (refused.code, "gone with age" in refused.err) == (1, True)
    assert sammenheng("audit", "verify", "--head", f"9:{new[:16]}").code == 0
    assert sammenheng("audit", "verify", "--head", f"9:{old[:16]}").code == 1


@pytest.mark.usefixtures("events")
def test_the_newest_event_never_goes_however_old(
    app: Flask, run: Callable[[dt.datetime], Run]
) -> None:
    run(NOW + 9 * YEAR)
    left = numbers(app)
    assert left[0] >= 10
    assert left == list(range(left[0], left[0] + len(left)))


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    "deed",
    [
        delete(AuditEvent).where(AuditEvent.number == 10),
        delete(AuditEvent),
        update(AuditBeginning).values(number=3),
        update(AuditBeginning).values(number=10),
        update(AuditBeginning).values(number=9),  # with the hash of another
        delete(AuditBeginning),
        pytest.param(
            text("INSERT OR REPLACE INTO audit_beginning VALUES (1, 2, 'x', 'x', '2030-W01')"),
            marks=ON_SQLITE,
        ),
    ],
)
def test_the_database_lets_nobody_delete_beyond_the_mark_or_move_it(
    app: Flask, run: Callable[[dt.datetime], Run], deed: Any
) -> None:
    run(NOW)
    with (
        app.app_context(),
        Session(app.extensions["database"]) as session,
        pytest.raises(IntegrityError),
    ):
        session.execute(deed)


FORGED = (
    "UPDATE audit_beginning SET number = 9, "
    "chain = (SELECT chain FROM audit_event WHERE number = 9)"
)


@pytest.mark.usefixtures("events", "installation")
def test_a_mark_that_somebody_without_the_key_moved_is_seen(
    app: Flask, run: Callable[[dt.datetime], Run], sammenheng: Callable[..., Any]
) -> None:
    run(NOW)
    with writing(app) as session:
        session.execute(text(FORGED))
        session.execute(delete(AuditEvent).where(AuditEvent.number <= 9))
    checked = sammenheng("audit", "verify")
    assert checked.code == 1
    assert "where the log begins was changed" in checked.err


@pytest.mark.usefixtures("events", "installation")
def test_an_event_changed_after_the_old_ones_went_is_seen(
    app: Flask, run: Callable[[dt.datetime], Run], sammenheng: Callable[..., Any]
) -> None:
    run(NOW)
    with writing(app) as session:
        session.execute(GuardGone("audit_event_no_update", "audit_event"))
        session.execute(update(AuditEvent).where(AuditEvent.number == 8).values(count=99))
    checked = sammenheng("audit", "verify")
    assert "event 8 was changed" in checked.err


@pytest.mark.usefixtures("events")
def test_the_administrators_page_of_the_log_goes_on_from_where_it_begins(
    app: Flask, run: Callable[[dt.datetime], Run], client: PageClient
) -> None:
    email = make_staff(app, "administrator")
    with app.app_context():
        db.may_write()
        check_on(staff_of(app, email))  # the mark stands at what goes next
    run(NOW + 2 * YEAR)
    SignInPage(client).sign_in(email)
    page = client.open("/staff/audit")
    assert "and the log is whole" in page.text
