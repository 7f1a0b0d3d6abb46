"""Links that let somebody in, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import Invitation, Staff, Study, StudyPart
from tests.factories import make_staff, make_study, read, staff_of
from tests.page_client import Page, PageClient
from tests.pages import SignInPage

NEW = "flaggermus i regnfrakk spiser lefse"
SignIn = Callable[..., PageClient]
OpenClient = Callable[..., PageClient]


def link_on(page: Page) -> str:
    return page.root.one("p", **{"class": "link-to-copy"}).text.removeprefix("http://localhost")


def invite(
    client: PageClient, email: str, role: str = "coordinator", studies: tuple[str, ...] = ()
) -> str:
    page = client.open("/staff/accounts/invite")
    return link_on(client.send(page, email=email, role=role, studies=list(studies)))


def invite_second_person(client: PageClient) -> str:
    page = client.open("/staff/studies/try/second-person")
    return link_on(client.press(page, "Make a link to hand on"))


def take_up(client: PageClient, link: str, **fields: str) -> Page:
    page = client.open(link)
    form = page.root.one("main").all("form")[0]
    return client._show(client.post(form, **{"new_password": NEW, "repeated": NEW} | fields), 200)


def parts_of(app: Flask, email: str) -> set[str]:
    mine = select(Study.key).join(StudyPart).join(Staff).where(Staff.email == email)
    return {key for (key,) in read(app, mine)}


def test_whoever_is_invited_chooses_a_password_and_sets_up_a_phone(
    app: Flask, sign_in: SignIn, client: PageClient
) -> None:
    make_study(app)
    make_study(app, "other")
    link = invite(sign_in("administrator"), "Ny@example.org", "coordinator", ("try",))
    page = take_up(client, link)
    assert page.heading == "Set up your phone"
    assert staff_of(app, "ny@example.org").role == "coordinator"
    assert parts_of(app, "ny@example.org") == {"try"}
    assert client.open("/staff/").path == "/staff/sign-in"  # not before the phone is set up


def test_a_link_is_good_once(app: Flask, sign_in: SignIn, open_client: OpenClient) -> None:
    link = invite(sign_in("administrator"), "ny@example.org")
    take_up(open_client(), link)
    assert open_client().open(link, 410).heading == "This link opens nothing any more"


def test_of_two_who_have_it_open_only_one_gets_an_account(
    app: Flask, sign_in: SignIn, open_client: OpenClient
) -> None:
    make_study(app)
    link = invite_second_person(sign_in("researcher"))
    first, second = open_client(), open_client()
    pages = [one.open(link) for one in (first, second)]
    fields = {"new_password": NEW, "repeated": NEW}
    forms = [one.root.one("main").all("form")[0] for one in pages]
    assert first.post(forms[0], email="a@example.org", **fields).status_code == 303
    assert second.post(forms[1], email="b@example.org", **fields).status_code == 410
    assert {one for (one,) in read(app, select(Staff.email))} >= {"a@example.org"}
    assert "b@example.org" not in {one for (one,) in read(app, select(Staff.email))}


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 410)])
def test_a_link_is_good_for_seven_days(
    sign_in: SignIn, client: PageClient, pass_time: Callable[..., None], days: float, status: int
) -> None:
    link = invite(sign_in("administrator"), "ny@example.org")
    pass_time(days=days)
    client.open(link, status)


def test_looking_at_a_link_uses_nothing_up_and_takes_it_out_of_the_address(
    sign_in: SignIn, client: PageClient
) -> None:
    link = invite(sign_in("administrator"), "ny@example.org")
    assert client.open(link).path == client.open(link).path == "/staff/invitation/"


def test_a_link_leads_to_the_address_in_the_settings_and_not_to_what_a_browser_says(
    app: Flask, sign_in: SignIn
) -> None:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, address="https://sporsmal.example.no")
    link = invite(sign_in("administrator"), "ny@example.org")
    assert link.startswith("https://sporsmal.example.no/staff/invitation/")


def test_a_link_of_somebody_who_has_no_part_any_more_opens_nothing(
    app: Flask, sign_in: SignIn, client: PageClient
) -> None:
    make_study(app)
    link = invite_second_person(sign_in("researcher"))
    administrator = sign_in("administrator")
    page = administrator.open("/staff/accounts")
    page = administrator.open(page.links()["researcher@example.org"])
    administrator.press(page, "Change the account", role="researcher", studies=[])
    client.open(link, 410)


def test_the_database_holds_no_link(app: Flask, sign_in: SignIn) -> None:
    token = invite(sign_in("administrator"), "ny@example.org").rpartition("/")[2]
    assert len(token) == 28
    assert token not in str(read(app, select(*Invitation.__table__.c)))


def test_a_withdrawn_link_opens_nothing(app: Flask, sign_in: SignIn, client: PageClient) -> None:
    administrator = sign_in("administrator")
    link = invite(administrator, "ny@example.org")
    page = administrator.press(
        administrator.open("/staff/accounts"), "Take the link back ny@example.org"
    )
    assert "withdrawn" in page.text
    client.open(link, 410)


def test_a_second_link_for_an_address_ends_the_first(sign_in: SignIn, client: PageClient) -> None:
    administrator = sign_in("administrator")
    first, second = (invite(administrator, "ny@example.org") for _ in range(2))
    client.open(first, 410)
    client.open(second)


def test_the_links_of_somebody_who_is_shut_out_are_shut_too(
    app: Flask, sign_in: SignIn, client: PageClient
) -> None:
    make_study(app)
    link = invite_second_person(sign_in("researcher"))
    administrator = sign_in("administrator")
    page = administrator.open("/staff/accounts")
    page = administrator.open(page.links()["researcher@example.org"])
    administrator.press(page, "Shut the account")
    client.open(link, 410)


def test_what_is_sent_along_gives_no_other_role_address_or_study(
    app: Flask, sign_in: SignIn, client: PageClient
) -> None:
    make_study(app)
    make_study(app, "other")
    link = invite_second_person(sign_in("researcher"))
    take_up(
        client, link, email="a@example.org", role="administrator", studies="other", staff_id="x"
    )
    assert staff_of(app, "a@example.org").role == "reviewer"
    assert parts_of(app, "a@example.org") == {"try"}


def test_an_address_that_was_given_cannot_be_changed_by_who_has_the_link(
    app: Flask, sign_in: SignIn, client: PageClient
) -> None:
    take_up(client, invite(sign_in("administrator"), "ny@example.org"), email="x@example.org")
    assert staff_of(app, "ny@example.org").role == "coordinator"


def test_somebody_who_is_a_second_person_already_takes_on_one_study_more(
    app: Flask, sign_in: SignIn
) -> None:
    study = make_study(app)
    make_study(app, "second")
    reviewer = sign_in("reviewer", studies=[study])
    researcher = sign_in("researcher")
    page = researcher.open("/staff/studies/second/second-person")
    link = link_on(researcher.press(page, "Make a link to hand on"))
    page = reviewer.open(link)
    assert "researcher@example.org asks you" in page.text
    reviewer.press(page, "Be the second person here too")
    assert parts_of(app, "reviewer@example.org") == {"try", "second"}


def test_signing_in_first_leads_back_to_the_invitation(
    app: Flask, sign_in: SignIn, client: PageClient
) -> None:
    make_study(app)
    email = make_staff(app, "reviewer", studies=[])
    page = client.open(invite_second_person(sign_in("researcher")))
    client.press(page, "Sign in")
    page = SignInPage(client).sign_in(email)
    assert page.path == "/staff/invitation/"
    client.press(page, "Be the second person here too")
    assert parts_of(app, email) == {"try"}


@pytest.mark.parametrize("role", ["researcher", "coordinator", "administrator", "keyer"])
def test_nobody_of_another_role_becomes_second_person_by_a_link(
    app: Flask, sign_in: SignIn, role: str
) -> None:
    make_study(app)
    link = invite_second_person(sign_in("researcher", "first@example.org"))
    other = sign_in(role, studies=[])
    page = other.open(link)
    assert "for somebody else" in page.text
    token = page.root.all("input", name="csrf_token")[0]["value"]
    answer = other.browser.post("/staff/invitation/accept", data={"csrf_token": token})
    assert answer.status_code == 403
    assert parts_of(app, f"{role}@example.org") == set()


def test_a_new_password_by_link_leaves_the_phone_and_ends_every_session(
    app: Flask, sign_in: SignIn, client: PageClient
) -> None:
    person, administrator = sign_in("researcher"), sign_in("administrator")
    page = administrator.open("/staff/accounts")
    page = administrator.open(page.links()["researcher@example.org"])
    link = link_on(administrator.press(page, "Make a link for a new password"))
    assert person.open("/staff/account").heading == "Your account"
    assert take_up(client, link).path == "/staff/sign-in/code"
    assert person.open("/staff/account").path == "/staff/sign-in"
    assert SignInPage(client).sign_in("researcher@example.org", NEW).path == "/staff/"


def test_an_address_that_has_an_account_is_not_taken_over(
    app: Flask, sign_in: SignIn, client: PageClient
) -> None:
    make_study(app)
    link = invite_second_person(sign_in("researcher"))
    page = take_up(client, link, email="researcher@example.org")
    assert "an account with this address already" in page.text
    client.open(link)  # and the link is still good for its rightful owner
