"""The administrator's pages: roles, parts, and what is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import Staff, Study, StudyPart
from tests.factories import PASSWORD, make_staff, make_study, read, staff_of
from tests.page_client import Page, PageClient
from tests.pages import SignInPage, fresh_code

SignIn = Callable[..., PageClient]
EMAIL = "researcher@example.org"


def account_page(client: PageClient, email: str = EMAIL) -> Page:
    return client.open(client.open("/staff/accounts").links()[email])


def parts_of(app: Flask, email: str = EMAIL) -> set[str]:
    mine = select(Study.key).join(StudyPart).join(Staff).where(Staff.email == email)
    return {key for (key,) in read(app, mine)}


def test_the_list_says_of_everybody_what_the_administrator_needs(
    app: Flask, sign_in: SignIn
) -> None:
    make_study(app, name="Grief")
    administrator = sign_in("administrator")
    make_staff(app, "researcher")
    rows = [one.text for one in administrator.open("/staff/accounts").root.all("li")]
    told = "researcher@example.org Researcher. Has a part in: Grief. Has not signed in yet."
    assert told in rows
    assert any(one.startswith("administrator@example.org Administrator.") for one in rows)


def test_a_role_and_parts_are_changed_and_the_person_signs_in_anew(
    app: Flask, sign_in: SignIn, actions: Callable[[], list[str]]
) -> None:
    make_study(app)
    make_study(app, "other")
    person, administrator = sign_in("researcher"), sign_in("administrator")
    page = account_page(administrator)
    page = administrator.press(page, "Change the account", role="coordinator", studies=["other"])
    assert "The account is changed" in page.text
    assert staff_of(app, EMAIL).role == "coordinator"
    assert parts_of(app) == {"other"}
    assert person.open("/staff/").path == "/staff/sign-in"
    assert actions()[-2:] == ["role_changed", "part_taken_away"]


def test_a_part_that_is_taken_away_is_gone_at_once(app: Flask, sign_in: SignIn) -> None:
    make_study(app)
    person, administrator = sign_in("researcher"), sign_in("administrator")
    person.open("/staff/studies/try")
    administrator.press(
        account_page(administrator), "Change the account", role="researcher", studies=[]
    )
    person.open("/staff/studies/try", 404)


def test_a_shut_account_is_out_at_once_and_gets_in_no_more(app: Flask, sign_in: SignIn) -> None:
    person, administrator = sign_in("researcher"), sign_in("administrator")
    page = administrator.press(account_page(administrator), "Shut the account")
    assert "shut" in page.text
    assert person.open("/staff/").path == "/staff/sign-in"
    refused = SignInPage(person).sign_in(EMAIL)
    assert "do not belong together" in refused.text  # as to anybody
    administrator.press(account_page(administrator), "Open the account again")
    assert SignInPage(person).sign_in(EMAIL).path == "/staff/"


def test_a_phone_that_is_lost_is_removed_and_a_new_one_set_up(app: Flask, sign_in: SignIn) -> None:
    person, administrator = sign_in("researcher"), sign_in("administrator")
    administrator.press(account_page(administrator), "Remove phone and codes")
    page = SignInPage(person).page
    page = person.send(page, email=EMAIL, password=PASSWORD)
    assert page.heading == "Set up your phone"


@pytest.mark.parametrize("deed", ["disable", "reset-second-factor", "new-password", ""])
def test_nobody_changes_their_own_account_here(app: Flask, sign_in: SignIn, deed: str) -> None:
    administrator = sign_in("administrator")
    page = account_page(administrator, "administrator@example.org")
    assert page.root.one("main").all("form") == []
    address = page.path + (f"/{deed}" if deed else "")
    token = page.root.all("input", name="csrf_token")[0]["value"]
    fields = {"csrf_token": token, "role": "researcher"}
    assert administrator.browser.post(address, data=fields).status_code == 409
    assert staff_of(app, "administrator@example.org").role == "administrator"


@pytest.mark.parametrize("deed", ["Shut the account", "Change the account"])
def test_the_last_administrator_stays_even_if_two_shut_each_other_out(
    app: Flask, sign_in: SignIn, sammenheng: Callable, installation: None, deed: str
) -> None:
    first, second = sign_in("administrator"), sign_in("administrator", "second@example.org")
    page = account_page(second, "administrator@example.org")
    first.press(account_page(first, "second@example.org"), deed, role="researcher")
    page = second.press(page, deed, role="researcher")
    assert page.path == "/staff/sign-in"  # who is shut out shuts nobody out
    refused = sammenheng("staff", "disable", "administrator@example.org")
    assert refused.code == 1
    assert "last administrator" in refused.err


def test_an_account_that_is_there_already_is_not_invited(app: Flask, sign_in: SignIn) -> None:
    administrator = sign_in("administrator")
    page = administrator.open("/staff/accounts/invite")
    page = administrator.send(page, email="Administrator@example.org", role="keyer")
    assert "has an account already" in page.text


@pytest.mark.parametrize(
    "fields", [{"email": "ny@example.org", "role": "owner"}, {"email": "", "role": "keyer"}]
)
def test_a_role_that_there_is_not_and_an_empty_address_are_refused(
    app: Flask, sign_in: SignIn, fields: dict[str, str]
) -> None:
    administrator = sign_in("administrator")
    page = administrator.send(administrator.open("/staff/accounts/invite"), **fields)
    assert page.root.one("div", role="alert").all("li")


def test_after_ten_minutes_the_administrator_proves_again_who_it_is(
    app: Flask, sign_in: SignIn, pass_time: Callable[..., None]
) -> None:
    administrator = sign_in("administrator")
    pass_time(minutes=11)
    page = administrator.open("/staff/accounts/invite")
    assert page.path == "/staff/sign-in/again"
    code = fresh_code(app, "administrator@example.org")
    page = administrator.send(page, password=PASSWORD, code=code)
    assert page.path == "/staff/accounts/invite"


def test_the_page_on_the_second_person_says_who_it_is(app: Flask, sign_in: SignIn) -> None:
    make_study(app)
    client = sign_in("coordinator")
    page = client.open("/staff/studies/try")
    page = client.open(page.links()["Who is your second person?"])
    assert "none yet" in page.text
    make_staff(app, "reviewer")
    assert "reviewer@example.org" in client.open(page.path).text
    client.press(client.open(page.path), "Make a link to hand on")
    page = client.open(page.path)
    assert "You have made one" in page.text
    assert "You have made" not in client.press(page, "Take the link back").text
