"""The page of the log: the newest first, and whether the chain is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from survey.audit import log
from survey.audit.chain import BEGINNING, Event, audit_key, link
from survey.audit.operations import record
from survey.models import AuditEvent, AuditMark, Staff
from survey.models.guards import GuardGone
from tests.factories import read, staff_of, writing
from tests.page_client import PageClient

EMAIL = "administrator@example.org"
GUARDS = ("no_update", "no_delete", "one_after_the_other")


@pytest.fixture
def client(sign_in: Callable[..., PageClient]) -> PageClient:
    return sign_in("administrator")


def add(app: Flask, count: int, action: str = "keyed_first") -> None:
    with writing(app) as session:
        staff = session.get_one(Staff, staff_of(app, EMAIL).id)
        for _ in range(count):
            record(session, staff, action, "paper_form")


def tamper(app: Flask, number: int) -> None:
    """Change an event as somebody would who has the file in hand."""
    with app.extensions["database"].begin() as connection:
        for one in GUARDS:
            connection.execute(GuardGone(f"audit_event_{one}", "audit_event"))
        connection.execute(update(AuditEvent).where(AuditEvent.number == number).values(count=9))


def rows(client: PageClient) -> list[str]:
    return [one.text for one in client.page.root.all("tr")][1:]


def test_each_entry_says_who_did_what_in_words(client: PageClient) -> None:
    client.open("/staff/audit")
    assert "Signed in administrator@example.org, Administrator 1" in rows(client)[0]


def test_the_newest_come_first_fifty_on_a_page(app: Flask, client: PageClient) -> None:
    add(app, 60)
    page = client.open("/staff/audit")
    assert [int(one.split()[0]) for one in rows(client)] == list(range(61, 11, -1))
    client.open(page.links()["Older entries"])
    assert [int(one.split()[0]) for one in rows(client)] == list(range(11, 0, -1))


def test_one_kind_of_entry_is_shown_alone(app: Flask, client: PageClient) -> None:
    add(app, 3)
    add(app, 2, "another_slices_action")  # which has no words yet, and is shown all the same
    client.open("/staff/audit?action=keyed_first")
    assert len(rows(client)) == 3
    client.open("/staff/audit?action=another_slices_action")
    assert all("another_slices_action" in one for one in rows(client))


@pytest.mark.parametrize("query", ["before=x", "before=-1", "action='", "before=99999999999999"])
def test_an_odd_address_is_no_fault(client: PageClient, query: str) -> None:
    client.open(f"/staff/audit?{query}")


def test_a_whole_log_says_so_with_what_to_write_down(app: Flask, client: PageClient) -> None:
    page = client.open("/staff/audit")
    ((chain,),) = read(app, select(AuditEvent.chain))
    assert "the log is whole" in page.text
    assert f"1:{chain[:16]}" in page.text


def test_a_changed_entry_is_said_aloud(app: Flask, client: PageClient) -> None:
    add(app, 3)
    tamper(app, 2)
    page = client.open("/staff/audit")
    assert "event 2 was changed" in page.root.one("div", role="alert").text
    assert "write this down" not in page.text.lower()


def test_a_mark_is_set_and_the_page_looks_only_at_what_came_after(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "AT_ONCE_MORE", 50_000)
    add(app, 30)
    page = client.press(client.open("/staff/audit"), "Check and set the mark")
    assert "Checked and marked last" in page.text
    ((number,),) = read(app, select(AuditMark.number))
    assert number == 31
    looked_at: list[int] = []
    real = log.links
    monkeypatch.setattr(
        log, "links", lambda _s, first, last: looked_at.append(first) or real(_s, first, last)
    )
    assert "the log is whole" in client.open("/staff/audit").text
    assert looked_at == [31, 32]


def test_a_mark_that_somebody_moved_is_said_aloud(app: Flask, client: PageClient) -> None:
    add(app, 5)
    client.press(client.open("/staff/audit"), "Check and set the mark")
    with writing(app) as session:  # past an event that is to be changed unnoticed
        session.get_one(AuditMark, 1).number = 2
    assert "the mark" in client.open("/staff/audit").root.one("div", role="alert").text


def test_the_page_looks_at_a_few_thousand_of_very_many(app: Flask, client: PageClient) -> None:
    make_many(app, 2_500)
    page = client.open("/staff/audit")
    assert "501 entries have not been looked at yet" in page.text
    page = client.press(page, "Check and set the mark")
    assert "2,502 entries" in page.text or "2502 entries" in page.text
    assert "the log is whole" in page.text


def make_many(app: Flask, count: int) -> None:
    ((number, before),) = read(app, select(AuditEvent.number, AuditEvent.chain))
    key, made = audit_key(app.config["SETTINGS"].secret_key), []
    assert before != BEGINNING
    for following in range(number + 1, number + 1 + count):
        moment = dt.datetime(2026, 11, 23, 12)  # noqa: DTZ001 - as the database holds it
        event = Event(following, moment, "a", "keyer", "keyed_first", "paper_form", 1)
        before = link(event, before, key)
        made.append(vars(event) | {"chain": before})
    with writing(app) as session:
        session.execute(insert(AuditEvent), made)
