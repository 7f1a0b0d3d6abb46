"""Accounts from the command line: the first administrator, and what only the operator can mend."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import AuditEvent, SecondFactor, Staff, Study, StudyPart
from tests.factories import PASSWORD, make_staff, make_study, read
from tests.page_client import PageClient
from tests.pages import SignInPage

pytestmark = pytest.mark.usefixtures("installation")
Run = Callable[..., object]
EMAIL = "researcher@example.org"


def events(app: Flask) -> list[tuple[str, str]]:
    query = select(AuditEvent.role, AuditEvent.action).order_by(AuditEvent.number)
    return [tuple(row) for row in read(app, query)]


def test_the_first_administrator_is_added_and_sets_up_a_phone_at_the_first_sign_in(
    app: Flask, sammenheng: Run, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = sammenheng(
        "staff", "add", "Kari@example.org", "--role", "administrator", "--password", PASSWORD
    )
    assert added.code == 0
    assert events(app) == [("operator", "account_added")]
    make_study(app, kind="evaluation")
    page = client.send(SignInPage(client).page, email="kari@example.org", password=PASSWORD)
    assert page.heading == "Set up your phone"


@pytest.mark.parametrize(
    ("password", "told"), [("short", "15 characters"), ("kari@example.org", "easily guessed")]
)
def test_a_password_is_judged_here_too(sammenheng: Run, password: str, told: str) -> None:
    account = ("staff", "add", "kari@example.org", "--role", "keyer")
    refused = sammenheng(*account, "--password", password)
    assert refused.code == 2
    assert told in refused.err


def test_an_account_is_given_its_studies_and_a_study_its_people(
    app: Flask, sammenheng: Run
) -> None:
    make_study(app)
    account = ("staff", "add", "kari@example.org", "--role", "keyer", "--password", PASSWORD)
    assert sammenheng(*account, "--study", "none").code == 1
    assert read(app, select(Staff)) == []
    assert sammenheng(*account, "--study", "try").code == 0
    assert sammenheng("study", "add", "fresh", "--trial", "--staff", "kari@example.org").code == 0
    assert sammenheng("study", "add", "x", "--trial", "--staff", "no@example.org").code == 1
    parts = read(app, select(Study.key).join(StudyPart).order_by(Study.key))
    assert parts == [("fresh",), ("try",)]


def test_the_list_shows_every_account(app: Flask, sammenheng: Run) -> None:
    make_study(app, name="Grief")
    make_staff(app, "researcher")
    assert sammenheng("staff", "list").out == f"{EMAIL}\tresearcher\topen\tphone\tGrief\n"


def test_an_account_is_shut_and_opened_again(
    app: Flask, sammenheng: Run, client: PageClient
) -> None:
    make_staff(app, "researcher")
    SignInPage(client).sign_in(EMAIL)
    assert sammenheng("staff", "disable", EMAIL).code == 0
    assert client.open("/staff/").path == "/staff/sign-in"
    assert SignInPage(client).sign_in(EMAIL).path == "/staff/sign-in"
    assert sammenheng("staff", "enable", EMAIL).code == 0
    assert SignInPage(client).sign_in(EMAIL).path == "/staff/"


def test_a_lost_phone_is_removed(app: Flask, sammenheng: Run) -> None:
    make_staff(app, "researcher")
    assert sammenheng("staff", "reset-second-factor", EMAIL).code == 0
    assert read(app, select(SecondFactor)) == []
    assert sammenheng("staff", "reset-second-factor", "no@example.org").code == 1


def test_a_forgotten_password_is_set_anew(app: Flask, sammenheng: Run, client: PageClient) -> None:
    make_staff(app, "researcher")
    new = "flaggermus i regnfrakk spiser lefse"
    assert sammenheng("staff", "password", EMAIL, "--password", new).code == 0
    assert SignInPage(client).sign_in(EMAIL, new).path == "/staff/"
    assert ("operator", "password_changed") in events(app)


def test_a_link_is_printed_and_opens(
    app: Flask, sammenheng: Run, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite = ("staff", "invite", "ny@example.org", "--role", "researcher")
    assert "setting address" in sammenheng(*invite).err
    monkeypatch.setenv("SAMMENHENG_ADDRESS", "http://localhost")
    link = sammenheng(*invite).out.strip()
    assert link.startswith("http://localhost/staff/invitation/")
    page = client.open(link.removeprefix("http://localhost"))
    assert "ny@example.org" in page.text
