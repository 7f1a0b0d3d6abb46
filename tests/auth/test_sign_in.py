"""Signing in and out."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from survey.auth.operations import add_staff
from survey.models import Staff
from tests.factories import PASSWORD, make_staff, read, writing
from tests.page_client import PageClient
from tests.pages import SignInPage


def test_the_right_password_leads_to_the_studies(app: Flask, client: PageClient) -> None:
    assert SignInPage(client).sign_in(make_staff(app, "coordinator")).path == "/staff/"


def test_capitals_and_spaces_around_the_address_make_no_difference(
    app: Flask, client: PageClient
) -> None:
    email = make_staff(app, "coordinator")
    assert SignInPage(client).sign_in(f" {email.upper()} ").path == "/staff/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("coordinator@example.org", "another password"),
        ("nobody@example.org", PASSWORD),
        ("coordinator@example.org", PASSWORD.upper()),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_a_wrong_password_and_an_unknown_address_read_the_same(
    app: Flask, client: PageClient, email: str, password: str
) -> None:
    make_staff(app, "coordinator")
    page = SignInPage(client).sign_in(email, password)
    assert page.path == "/staff/sign-in"
    assert "do not belong together" in page.root.one("p", id="password-error").text
    assert page.root.one("input", name="password").get("value") == ""


@pytest.mark.parametrize(
    ("email", "password", "faults"), [("", "", 2), ("a@example.org", "", 1), ("", "x", 1)]
)
def test_an_empty_field_is_named(
    client: PageClient, email: str, password: str, faults: int
) -> None:
    page = SignInPage(client).sign_in(email, password)
    assert len(page.root.one("div", role="alert").all("a")) == faults


def test_signing_out_closes_every_page(app: Flask, client: PageClient) -> None:
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    assert client.press(client.page, "Sign out").path == "/staff/sign-in"
    assert client.open("/staff/").path == "/staff/sign-in"


def test_an_account_that_is_removed_is_signed_out_at_once(app: Flask, client: PageClient) -> None:
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    with writing(app) as session:
        session.delete(session.scalars(select(Staff)).one())
    assert client.open("/staff/").path == "/staff/sign-in"


def test_the_password_is_kept_as_an_argon2id_hash(app: Flask) -> None:
    make_staff(app, "researcher")
    ((stored,),) = read(app, select(Staff.password_hash))
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_the_hash_costs_what_argon2_advises_unless_a_test_says_otherwise(app: Flask) -> None:
    del app.config["PASSWORD_COST"]
    with writing(app) as session:
        stored = add_staff(session, email="a@example.org", role="researcher", password=PASSWORD)
        cost = dict(pair.split("=") for pair in stored.password_hash.split("$")[3].split(","))
    assert int(cost["m"]) >= 19 * 1024
    assert int(cost["t"]) >= 2


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "/\t/example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "",
    ],
)
def test_switching_the_language_never_leads_to_another_site(
    client: PageClient, target: str
) -> None:
    page = SignInPage(client).page
    form = next(one for one in page.root.all("form") if one["action"].startswith("/language/"))
    location = client.post(form, page=target).headers["Location"]
    assert location == "/"


def test_a_staff_page_switches_its_language_and_stays(client: PageClient) -> None:
    page = SignInPage(client).page
    client.language = "nn"
    assert client.press(page, "Nynorsk").path == "/staff/sign-in"
